//! Custom data types: configured, read, listed.

use super::super::catalogue::{self, NOT_COMPLIANT};
use super::super::company::CompanyRecord;
use super::super::error_body::PUBLIC_API;
use super::super::list::{self, Kind};
use super::super::refusal::{limit_reached, not_compliant, not_found};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::api::CustomDataType as _;
use crate::models::{
    Connection, CustomDataIdentifier, CustomDataTypeConfiguration, DataType, PlatformKey,
};
use crate::paging::ListQuery;
use crate::{Client, CompanyId, ConnectionId};

const RECORD: Kind = Kind {
    name: "CustomDataTypeRecord",
    service: PUBLIC_API,
    not_queried: &[],
};

const MOST_TYPES: usize = 1_000;

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let (company, connection) = (CompanyId::nil(), ConnectionId::nil());
    let (platform, custom) = (PlatformKey::from("key"), CustomDataIdentifier::from("name"));
    let (configuration, query) = (CustomDataTypeConfiguration::default(), ListQuery::new());
    vec![
        route(
            &codat.get_custom_data_type_configuration(&platform, &custom),
            get,
        ),
        route(
            &codat.configure_custom_data_type(&platform, &custom, &configuration),
            configure,
        ),
        route(
            &codat.refresh_custom_data_type(company, connection, &custom),
            refresh,
        ),
        route(
            &codat.list_custom_data_type_records(company, connection, &custom, &query),
            records,
        ),
    ]
}

fn identifier(request: &RecordedRequest) -> CustomDataIdentifier {
    let identifier = request.path_value("custom_data_identifier");
    identifier.unwrap_or_default().into()
}

fn unknown(custom: &CustomDataIdentifier) -> Reply {
    not_found(&format!("Custom data type '{custom}' is not configured"))
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    let platform = catalogue::integration_of(request)?.key.clone();
    let place = (platform, identifier(request));
    let configuration = world.account.custom.get(&place);
    Ok(Reply::model(
        200,
        configuration.ok_or_else(|| unknown(&place.1))?,
    ))
}

fn configure(world: &mut World, request: &RecordedRequest) -> Handled {
    let platform = catalogue::integration_of(request)?.key.clone();
    let configuration: CustomDataTypeConfiguration = request_body::read(request, &[])?;
    let reply = Reply::model(200, &configuration);
    let (configured, place) = (&mut world.account.custom, (platform, identifier(request)));
    if configured.len() >= MOST_TYPES && !configured.contains_key(&place) {
        return Err(limit_reached("There are too many custom data types."));
    }
    configured.insert(place, configuration);
    Ok(reply)
}

/// The company and connection of the path, whose platform has the custom data type.
fn place<'a>(
    world: &'a World,
    request: &RecordedRequest,
    custom: &CustomDataIdentifier,
) -> Result<(&'a CompanyRecord, &'a Connection), Reply> {
    let (company, connection) = world.connection(request)?;
    let platform = connection.integration_key.clone().unwrap_or_default();
    if platform.as_str() == NOT_COMPLIANT {
        return Err(not_compliant(platform));
    }
    let configured = &world.account.custom;
    if !configured.contains_key(&(platform, custom.clone())) {
        return Err(unknown(custom));
    }
    Ok((company, connection))
}

fn refresh(world: &mut World, request: &RecordedRequest) -> Handled {
    let custom = identifier(request);
    let (company, connection) = place(world, request, &custom)?;
    let (company, connection) = (company.id(), connection.id);
    let data_type = DataType::Other(custom.to_string());
    let operation = world.queue_pull(company, connection, &data_type, Some(custom))?;
    Ok(Reply::model(200, &operation))
}

fn records(world: &mut World, request: &RecordedRequest) -> Handled {
    let custom = identifier(request);
    let (company, connection) = place(world, request, &custom)?;
    let records = company.custom.get(&(connection.id, custom));
    list::page_without_links(request, &RECORD, records.into_iter().flatten())
}
