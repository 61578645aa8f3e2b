//! The models of the tag *Companies*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::common::DataType;
use super::connections::Connection;
use super::settings::SyncSetting;
use crate::paging::Page;
use crate::{CompanyId, DateTime, null_as_default};

/// A customer of yours, whose data Codat connects.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Company {
    /// The id that Codat gave the company.
    pub id: CompanyId,
    /// The company's name.
    pub name: Option<String>,
    /// More about the company, such as its id in your system.
    pub description: Option<String>,
    /// The URL of Codat's Link page, where the customer connects their systems.
    pub redirect: Option<String>,
    /// When data was last read for this company.
    pub last_sync: Option<DateTime>,
    /// When the company was created in Codat.
    pub created: Option<DateTime>,
    /// The user who created the company in Codat's portal.
    pub created_by_user_name: Option<String>,
    /// The products that are enabled for the company, such as `lending`.
    #[serde(deserialize_with = "null_as_default")]
    pub products: Vec<String>,
    /// Your own metadata, by key.
    #[serde(deserialize_with = "null_as_default")]
    pub tags: BTreeMap<String, String>,
    /// The company that owns or controls this one.
    pub reference_parent_company: Option<Box<CompanyReference>>,
    /// The companies that this one owns or controls.
    #[serde(deserialize_with = "null_as_default")]
    pub reference_subsidiary_companies: Vec<CompanyReference>,
    /// The company's connections. Absent in webhooks.
    #[serde(deserialize_with = "null_as_default")]
    pub data_connections: Vec<Connection>,
}

/// One page of companies.
pub type Companies = Page<Company>;

/// A short form of a [`Company`], where another object refers to it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyReference {
    /// The company's id.
    pub id: CompanyId,
    /// The company's name.
    pub name: Option<String>,
    /// More about the company, such as its id in your system.
    pub description: Option<String>,
    /// Links to the company.
    pub links: Option<CompanyReferenceLinks>,
    /// Your own metadata, by key.
    #[serde(deserialize_with = "null_as_default")]
    pub tags: BTreeMap<String, String>,
}

/// The links of a [`CompanyReference`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyReferenceLinks {
    /// The company's page in Codat's portal.
    pub portal: Option<String>,
}

/// The body of [`create_company`](crate::api::Companies::create_company) and [`replace_company`](crate::api::Companies::replace_company).
///
/// ```
/// use codat_client::models::CompanyRequestBody;
///
/// let mut company = CompanyRequestBody::new("Bank of Dave");
/// company.description = Some("customer 4711".to_owned());
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyRequestBody {
    /// The company's name. Codat removes characters that it forbids, such as brackets.
    pub name: String,
    /// More about the company, such as its id in your system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Your own metadata, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

impl CompanyRequestBody {
    /// A company with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

/// What to change of a company: the body of [`update_company`](crate::api::Companies::update_company).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyUpdateRequest {
    /// The new name. `None` keeps the old one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The new description. `None` keeps the old one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The new tags, which replace all old ones. `None` keeps the old ones. An empty map removes them all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

impl CompanyUpdateRequest {
    /// A change without fields: set those that should change.
    pub fn new() -> Self {
        Self::default()
    }
}

/// How often data is read for a company, and how far back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanySyncSettings {
    /// The company.
    pub company_id: CompanyId,
    /// One setting for each data type.
    #[serde(deserialize_with = "null_as_default")]
    pub settings: Vec<SyncSetting>,
    /// Whether the company has settings of its own.
    pub overrides_defaults: Option<bool>,
}

/// The body of [`set_company_sync_settings`](crate::api::Companies::set_company_sync_settings).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SetCompanySyncSettings {
    /// The company: the same as in the path.
    pub company_id: CompanyId,
    /// The settings that change, one for each data type.
    #[serde(deserialize_with = "null_as_default")]
    pub settings: Vec<SyncSetting>,
    /// Whether the company gets settings of its own.
    pub overrides_defaults: bool,
}

impl SetCompanySyncSettings {
    /// These settings, in place of the defaults.
    pub fn new(company_id: CompanyId, settings: impl Into<Vec<SyncSetting>>) -> Self {
        Self {
            company_id,
            settings: settings.into(),
            overrides_defaults: true,
        }
    }
}

/// The optional body of [`refresh_product_data`](crate::api::Companies::refresh_product_data).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RefreshProductData {
    /// The data types to read. Each must belong to the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_types: Option<Vec<DataType>>,
}

impl RefreshProductData {
    /// These data types.
    pub fn new(data_types: impl Into<Vec<DataType>>) -> Self {
        Self {
            data_types: Some(data_types.into()),
        }
    }
}
