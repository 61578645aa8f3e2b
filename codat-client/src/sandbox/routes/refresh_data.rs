//! Reads of a company's data: queued, listed, and how far they are.

use std::collections::BTreeMap;

use url::form_urlencoded;

use super::super::company::{CompanyRecord, Pull};
use super::super::list::{self, Kind};
use super::super::refusal::{bad_request, no_connection, not_found, not_valid, problem};
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::companies::linked;
use super::{CodatRoute, Handled, route};
use crate::api::RefreshData as _;
use crate::models::{DataStatus, DataType, DatasetId, PullOperationStatus};
use crate::paging::ListQuery;
use crate::{Client, CompanyId, ConnectionId};

const DATASET: Kind = Kind {
    name: "Dataset",
    service: "PullApi",
    not_queried: &["isCompleted", "isErrored"],
};

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let company = CompanyId::nil();
    let (bills, dataset) = (DataType::Bills, DatasetId::nil());
    vec![
        route(&codat.refresh_company_data(company), refresh_all),
        route(
            &codat.refresh_data_type(company, &bills, None),
            refresh_type,
        ),
        route(&codat.get_company_data_status(company), status),
        route(
            &codat.list_pull_operations(company, &ListQuery::new()),
            history,
        ),
        route(&codat.get_pull_operation(company, dataset), get),
    ]
}

fn refresh_all(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?;
    let (company, connections) = (company.id(), linked(company));
    if connections.is_empty() {
        return Err(no_linked_connection());
    }
    for connection in connections {
        world.queue_first_reads(company, connection);
    }
    Ok(Reply::new(204))
}

fn no_linked_connection() -> Reply {
    bad_request("The company has no linked data connection")
}

fn refresh_type(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?;
    let name = request.path_value("data_type").unwrap_or_default();
    if !DataType::KNOWN.contains(&name) {
        return Err(not_valid(&[problem(
            "dataType",
            format!("'{name}' is no data type"),
        )]));
    }
    let data_type = DataType::from(name);
    let (id, connections) = (company.id(), asked_for(company, request)?);
    if connections.is_empty() {
        return Err(no_linked_connection());
    }
    let mut first = None;
    for connection in connections {
        if world.reads(id, connection, &data_type) {
            let operation = world.queue_pull(id, connection, &data_type, None)?;
            first.get_or_insert(operation);
        }
    }
    let operation = first.ok_or_else(|| {
        bad_request(&format!(
            "No data connection of the company supports {data_type}"
        ))
    })?;
    Ok(Reply::model(200, &operation))
}

/// The connection that the query names, or else all that are linked.
fn asked_for(
    company: &CompanyRecord,
    request: &RecordedRequest,
) -> Result<Vec<ConnectionId>, Reply> {
    let query = request.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let Some((_, text)) = pairs.find(|(name, _)| name == "connectionId") else {
        return Ok(linked(company));
    };
    let id = text.parse().ok();
    let connection = id.and_then(|id| company.connection(id));
    let connection = connection.ok_or_else(|| no_connection(text))?;
    Ok(vec![connection.id])
}

/// The state of each data type that was ever read.
fn status(world: &mut World, request: &RecordedRequest) -> Handled {
    let mut statuses: BTreeMap<String, DataStatus> = BTreeMap::new();
    for pull in world.company(request)?.pulls.iter() {
        let (operation, data_type) = (&pull.operation, pull.operation.data_type.clone());
        let name = data_type
            .clone()
            .map_or_else(String::new, |it| it.to_string());
        // The response has no place for custom data.
        if pull.custom.is_some() {
            continue;
        }
        let status = statuses.entry(name).or_default();
        status.data_type = data_type;
        status.current_status = operation.status.clone();
        status.latest_sync_id = Some(operation.id);
        if operation.status == Some(PullOperationStatus::Complete) {
            status.last_successful_sync = operation.completed.clone();
            status.latest_successful_sync_id = Some(operation.id);
        }
    }
    Ok(Reply::model(200, &statuses))
}

fn history(world: &mut World, request: &RecordedRequest) -> Handled {
    let pulls = world.company(request)?.pulls.iter();
    list::page(request, &DATASET, pulls.map(|pull| &pull.operation))
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    Ok(Reply::model(200, &pull(world, request)?.operation))
}

/// The read that the path names.
pub(super) fn pull<'a>(world: &'a World, request: &RecordedRequest) -> Result<&'a Pull, Reply> {
    let company = world.company(request)?;
    let text = request.path_value("dataset_id").unwrap_or_default();
    let id = text.parse().ok();
    let pull = id.and_then(|id| company.pulls.get(&id));
    pull.ok_or_else(|| not_found(&format!("Dataset {text} not found")))
}
