//! The models of the tag *Custom data type*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::paging::Page;
use crate::{DateTime, null_as_default};

crate::text_id! {
    /// The name of a custom data type, such as `DynamicsPurchaseOrders`.
    pub struct CustomDataIdentifier;
}

/// Where a custom data type comes from, and which members it has. Codat checks none of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CustomDataTypeConfiguration {
    /// The endpoint of the platform that the data is read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_source: Option<String>,
    /// The platform's members, by the names that you give them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_data: Option<BTreeMap<String, String>>,
    /// The platform's members that identify a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_by: Option<Vec<String>>,
    /// The platform's member that says when a record was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_modified_date: Option<Vec<String>>,
}

/// A record of a custom data type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CustomDataTypeRecord {
    /// The record's id.
    pub id: Option<String>,
    /// The record's members, by the names that you gave them.
    #[serde(deserialize_with = "null_as_default")]
    pub content: BTreeMap<String, Value>,
    /// When Codat last read the record.
    pub modified_date: Option<ModifiedDate>,
}

/// One page of records of a custom data type. It has no links.
pub type CustomDataTypeRecords = Page<CustomDataTypeRecord>;

/// When Codat last read a record.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ModifiedDate {
    /// The date.
    pub modified_date: Option<DateTime>,
}
