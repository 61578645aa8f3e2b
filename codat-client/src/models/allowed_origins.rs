//! The origins from which an embedded component may call Codat.

use serde::{Deserialize, Serialize};

use crate::null_as_default;

/// The origins that may call Codat from a browser, as set for cross-origin resource sharing (CORS):
/// what [`get_cors_settings`](crate::api::Settings::get_cors_settings) returns and
/// [`set_cors_settings`](crate::api::Settings::set_cors_settings) takes.
///
/// ```
/// use codat_client::models::ConnectionManagementAllowedOrigins;
///
/// let origins = ConnectionManagementAllowedOrigins::new(["https://www.bank-of-dave.com"]);
/// assert_eq!(origins.allowed_origins(), ["https://www.bank-of-dave.com"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionManagementAllowedOrigins {
    // Absent and null mean that none are set.
    #[serde(default, deserialize_with = "null_as_default")]
    allowed_origins: Vec<String>,
}

impl ConnectionManagementAllowedOrigins {
    /// These origins, each a scheme, a host and perhaps a port: `https://www.bank-of-dave.com`.
    pub fn new<I>(origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Self {
            allowed_origins: origins.into_iter().map(Into::into).collect(),
        }
    }

    /// The origins.
    pub fn allowed_origins(&self) -> &[String] {
        &self.allowed_origins
    }
}
