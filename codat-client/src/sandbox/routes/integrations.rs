//! Integrations.

use super::super::catalogue;
use super::super::error_body::CLIENTS_API;
use super::super::list::{self, Kind};
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::Client;
use crate::api::Integrations as _;
use crate::models::PlatformKey;
use crate::paging::ListQuery;

const INTEGRATION: Kind = Kind {
    name: "Integration",
    service: CLIENTS_API,
    not_queried: &[],
};

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let platform = PlatformKey::from("platform");
    vec![
        route(
            &codat.list_integrations(&ListQuery::new()),
            list_integrations,
        ),
        route(&codat.get_integration(&platform), get),
        route(&codat.get_integrations_branding(&platform), branding),
    ]
}

fn list_integrations(_world: &mut World, request: &RecordedRequest) -> Handled {
    list::page(request, &INTEGRATION, catalogue::integrations().iter())
}

fn get(_world: &mut World, request: &RecordedRequest) -> Handled {
    Ok(Reply::model(200, catalogue::integration_of(request)?))
}

fn branding(_world: &mut World, request: &RecordedRequest) -> Handled {
    let branding = catalogue::branding(catalogue::integration_of(request)?);
    Ok(Reply::model(200, &branding))
}
