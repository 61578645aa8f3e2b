//! Supplemental data.

use super::super::catalogue;
use super::super::refusal::{not_found, not_valid, problem};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::Client;
use crate::api::SupplementalData as _;
use crate::models::{DataType, PlatformKey, SupplementalDataConfiguration};

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let (platform, bills) = (PlatformKey::from("platform"), DataType::Bills);
    let configuration = SupplementalDataConfiguration::default();
    vec![
        route(
            &codat.get_supplemental_data_configuration(&platform, &bills),
            get,
        ),
        route(
            &codat.configure_supplemental_data(&platform, &bills, &configuration),
            configure,
        ),
    ]
}

/// The platform and the data type of the path.
fn place(request: &RecordedRequest) -> Result<(PlatformKey, String), Reply> {
    let platform = catalogue::integration_of(request)?.key.clone();
    let data_type = request.path_value("data_type").unwrap_or_default();
    if !DataType::KNOWN.contains(&data_type) {
        return Err(not_found(&format!("Data type '{data_type}' not found")));
    }
    Ok((platform, data_type.to_owned()))
}

fn get(world: &mut World, request: &RecordedRequest) -> Handled {
    let place = place(request)?;
    let configuration = world.account.supplemental.get(&place);
    let configuration = configuration.ok_or_else(|| {
        let (platform, data_type) = &place;
        not_found(&format!(
            "No supplemental data is configured for {data_type} of platform '{platform}'"
        ))
    })?;
    Ok(Reply::model(200, configuration))
}

fn configure(world: &mut World, request: &RecordedRequest) -> Handled {
    let place = place(request)?;
    let configuration: SupplementalDataConfiguration = request_body::read(request, &[])?;
    if configuration.supplemental_data_config.len() > 100 {
        return Err(not_valid(&[problem(
            "supplementalDataConfig",
            "must be at most 100",
        )]));
    }
    world.account.supplemental.insert(place, configuration);
    Ok(Reply::new(200))
}
