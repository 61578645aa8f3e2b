//! The sync settings of a company and of the profile.

use serde_json::Value;

use super::super::account::changed;
use super::super::refusal::{not_valid, problem};
use super::super::request_body::{self, missing};
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::Handled;
use crate::models::{
    CompanySyncSettings, DataType, SetCompanySyncSettings, SyncSettings, UpdateProfileSyncSettings,
};

const REQUIRED: [&str; 4] = ["dataType", "fetchOnFirstLink", "syncSchedule", "syncOrder"];

pub(super) fn of_company(world: &mut World, request: &RecordedRequest) -> Handled {
    let company = world.company(request)?;
    let own = company.sync_settings.clone();
    let settings = CompanySyncSettings {
        company_id: company.id(),
        overrides_defaults: Some(own.is_some()),
        settings: own.unwrap_or_else(|| world.account.sync_settings()),
    };
    Ok(Reply::model(200, &settings))
}

pub(super) fn set_of_company(world: &mut World, request: &RecordedRequest) -> Handled {
    let defaults = world.account.sync_settings();
    let company = world.company_mut(request)?;
    check(request)?;
    let required = ["companyId", "settings", "overridesDefaults"];
    let body: SetCompanySyncSettings = request_body::read(request, &required)?;
    if body.company_id != company.id() {
        return Err(not_valid(&[problem(
            "companyId",
            "must be the one of the path",
        )]));
    }
    let own = company.sync_settings.take().unwrap_or(defaults);
    let own = changed(own, body.settings);
    company.sync_settings = body.overrides_defaults.then_some(own);
    Ok(Reply::new(204))
}

pub(super) fn of_profile(world: &mut World, _request: &RecordedRequest) -> Handled {
    let account = &world.account;
    let settings = SyncSettings {
        client_id: account.client_id,
        settings: account.sync_settings(),
        overrides_defaults: Some(account.sync_settings.is_some()),
    };
    Ok(Reply::model(200, &settings))
}

pub(super) fn update_of_profile(world: &mut World, request: &RecordedRequest) -> Handled {
    check(request)?;
    let required = ["clientId", "settings", "overridesDefaults"];
    let body: UpdateProfileSyncSettings = request_body::read(request, &required)?;
    let account = &mut world.account;
    if body.client_id != account.client_id {
        return Err(not_valid(&[problem(
            "clientId",
            "must be the one of your client",
        )]));
    }
    let settings = changed(account.sync_settings(), body.settings);
    account.sync_settings = body.overrides_defaults.then_some(settings);
    Ok(Reply::new(204))
}

/// Refuses settings that lack what is required, or whose data type isn't known.
fn check(request: &RecordedRequest) -> Result<(), Reply> {
    let members = request_body::members(request)?;
    let settings = members.get("settings").and_then(Value::as_array);
    let mut problems = Vec::new();
    for (index, setting) in settings.into_iter().flatten().enumerate() {
        let path = format!("settings[{index}].");
        let setting = setting.as_object().cloned().unwrap_or_default();
        problems.extend(missing(&setting, &path, &REQUIRED));
        let data_type = setting.get("dataType").and_then(Value::as_str);
        if data_type.is_some_and(|name| !DataType::KNOWN.contains(&name)) {
            problems.push(problem(format!("{path}dataType"), "is no data type"));
        }
    }
    match problems.as_slice() {
        [] => Ok(()),
        problems => Err(not_valid(problems)),
    }
}
