//! Connections: created, read, listed, authorised, unlinked, deleted.

use std::collections::BTreeMap;

use super::super::catalogue;
use super::super::error_body::CLIENTS_API;
use super::super::list::{self, Kind};
use super::super::refusal::{limit_reached, no_platform, not_valid, problem};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::api::Connections as _;
use crate::models::{
    Connection, CreateConnection, DataConnectionStatus, PlatformKey, UpdateConnectionStatus,
};
use crate::paging::ListQuery;
use crate::{Client, CompanyId, ConnectionId};

const CONNECTION: Kind = Kind {
    name: "DataConnection",
    service: CLIENTS_API,
    not_queried: &[],
};

const MOST_CONNECTIONS: usize = 100;

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let (company, connection) = (CompanyId::nil(), ConnectionId::nil());
    let (new, status) = (
        CreateConnection::new(""),
        UpdateConnectionStatus::unlinked(),
    );
    let authorization = BTreeMap::new();
    vec![
        route(
            &codat.list_connections(company, &ListQuery::new()),
            list_connections,
        ),
        route(&codat.create_connection(company, &new), create),
        route(&codat.get_connection(company, connection), get),
        route(
            &codat.unlink_connection(company, connection, &status),
            unlink,
        ),
        route(&codat.delete_connection(company, connection), delete),
        route(
            &codat.update_connection_authorization(company, connection, &authorization),
            update_authorization,
        ),
    ]
}

fn list_connections(world: &mut World, request: &RecordedRequest) -> Handled {
    let connections = &world.company(request)?.company.data_connections;
    list::page(request, &CONNECTION, connections.iter())
}

fn create(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?.id();
    let body: CreateConnection = request_body::read(request, &["platformKey"])?;
    let key = body.platform_key.unwrap_or_default();
    let connection = new_connection(world, company, &key)?;
    let reply = Reply::model(200, &connection);
    let (id, record) = (connection.id, world.company_mut(request)?);
    let connections = &mut record.company.data_connections;
    if connections.len() >= MOST_CONNECTIONS {
        return Err(limit_reached("The company has too many connections."));
    }
    connections.push(connection);
    world.report_connection(company, id, "connection.created");
    world.await_customer(company, id);
    Ok(reply)
}

/// A connection that waits to be authorised.
fn new_connection(
    world: &mut World,
    company: CompanyId,
    key: &PlatformKey,
) -> Result<Connection, Reply> {
    let id: ConnectionId = world.new_id();
    let integration = catalogue::integration(key.as_str());
    let integration = integration.ok_or_else(|| no_platform(key))?;
    let start = format!("companies/{company}/connections/{id}/start");
    Ok(Connection {
        id,
        integration_id: integration.integration_id.clone(),
        integration_key: Some(integration.key.clone()),
        source_id: integration.source_id.clone(),
        source_type: integration.source_type.clone(),
        platform_name: integration.name.clone(),
        link_url: Some(format!("{}/{start}", world.base_url)),
        status: Some(DataConnectionStatus::PendingAuth),
        created: Some(world.now()),
        ..Connection::default()
    })
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    Ok(Reply::model(200, world.connection(request)?.1))
}

fn unlink(world: &mut World, request: &RecordedRequest) -> Handled {
    let (company, connection) = world.connection(request)?;
    let (company, id) = (company.id(), connection.id);
    let body: UpdateConnectionStatus = request_body::read(request, &["status"])?;
    if body.status != Some(DataConnectionStatus::Unlinked) {
        return Err(not_valid(&[problem("status", "must be `Unlinked`")]));
    }
    let record = world.company_mut(request)?;
    if let Some(connection) = record.connection_mut(id)
        && connection.status != body.status
    {
        connection.status = body.status;
        world.report_connection(company, id, "connection.disconnected");
    }
    get(world, request)
}

fn delete(world: &mut World, request: &RecordedRequest) -> Handled {
    let (company, connection) = world.connection(request)?;
    let (company, id) = (company.id(), connection.id);
    world.report_connection(company, id, "connection.deleted");
    let record = world.company_mut(request)?;
    let connections = &mut record.company.data_connections;
    connections.retain(|connection| connection.id != id);
    record.custom.retain(|(connection, _), _| *connection != id);
    Ok(Reply::new(200))
}

fn update_authorization(world: &mut World, request: &RecordedRequest) -> Handled {
    let (company, connection) = world.connection(request)?;
    let (company, id) = (company.id(), connection.id);
    let _: BTreeMap<String, String> = request_body::read(request, &[])?;
    world.authorize(company, id)?;
    get(world, request)
}
