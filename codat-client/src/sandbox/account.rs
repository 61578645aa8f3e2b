//! What belongs to the whole account: its profile, keys, settings and webhook consumers.

use std::collections::BTreeMap;

use super::collection::Collection;
use super::new_ids::NewIds;
use crate::DateTime;
use crate::models::{
    ApiKeyDetails, ApiKeyId, ClientId, CustomDataIdentifier, CustomDataTypeConfiguration, DataType,
    PlatformKey, Profile, SupplementalDataConfiguration, SyncSetting, WebhookConsumer, WebhookId,
};

/// The most API keys that an account may have.
pub(super) const MOST_KEYS: usize = 10;

/// The account.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) client_id: ClientId,
    pub(super) profile: Profile,
    pub(super) allowed_origins: Vec<String>,
    pub(super) api_keys: Collection<ApiKeyId, ApiKeyDetails>,
    /// `None`: Codat's own.
    pub(super) sync_settings: Option<Vec<SyncSetting>>,
    pub(super) consumers: Collection<WebhookId, WebhookConsumer>,
    pub(super) custom: BTreeMap<(PlatformKey, CustomDataIdentifier), CustomDataTypeConfiguration>,
    pub(super) supplemental: BTreeMap<(PlatformKey, String), SupplementalDataConfiguration>,
}

impl Account {
    pub(super) fn new(api_key: &str, ids: &mut NewIds, now: DateTime) -> Self {
        let first = ApiKeyDetails {
            id: ids.next().to_string().into(),
            name: None,
            api_key: Some(api_key.into()),
            created_date: Some(now),
        };
        let mut api_keys = Collection::default();
        api_keys.insert(first.id.clone(), first);
        Self {
            client_id: ids.next().into(),
            profile: Profile::new("Sandbox", "https://example.com/{companyId}"),
            allowed_origins: Vec::new(),
            api_keys,
            sync_settings: None,
            consumers: Collection::default(),
            custom: BTreeMap::new(),
            supplemental: BTreeMap::new(),
        }
    }

    /// The settings of companies that have none of their own.
    pub(super) fn sync_settings(&self) -> Vec<SyncSetting> {
        self.sync_settings
            .clone()
            .unwrap_or_else(default_sync_settings)
    }

    /// Whether a request with this key is let in.
    pub(super) fn has_key(&self, key: &str) -> bool {
        let mut keys = self.api_keys.iter().filter_map(|it| it.api_key.as_ref());
        keys.any(|known| known.expose() == key)
    }
}

/// Codat's own settings: each data type once a day, the data of two years.
fn default_sync_settings() -> Vec<SyncSetting> {
    let types = DataType::KNOWN.iter().zip(0..);
    let setting = |(name, order): (&&str, i64)| SyncSetting {
        sync_from_window: Some(24),
        months_to_sync: Some(24),
        is_locked: Some(false),
        ..SyncSetting::new(DataType::from(*name), true, 24, order)
    };
    types.map(setting).collect()
}

/// The settings after these were changed.
pub(super) fn changed(
    mut settings: Vec<SyncSetting>,
    changes: Vec<SyncSetting>,
) -> Vec<SyncSetting> {
    for change in changes {
        let mut same = settings.iter_mut();
        match same.find(|setting| setting.data_type == change.data_type) {
            Some(setting) => *setting = change,
            None => settings.push(change),
        }
    }
    settings
}
