//! The tokens of connection management, which Codat has replaced.

use serde_json::json;

use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::api::ConnectionManagement as _;
use crate::models::ConnectionManagementAccessToken;
use crate::{Client, CompanyId};

#[expect(deprecated, reason = "what is deprecated is still there")]
pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let call = codat.get_access_token(CompanyId::nil());
    vec![route(&call, access_token)]
}

fn access_token(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?.id();
    let lifetime = ConnectionManagementAccessToken::LIFETIME;
    let token = world.tokens.issue(company, lifetime);
    Ok(Reply::json(200, json!({ "accessToken": token })))
}
