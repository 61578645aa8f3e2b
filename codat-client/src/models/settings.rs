//! The models of the tag *Settings*.

use serde::{Deserialize, Serialize};

use super::common::DataType;
use crate::{DateTime, SerializableSecret, null_as_default};

crate::text_id! {
    /// The id of an API key, which isn't the key itself.
    pub struct ApiKeyId;
}

crate::id! {
    /// The id of your Codat client: the account of your organisation.
    pub struct ClientId("client");
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ApiKeyDetails {
    /// The key's id.
    pub id: ApiKeyId,
    /// The name that you gave the key.
    pub name: Option<String>,
    /// The key itself. `Debug` doesn't show it.
    pub api_key: Option<SerializableSecret>,
    /// When the key was created.
    pub created_date: Option<DateTime>,
}

/// All API keys of your client. There are ten at most.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ApiKeys {
    /// The keys.
    #[serde(deserialize_with = "null_as_default")]
    pub results: Vec<ApiKeyDetails>,
}

/// The body of [`create_api_key`](crate::api::Settings::create_api_key).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CreateApiKey {
    /// A name for the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl CreateApiKey {
    /// A key with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
        }
    }
}

/// The profile of your Codat client. [`update_profile`](crate::api::Settings::update_profile) replaces it: read it, change it, and
/// send it whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Profile {
    /// The client's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The URL of your logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// The URL of your icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The URL to which Codat's Link page sends the customer at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// The URLs that may call Codat. If the list is empty, any may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub white_list_urls: Option<Vec<String>>,
    /// An API key of the client. `Debug` doesn't show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<SerializableSecret>,
    /// Whether the customer is asked to confirm the company's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_company_name: Option<bool>,
}

impl Profile {
    /// A profile with what is required: the client's name, and the URL to which Codat's Link page sends the customer at its end.
    pub fn new(name: impl Into<String>, redirect_url: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            redirect_url: Some(redirect_url.into()),
            ..Self::default()
        }
    }
}

/// How often one data type is read, and how far back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SyncSetting {
    /// The data type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataType>,
    /// Whether it is read as soon as a connection is authorised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetch_on_first_link: Option<bool>,
    /// The hours between two reads. 0 switches them off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_schedule: Option<i64>,
    /// The place in the order in which data types are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_order: Option<i64>,
    /// The date from which data is read. Set this or `sync_from_window`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_from_utc: Option<DateTime>,
    /// The months of data that are read. Set this or `sync_from_utc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_from_window: Option<i64>,
    /// The months of data that are read for reports, such as the balance sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months_to_sync: Option<i64>,
    /// Whether Codat has locked the setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_locked: Option<bool>,
}

impl SyncSetting {
    /// A setting with what is required: whether the data type is read as soon as a connection is authorised, the hours between two
    /// reads, and its place in the order.
    pub fn new(data_type: DataType, fetch_on_first_link: bool, hours: i64, order: i64) -> Self {
        Self {
            data_type: Some(data_type),
            fetch_on_first_link: Some(fetch_on_first_link),
            sync_schedule: Some(hours),
            sync_order: Some(order),
            ..Self::default()
        }
    }
}

/// How often data is read for all companies that have no settings of their own, and how far back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SyncSettings {
    /// Your Codat client.
    pub client_id: ClientId,
    /// One setting for each data type.
    #[serde(deserialize_with = "null_as_default")]
    pub settings: Vec<SyncSetting>,
    /// Whether these differ from Codat's own.
    pub overrides_defaults: Option<bool>,
}

/// The body of [`update_profile_sync_settings`](crate::api::Settings::update_profile_sync_settings).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct UpdateProfileSyncSettings {
    /// Your Codat client.
    pub client_id: ClientId,
    /// The settings that change, one for each data type.
    #[serde(deserialize_with = "null_as_default")]
    pub settings: Vec<SyncSetting>,
    /// Whether these are used in place of Codat's own.
    pub overrides_defaults: bool,
}

impl UpdateProfileSyncSettings {
    /// These settings, in place of Codat's own.
    pub fn new(client_id: ClientId, settings: impl Into<Vec<SyncSetting>>) -> Self {
        Self {
            client_id,
            settings: settings.into(),
            overrides_defaults: true,
        }
    }
}
