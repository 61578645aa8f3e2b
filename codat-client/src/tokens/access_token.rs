//! What is handed out.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::secret::Secret;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use tokio::time::Instant;

use crate::CompanyId;

/// Longer than any token lives, and short enough to be added to any time.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An access token of one company, and when it ends.
///
/// Clones share the one text, which is overwritten when the last of them is dropped. It doesn't print and doesn't serialise;
/// [`for_page`](Self::for_page) is what a page is sent.
///
/// ```compile_fail,E0277
/// # use codat_client::tokens::AccessToken;
/// fn answer(token: &AccessToken) -> serde_json::Result<String> {
///     serde_json::to_string(token) // it takes `token.for_page()`
/// }
/// ```
///
/// ```compile_fail,E0277
/// # use codat_client::tokens::AccessToken;
/// fn log(token: &AccessToken) -> String {
///     format!("{token}") // `{token:?}` shows what isn't secret
/// }
/// ```
#[derive(Clone)]
pub struct AccessToken(Arc<Held>);

struct Held {
    company_id: CompanyId,
    secret: Secret,
    lifetime: Duration,
    ends: Instant,
    expires_at: SystemTime,
}

impl AccessToken {
    /// A token that is valid for so long from when it was issued, and has so much of it left at that moment.
    pub(super) fn new(
        company_id: CompanyId,
        secret: Secret,
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
    pub fn access_token(&self) -> &Secret {
        &self.0.secret
    }

    /// When it ends, by this machine's date.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expires_at
    }

    /// How long it is still valid: zero once it has ended.
    ///
    /// Of the clock that only goes forward and the one that is set, the less counts: the one stands still while the machine sleeps, and the
    /// other may be set back.
    pub fn expires_in(&self) -> Duration {
        self.expires_in_at(Moment::now())
    }

    fn expires_in_at(&self, now: Moment) -> Duration {
        let by_date = self.0.expires_at.duration_since(now.system_time);
        self.0
            .ends
            .saturating_duration_since(now.instant)
            .min(by_date.unwrap_or_default())
    }

    /// How long the token is valid, from when it was issued.
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// The token in clear, to be serialised into the answer to a page:
    ///
    /// | field | |
    /// | --- | --- |
    /// | `accessToken` | the token |
    /// | `expiresIn` | how long it is still valid, in whole seconds: count from this where the browser's clock may be wrong |
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
        self.0.secret.expose() == text
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
        page.serialize_field("accessToken", token.access_token().expose())?;
        page.serialize_field("expiresIn", &token.expires_in().as_secs())?;
        page.serialize_field("expiresAt", &expires_at)?;
        page.end()
    }
}

/// One moment by both clocks: the one that only goes forward, and the date.
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

#[cfg(test)]
mod tests {
    use super::{AccessToken, Duration, Moment};
    use crate::CompanyId;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn whichever_clock_is_ahead_ends_a_token() {
        let made = Moment::now();
        let token = AccessToken::new(CompanyId::nil(), "token".into(), HOUR * 24, HOUR * 24, made);
        let left = |awake: u32, by_date: u32| {
            token.expires_in_at(Moment {
                instant: made.instant + HOUR * awake,
                system_time: made.system_time + HOUR * by_date,
            })
        };
        assert_eq!(left(10, 10), HOUR * 14);
        // The machine slept.
        assert_eq!(left(1, 23), HOUR);
        assert_eq!(left(1, 24), Duration::ZERO);
        assert_eq!(left(1, 1000), Duration::ZERO);
        // The date was set back, and test time runs ahead of it.
        assert_eq!(left(23, 1), HOUR);
        assert_eq!(left(24, 0), Duration::ZERO);
    }
}
