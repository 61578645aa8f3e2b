//! Settings: CORS, the profile, API keys.

use super::super::account::MOST_KEYS;
use super::super::refusal::{bad_request, not_found};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route, sync_settings};
use crate::Client;
use crate::api::Settings as _;
use crate::models::{
    ApiKeyDetails, ApiKeyId, ApiKeys, ClientId, ConnectionManagementAllowedOrigins, CreateApiKey,
    Profile, UpdateProfileSyncSettings,
};

#[expect(deprecated, reason = "what is deprecated is still there")]
pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let origins = ConnectionManagementAllowedOrigins::default();
    let settings = UpdateProfileSyncSettings::new(ClientId::nil(), []);
    vec![
        // The old and the new CORS routes are two doors to one list.
        route(&codat.get_cors_settings(), cors),
        route(&codat.set_cors_settings(&origins), set_cors),
        route(&codat.get_connection_management_cors_settings(), cors),
        route(
            &codat.set_connection_management_cors_settings(&origins),
            set_cors,
        ),
        route(&codat.get_profile(), profile),
        route(&codat.update_profile(&Profile::default()), update_profile),
        route(
            &codat.get_profile_sync_settings(),
            sync_settings::of_profile,
        ),
        route(
            &codat.update_profile_sync_settings(&settings),
            sync_settings::update_of_profile,
        ),
        route(&codat.list_api_keys(), list_keys),
        route(&codat.create_api_key(&CreateApiKey::default()), create_key),
        route(&codat.delete_api_key(&ApiKeyId::from("key")), delete_key),
    ]
}

fn cors(world: &mut World, _request: &RecordedRequest) -> Handled {
    let origins = world.account.allowed_origins.clone();
    let origins = ConnectionManagementAllowedOrigins::new(origins);
    Ok(Reply::model(200, &origins))
}

fn set_cors(world: &mut World, request: &RecordedRequest) -> Handled {
    let origins: ConnectionManagementAllowedOrigins =
        request_body::read(request, &["allowedOrigins"])?;
    world.account.allowed_origins = origins.allowed_origins().to_vec();
    cors(world, request)
}

fn profile(world: &mut World, _request: &RecordedRequest) -> Handled {
    let mut profile = world.account.profile.clone();
    let first = world.account.api_keys.iter().next();
    profile.api_key = first.and_then(|key| key.api_key.clone());
    Ok(Reply::model(200, &profile))
}

fn update_profile(world: &mut World, request: &RecordedRequest) -> Handled {
    let required = ["name", "redirectUrl"];
    world.account.profile = request_body::read(request, &required)?;
    profile(world, request)
}

fn list_keys(world: &mut World, _request: &RecordedRequest) -> Handled {
    let results = world.account.api_keys.iter().cloned().collect();
    Ok(Reply::model(200, &ApiKeys { results }))
}

fn create_key(world: &mut World, request: &RecordedRequest) -> Handled {
    let body: CreateApiKey = request_body::read(request, &[])?;
    let name = body.name.as_deref().unwrap_or_default();
    if name.chars().count() > 50 {
        return Err(bad_request("Max string length (50) for `name` reached."));
    }
    if world.account.api_keys.len() >= MOST_KEYS {
        return Err(Reply::error(409));
    }
    let key = ApiKeyDetails {
        id: world.ids.next().to_string().into(),
        name: body.name,
        api_key: Some(format!("sandbox-{}", world.ids.next_text()).into()),
        created_date: Some(world.now()),
    };
    let reply = Reply::model(201, &key);
    world.account.api_keys.insert(key.id.clone(), key);
    Ok(reply)
}

fn delete_key(world: &mut World, request: &RecordedRequest) -> Handled {
    let id = request.path_value("api_key_id").unwrap_or_default();
    match world.account.api_keys.remove(&id.into()) {
        Some(_) => Ok(Reply::new(204)),
        None => Err(not_found(&format!("API key {id} not found"))),
    }
}
