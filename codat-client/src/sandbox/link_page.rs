//! The pages that a customer sees: they need no API key.

use http::Method;

use super::world::World;
use super::{RecordedRequest, Reply};
use crate::models::DataConnectionStatus;

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkPage {
    /// All connections of a company.
    Company,
    /// One connection, with a button that authorises it.
    Show,
    /// What the button does.
    Authorize,
}

/// Every page, as `redirect` and `linkUrl` name them.
pub(super) static ALL: [(Method, &str, LinkPage); 3] = [
    (Method::GET, "/company/{company_id}", LinkPage::Company),
    (Method::GET, START, LinkPage::Show),
    (Method::POST, START, LinkPage::Authorize),
];

const START: &str = "/companies/{company_id}/connections/{connection_id}/start";

impl LinkPage {
    pub(super) fn handle(self, world: &mut World, request: &RecordedRequest) -> Reply {
        let page = match self {
            Self::Company => company(world, request),
            Self::Show => connection(world, request),
            Self::Authorize => authorize(world, request),
        };
        page.map_or_else(|refusal| refusal, |body| html(&body))
    }
}

fn company(world: &World, request: &RecordedRequest) -> Result<String, Reply> {
    let company = &world.company(request)?.company;
    let links = company.data_connections.iter().map(|connection| {
        let url = escape(connection.link_url.as_deref().unwrap_or_default());
        let name = escape(connection.platform_name.as_deref().unwrap_or_default());
        format!("<li><a href=\"{url}\">{name}</a></li>")
    });
    let name = escape(company.name.as_deref().unwrap_or_default());
    Ok(format!(
        "<h1>{name}</h1><ul>{}</ul>",
        links.collect::<String>()
    ))
}

fn connection(world: &World, request: &RecordedRequest) -> Result<String, Reply> {
    let connection = world.connection(request)?.1;
    let name = escape(connection.platform_name.as_deref().unwrap_or_default());
    Ok(match connection.status {
        Some(DataConnectionStatus::Linked) => format!("<h1>{name} is linked</h1>"),
        _ => format!("<h1>{name}</h1><form method=\"post\"><button>Authorise</button></form>"),
    })
}

fn authorize(world: &mut World, request: &RecordedRequest) -> Result<String, Reply> {
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
