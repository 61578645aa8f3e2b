//! The models of the tag *Integrations*.

use serde::{Deserialize, Serialize};

use super::common::{DataType, IntegrationId, PlatformKey, SourceType};
use crate::null_as_default;
use crate::paging::Page;

/// A platform that customers can connect.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Integration {
    /// The key of the platform.
    pub key: PlatformKey,
    /// The URL of its logo.
    pub logo_url: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whether your customers can connect it.
    pub enabled: Option<bool>,
    /// One data source of the integration. Documented as a UUID, and not always one.
    pub source_id: Option<String>,
    /// The kind of system.
    pub source_type: Option<SourceType>,
    /// The id of the integration.
    pub integration_id: Option<IntegrationId>,
    /// Whether it connects to software that runs on the customer's own computer.
    pub is_offline_connector: Option<bool>,
    /// Whether it is in beta.
    pub is_beta: Option<bool>,
    /// The provider of the data.
    pub data_provided_by: Option<String>,
    /// What can be done with which data type.
    #[serde(deserialize_with = "null_as_default")]
    pub datatype_features: Vec<DataTypeFeature>,
}

/// One page of integrations.
pub type Integrations = Page<Integration>;

/// What an integration can do with a data type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataTypeFeature {
    /// The data type.
    pub data_type: Option<DataType>,
    /// What it can do.
    #[serde(deserialize_with = "null_as_default")]
    pub supported_features: Vec<SupportedFeature>,
}

/// Something that an integration can do with a data type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SupportedFeature {
    /// What it can do.
    pub feature_type: Option<FeatureType>,
    /// How ready that is.
    pub feature_state: Option<FeatureState>,
}

crate::open_enum! {
    /// What an integration can do with a data type.
    pub enum FeatureType {
        /// Read.
        Get = "Get",
        /// Create.
        Post = "Post",
        /// Categorise.
        Categorization = "Categorization",
        /// Delete.
        Delete = "Delete",
        /// Update.
        Put = "Put",
        /// Read as PDF.
        GetAsPdf = "GetAsPdf",
        /// Download an attachment.
        DownloadAttachment = "DownloadAttachment",
        /// Read the description of an attachment.
        GetAttachment = "GetAttachment",
        /// List the attachments.
        GetAttachments = "GetAttachments",
        /// Upload an attachment.
        UploadAttachment = "UploadAttachment",
    }
}

crate::open_enum! {
    /// How ready a feature is.
    pub enum FeatureState {
        /// It is released.
        Release = "Release",
        /// It is in alpha.
        Alpha = "Alpha",
        /// It is in beta.
        Beta = "Beta",
        /// It is deprecated.
        Deprecated = "Deprecated",
        /// The platform doesn't have it.
        NotSupported = "NotSupported",
        /// Codat doesn't have it yet.
        NotImplemented = "NotImplemented",
    }
}

/// The logo and the buttons of a platform.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Branding {
    /// The logo.
    pub logo: Option<BrandingLogo>,
    /// The button.
    pub button: Option<BrandingButton>,
    /// The data source that they are of. Documented as a UUID, and not always one.
    pub source_id: Option<String>,
}

/// The logo of a platform.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct BrandingLogo {
    /// The whole logo.
    pub full: Option<BrandingImage>,
    /// The logo as a square.
    pub square: Option<BrandingImage>,
}

/// The button of a platform.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct BrandingButton {
    /// The button.
    pub default: Option<BrandingImage>,
    /// The button with the mouse over it.
    pub hover: Option<BrandingImage>,
}

/// An image of a platform's branding.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct BrandingImage {
    /// The image.
    pub image: Option<ImageReference>,
}

/// Where an image is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ImageReference {
    /// Its URL.
    pub src: Option<String>,
    /// The text to show in its place.
    pub alt: Option<String>,
}
