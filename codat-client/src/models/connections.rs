//! The models of the tag *Connections*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::common::{IntegrationId, PlatformKey, SourceType};
use crate::paging::Page;
use crate::{ConnectionId, DateTime, null_as_default};

/// The link between a company and one of its systems.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Connection {
    /// The id that Codat gave the connection.
    pub id: ConnectionId,
    /// The integration.
    pub integration_id: Option<IntegrationId>,
    /// The key of the platform. It stays when the platform's name changes.
    pub integration_key: Option<PlatformKey>,
    /// One data source of the integration, such as one of several banks. Documented as a UUID, and not always one.
    pub source_id: Option<String>,
    /// The kind of system.
    pub source_type: Option<SourceType>,
    /// The name of the platform, such as `Xero`.
    pub platform_name: Option<String>,
    /// The URL where the customer authorises the connection.
    pub link_url: Option<String>,
    /// Whether the customer has authorised the connection.
    pub status: Option<DataConnectionStatus>,
    /// When data was last read.
    pub last_sync: Option<DateTime>,
    /// When the connection was created.
    pub created: Option<DateTime>,
    /// Errors of the connection, past ones too.
    #[serde(deserialize_with = "null_as_default")]
    pub data_connection_errors: Vec<DataConnectionError>,
    /// Facts about the connection that differ by platform.
    pub connection_info: Option<BTreeMap<String, Value>>,
}

/// One page of connections.
pub type Connections = Page<Connection>;

crate::open_enum! {
    /// Whether a connection is authorised.
    pub enum DataConnectionStatus {
        /// The customer hasn't authorised it yet.
        PendingAuth = "PendingAuth",
        /// It is authorised: Codat can read and write.
        Linked = "Linked",
        /// You or the customer ended the authorisation.
        Unlinked = "Unlinked",
        /// The platform ended the authorisation: the customer has to authorise again.
        Deauthorized = "Deauthorized",
    }
}

/// An error that a connection had.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataConnectionError {
    /// The HTTP status that the platform responded with.
    pub status_code: Option<String>,
    /// The status in words.
    pub status_text: Option<String>,
    /// Codat's message about the error.
    pub error_message: Option<String>,
    /// When it happened.
    pub errored_on_utc: Option<DateTime>,
    /// Whether a transient error still occurs. Absent for an error that isn't transient.
    pub status: Option<DataConnectionErrorStatus>,
    /// When it was resolved.
    pub resolved_on_utc: Option<DateTime>,
}

crate::open_enum! {
    /// Whether a transient error still occurs.
    pub enum DataConnectionErrorStatus {
        /// It still occurs.
        Active = "Active",
        /// It is over.
        Resolved = "Resolved",
    }
}

/// The body of [`create_connection`](crate::api::Connections::create_connection).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CreateConnection {
    /// The platform to connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_key: Option<PlatformKey>,
}

impl CreateConnection {
    /// A connection to this platform.
    pub fn new(platform_key: impl Into<PlatformKey>) -> Self {
        Self {
            platform_key: Some(platform_key.into()),
        }
    }
}

/// The body of [`unlink_connection`](crate::api::Connections::unlink_connection).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct UpdateConnectionStatus {
    /// The new status: only [`Unlinked`](DataConnectionStatus::Unlinked) makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DataConnectionStatus>,
}

impl UpdateConnectionStatus {
    /// This status.
    pub fn new(status: DataConnectionStatus) -> Self {
        Self {
            status: Some(status),
        }
    }

    /// The status that ends the authorisation.
    pub fn unlinked() -> Self {
        Self::new(DataConnectionStatus::Unlinked)
    }
}
