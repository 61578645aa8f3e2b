//! The tokens that embedded components authenticate with.

use std::num::NonZeroU64;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::secret::Secret;

/// A token with which a company manages its connections in an embedded component:
/// the response of [`get_access_token`](crate::api::ConnectionManagement::get_access_token).
///
/// `Debug` doesn't show it. [`expose`](Secret::expose) returns the string for the page.
///
/// ```
/// use codat_client::models::ConnectionManagementAccessToken;
///
/// let token = ConnectionManagementAccessToken::new("eyJhbGciOi…");
/// assert!(!format!("{token:?}").contains("eyJ"));
/// assert_eq!(token.access_token().expose(), "eyJhbGciOi…");
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionManagementAccessToken {
    #[serde(deserialize_with = "token")]
    access_token: Secret,
}

impl ConnectionManagementAccessToken {
    /// How long such a token is valid: one hour, as Codat documents. The response doesn't say it.
    pub const LIFETIME: Duration = Duration::from_secs(60 * 60);

    /// A token, for fakes.
    pub fn new(access_token: impl Into<Secret>) -> Self {
        Self {
            access_token: access_token.into(),
        }
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }
}

/// A token with which a company uses any of Codat's embedded components:
/// the response of [`get_company_access_token`](crate::api::Companies::get_company_access_token).
///
/// `Debug` doesn't show it. [`expose`](Secret::expose) returns the string for the page.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanyAccessToken {
    #[serde(deserialize_with = "token")]
    access_token: Secret,
    #[serde(deserialize_with = "lifetime")]
    expires_in: u64,
    // The token is what matters: its type has only ever been one.
    #[serde(default = "bearer", deserialize_with = "token_type")]
    token_type: String,
}

impl CompanyAccessToken {
    /// A bearer token that is valid for this long, in whole seconds: for fakes.
    pub fn new(access_token: impl Into<Secret>, expires_in: Duration) -> Self {
        Self {
            access_token: access_token.into(),
            expires_in: expires_in.as_secs(),
            token_type: bearer(),
        }
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }

    /// How long the token was valid when Codat sent it: one day, as documented.
    pub fn expires_in(&self) -> Duration {
        Duration::from_secs(self.expires_in)
    }

    /// The type of the token: `Bearer`.
    pub fn token_type(&self) -> &str {
        &self.token_type
    }
}

fn bearer() -> String {
    "Bearer".to_owned()
}

/// Longer than any token, and short enough for a header.
const MAX_TOKEN_LENGTH: usize = 8192;

/// A token that a header can hold. Any other can't authenticate anything.
fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    let token = Secret::deserialize(deserializer)?;
    let text = token.expose();
    let fits = (1..=MAX_TOKEN_LENGTH).contains(&text.len());
    // Without an early end the compiler compares many bytes at once.
    let printable = (text.bytes()).fold(true, |all, byte| all & byte.is_ascii_graphic());
    if fits && printable {
        return Ok(token);
    }
    let problem = format!("expected 1 to {MAX_TOKEN_LENGTH} printable ASCII characters");
    Err(D::Error::custom(problem))
}

fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    NonZeroU64::deserialize(deserializer).map(NonZeroU64::get)
}

/// Null is absence. A long one is nonsense, which would be cached for a day.
fn token_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let token_type = Option::<String>::deserialize(deserializer)?.unwrap_or_else(bearer);
    if token_type.len() > 100 {
        return Err(D::Error::custom("expected at most 100 bytes"));
    }
    Ok(token_type)
}
