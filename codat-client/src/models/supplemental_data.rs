//! The models of the tag *Supplemental data*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::null_as_default;

/// The members of a platform that Codat's standard data types lack, and that are read or written all the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SupplementalDataConfiguration {
    /// The configurations, by the names that you give them.
    #[serde(deserialize_with = "null_as_default")]
    pub supplemental_data_config: BTreeMap<String, SupplementalDataSource>,
}

impl SupplementalDataConfiguration {
    /// These configurations, by the names that you give them.
    pub fn new(config: impl Into<BTreeMap<String, SupplementalDataSource>>) -> Self {
        Self {
            supplemental_data_config: config.into(),
        }
    }
}

/// One configuration of supplemental data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SupplementalDataSource {
    /// The endpoint of the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source: Option<String>,
    /// The platform's members to read, by the names that you give them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_data: Option<BTreeMap<String, String>>,
    /// The platform's members to write, by the names that you give them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_data: Option<BTreeMap<String, String>>,
}
