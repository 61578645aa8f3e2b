//! Writes to a customer's system: how far they are, and what they take.

use std::collections::BTreeMap;

use super::super::catalogue;
use super::super::error_body::PUBLIC_API;
use super::super::list::{self, Kind};
use super::super::refusal::not_found;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::api::PushData as _;
use crate::models::{DataType, FeatureType, PushOperationKey, PushOption, PushOptionType};
use crate::paging::ListQuery;
use crate::{Client, CompanyId, ConnectionId};

const PUSH: Kind = Kind {
    name: "PushOperation",
    service: PUBLIC_API,
    not_queried: &[],
};

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let (company, connection) = (CompanyId::nil(), ConnectionId::nil());
    let (bills, key) = (DataType::Bills, PushOperationKey::nil());
    vec![
        route(
            &codat.get_create_update_model_options_by_data_type(company, connection, &bills),
            options,
        ),
        route(
            &codat.get_company_push_history(company, &ListQuery::new()),
            history,
        ),
        route(&codat.get_push_operation(company, key), get),
    ]
}

/// What a record of the data type takes, if the connection's platform can write it.
fn options(world: &mut World, request: &RecordedRequest) -> Handled {
    let (_, connection) = world.connection(request)?;
    let name = request.path_value("data_type").unwrap_or_default();
    let key = connection.integration_key.as_ref();
    let integration = key.and_then(|key| world.integration_of(key.as_str()));
    let data_type = DataType::from(name);
    let writes = integration.is_some_and(|it| catalogue::can(it, &FeatureType::Post, &data_type));
    if !writes {
        let platform = connection.platform_name.as_deref().unwrap_or_default();
        return Err(not_found(&format!(
            "{platform} has no push options for {name}"
        )));
    }
    Ok(Reply::model(200, &record_of(name)))
}

/// A record as accounting software takes it: what it is called, when it is of, and a note.
fn record_of(name: &str) -> PushOption {
    let mut record = option(PushOptionType::Object, name, "The record to write", true);
    record.properties = Some(BTreeMap::from([
        (
            "id".to_owned(),
            option(
                PushOptionType::String,
                "Identifier",
                "The record's number",
                false,
            ),
        ),
        (
            "issueDate".to_owned(),
            option(
                PushOptionType::DateTime,
                "Issue date",
                "The date of the record",
                true,
            ),
        ),
        (
            "note".to_owned(),
            option(PushOptionType::String, "Note", "Any text", false),
        ),
    ]));
    record
}

fn option(kind: PushOptionType, name: &str, description: &str, required: bool) -> PushOption {
    PushOption {
        r#type: Some(kind),
        display_name: Some(name.to_owned()),
        description: Some(description.to_owned()),
        required: Some(required),
        ..PushOption::default()
    }
}

fn history(world: &mut World, request: &RecordedRequest) -> Handled {
    let pushes = world.company(request)?.pushes.iter();
    list::page(request, &PUSH, pushes.map(|push| &push.operation))
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?;
    let text = request.path_value("push_operation_key").unwrap_or_default();
    let key = text.parse().ok();
    let push = key.and_then(|key| company.pushes.get(&key));
    let push = push.ok_or_else(|| not_found(&format!("Push operation {text} not found")))?;
    Ok(Reply::model(200, &push.operation))
}
