//! The pages that a customer sees: they need no API key.

use http::Method;

use super::routes::{CodatHandler, Handled};
use super::world::World;
use super::{RecordedRequest, Reply};
use crate::models::DataConnectionStatus;

/// Every page, as `redirect` and `linkUrl` name them.
pub(super) static ALL: [(Method, &str, CodatHandler); 3] = [
    (Method::GET, "/company/{company_id}", company),
    (Method::GET, START, connection),
    (Method::POST, START, authorize),
];

const START: &str = "/companies/{company_id}/connections/{connection_id}/start";

/// All connections of a company.
fn company(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = &world.company(request)?.company;
    let links = company.data_connections.iter().map(|connection| {
        let url = escape(connection.link_url.as_deref().unwrap_or_default());
        let name = escape(connection.platform_name.as_deref().unwrap_or_default());
        format!("<li><a href=\"{url}\">{name}</a></li>")
    });
    let name = escape(company.name.as_deref().unwrap_or_default());
    let links = links.collect::<String>();
    Ok(html(&format!("<h1>{name}</h1><ul>{links}</ul>")))
}

/// One connection, with a button that authorises it.
fn connection(world: &mut World, request: &RecordedRequest) -> Handled {
    let connection = world.connection(request)?.1;
    let name = escape(connection.platform_name.as_deref().unwrap_or_default());
    let body = match connection.status {
        Some(DataConnectionStatus::Linked) => format!("<h1>{name} is linked</h1>"),
        _ => format!("<h1>{name}</h1><form method=\"post\"><button>Authorise</button></form>"),
    };
    Ok(html(&body))
}

/// What the button does.
fn authorize(world: &mut World, request: &RecordedRequest) -> Handled {
    let (company, connection) = world.connection(request)?;
    let (company, connection_id) = (company.id(), connection.id);
    world.authorize(company, connection_id)?;
    self::connection(world, request)
}

fn html(body: &str) -> Reply {
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>Sandbox</title>{body}\n");
    Reply::new(200).body("text/html; charset=utf-8", page)
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('"', "&quot;")
}
