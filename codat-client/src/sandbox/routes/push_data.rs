//! Writes to a customer's system: how far they are, and what they take.

use std::collections::BTreeMap;

use codat_macros::codat_endpoint;
use serde_json::Value;

use super::super::catalogue;
use super::super::error_body::PUBLIC_API;
use super::super::list::{self, Kind};
use super::super::refusal::not_found;
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::api::PushData as _;
use crate::models::{
    DataType, FeatureType, PushOperation, PushOperationKey, PushOperationStatus, PushOption,
    PushOptionType,
};
use crate::paging::ListQuery;
use crate::{Call, Client, CompanyId, ConnectionId, HasClient};

/// Writes, which are operations of Codat's Accounting API: without any, there would be none to look at.
trait Accounting: HasClient {
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/connections/<connection_id>/push/<data_type>",
        data = "<record>"
    )]
    fn push(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        data_type: &DataType,
        record: &Value,
    ) -> Call<PushOperation>;
}

impl Accounting for Client {}

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
        route(&codat.push(company, connection, &bills, &Value::Null), push),
    ]
}

/// What a record of the data type takes.
fn options(world: &mut World, request: &RecordedRequest) -> Handled {
    let data_type = written_type(world, request)?;
    Ok(Reply::model(200, &record_of(data_type.as_str())))
}

/// The data type of the path, if the connection's platform can write it.
fn written_type(world: &World, request: &RecordedRequest) -> Result<DataType, Reply> {
    let (_, connection) = world.connection(request)?;
    let name = request.path_value("data_type").unwrap_or_default();
    let data_type = DataType::from(name);
    if !catalogue::can(connection, &FeatureType::Post, &data_type) {
        let platform = connection.platform_name.as_deref().unwrap_or_default();
        return Err(not_found(&format!(
            "{platform} has no push options for {name}"
        )));
    }
    Ok(data_type)
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

/// Begins a write. It ends with success.
fn push(world: &mut World, request: &RecordedRequest) -> Handled {
    let (company, connection) = world.connection(request)?;
    let (company, connection) = (company.id(), connection.id);
    let data_type = written_type(world, request)?;
    request_body::members(request)?;
    let ends_as = PushOperationStatus::Success;
    let operation = world.begin_push(company, connection, &data_type, ends_as)?;
    Ok(Reply::model(200, &operation))
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
