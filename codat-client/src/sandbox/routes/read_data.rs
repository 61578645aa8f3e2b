//! What was found in data that was read.

use super::super::reading;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::refresh_data::pull;
use super::{CodatRoute, Handled, route};
use crate::api::ReadData as _;
use crate::models::DatasetId;
use crate::{Client, CompanyId};

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let call = codat.get_read_validation_results(CompanyId::nil(), DatasetId::nil());
    vec![route(&call, validation)]
}

fn validation(world: &mut World, request: &RecordedRequest) -> Handled {
    let pull = pull(world, request)?;
    Ok(Reply::model(200, &reading::validation(&pull.operation)))
}
