//! What is handed out.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use tokio::time::Instant;

use crate::CompanyId;

/// Longer than any token lives, and short enough to be added to any time.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An access token of one company, and when it ends.
///
/// Clones share the one text, which is overwritten when the last of them is dropped. It doesn't print and doesn't serialise;
/// [`for_page`](Self::for_page) is what a page is sent.
#[derive(Clone)]
pub struct AccessToken(Arc<Held>);

struct Held {
    company_id: CompanyId,
    secret: SecretString,
    lifetime: Duration,
    ends: Instant,
    expires_at: SystemTime,
}

impl AccessToken {
    /// A token that lived so long when it was made, and has so much of it left at that moment.
    pub(super) fn new(
        company_id: CompanyId,
        secret: SecretString,
        lifetime: Duration,
        left: Duration,
        at: Moment,
    ) -> Self {
        let left = left.min(FOREVER);
        Self(Arc::new(Held {
            company_id,
            secret,
            lifetime: lifetime.min(FOREVER),
            ends: at.instant + left,
            expires_at: at.system_time + left,
        }))
    }

    /// The company whose data it opens.
    pub fn company_id(&self) -> CompanyId {
        self.0.company_id
    }

    /// The token itself.
    pub fn access_token(&self) -> &SecretString {
        &self.0.secret
    }

    /// When it ends, by this machine's clock.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expires_at
    }

    /// How long it still lives: zero once it has ended.
    pub fn expires_in(&self) -> Duration {
        self.0.ends.saturating_duration_since(Instant::now())
    }

    /// How long it lived when it was made.
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// The token in clear, to be serialised into the answer to a page:
    ///
    /// | field | |
    /// | --- | --- |
    /// | `accessToken` | the token |
    /// | `expiresIn` | how long it still lives, in whole seconds: count from this where the browser's clock may be wrong |
    /// | `expiresAt` | when it ends, in milliseconds since 1970, as JavaScript's `new Date(…)` takes it |
    ///
    /// Send it with `Cache-Control: no-store`.
    ///
    /// ```no_run
    /// # async fn example(tokens: codat_client::tokens::AccessTokens, company_id: codat_client::CompanyId) -> Result<(), Box<dyn std::error::Error>> {
    /// let body = serde_json::to_vec(&tokens.get(company_id).await?.for_page())?;
    /// # Ok(()) }
    /// ```
    pub fn for_page(&self) -> PageToken<'_> {
        PageToken(self)
    }

    pub(super) fn ends(&self) -> Instant {
        self.0.ends
    }

    /// Whether both are the same one, not only equal.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether that is the token in clear.
    pub(super) fn has_text(&self, text: &str) -> bool {
        self.0.secret.expose_secret() == text
    }

    pub(super) fn has_ended(&self) -> bool {
        self.expires_in().is_zero()
    }
}

impl fmt::Debug for AccessToken {
    /// Leaves out the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("company_id", &self.company_id())
            .field("expires_in", &self.expires_in())
            .finish_non_exhaustive()
    }
}

/// An [`AccessToken`] on its way to a page: see [`AccessToken::for_page`].
#[derive(Debug)]
pub struct PageToken<'a>(&'a AccessToken);

impl Serialize for PageToken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(token) = self;
        let expires_at = token
            .expires_at()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let expires_at = u64::try_from(expires_at.as_millis()).unwrap_or(u64::MAX);
        let mut page = serializer.serialize_struct("PageToken", 3)?;
        page.serialize_field("accessToken", token.access_token().expose_secret())?;
        page.serialize_field("expiresIn", &token.expires_in().as_secs())?;
        page.serialize_field("expiresAt", &expires_at)?;
        page.end()
    }
}

/// One moment by both clocks: the one that only goes forward, which decides, and the one that people read.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    instant: Instant,
    system_time: SystemTime,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self {
            instant: Instant::now(),
            system_time: SystemTime::now(),
        }
    }
}
