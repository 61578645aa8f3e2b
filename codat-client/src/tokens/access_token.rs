//! The token that a caller gets, and when it expires.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::time::Instant;

use crate::models::CompanyAccessToken;
use crate::{CompanyId, Secret};

/// The documented lifetime of a token. None is used for longer.
pub(super) const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// An access token of one company, and when it expires.
///
/// Clones share one string, which is overwritten when the last clone is dropped. `Debug` doesn't show the token, and it can't be serialised:
/// send [`for_page`](Self::for_page) to a page.
///
/// ```compile_fail,E0277
/// # use codat_client::tokens::AccessToken;
/// fn body(token: &AccessToken) -> serde_json::Result<String> {
///     serde_json::to_string(token) // it takes `&token.for_page()`
/// }
/// ```
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

struct Inner {
    company_id: CompanyId,
    token: CompanyAccessToken,
    expiry: Moment,
}

impl AccessToken {
    /// What Codat sent for a company, which is valid for so long from that moment, and no longer than its lifetime.
    pub(super) fn new(
        company_id: CompanyId,
        token: CompanyAccessToken,
        from: Moment,
        left: Duration,
    ) -> Self {
        let left = left.min(token.expires_in()).min(LONGEST_LIFETIME);
        let expiry = Moment {
            instant: from.instant + left,
            system_time: from.system_time + left,
        };
        Self(Arc::new(Inner {
            company_id,
            token,
            expiry,
        }))
    }

    /// The company to whose data the token gives access.
    pub fn company_id(&self) -> CompanyId {
        self.0.company_id
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        self.0.token.access_token()
    }

    /// The type of the token: `Bearer`, as documented.
    pub fn token_type(&self) -> &str {
        self.0.token.token_type()
    }

    /// When the token expires, by this machine's clock.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expiry.system_time
    }

    /// How long the token is still valid: zero once it has expired.
    ///
    /// It is the shorter of the times by the monotonic clock and by the system clock. The monotonic clock stops while the machine sleeps,
    /// and the system clock can be set back.
    pub fn expires_in(&self) -> Duration {
        self.expires_in_at(Moment::now())
    }

    fn expires_in_at(&self, now: Moment) -> Duration {
        let expiry = self.0.expiry;
        let by_date = expiry.system_time.duration_since(now.system_time);
        expiry
            .instant
            .saturating_duration_since(now.instant)
            .min(by_date.unwrap_or_default())
    }

    /// How long the token is valid in total, from when it was issued.
    pub fn lifetime(&self) -> Duration {
        self.0.token.expires_in().min(LONGEST_LIFETIME)
    }

    /// The token in clear text, to be serialised into the response to a page:
    ///
    /// | field | value |
    /// | --- | --- |
    /// | `accessToken` | the token |
    /// | `expiresIn` | how long it is still valid, in whole seconds. Prefer it: the browser's clock may be wrong |
    /// | `expiresAt` | when it expires, in milliseconds since 1970, as JavaScript's `new Date(…)` takes it |
    ///
    /// Send it with `Cache-Control: no-store`.
    pub fn for_page(&self) -> PageToken<'_> {
        PageToken {
            access_token: self.access_token().expose(),
            expires_in: self.expires_in().as_secs(),
            expires_at: unix_millis(self.expires_at()),
        }
    }

    pub(super) fn has_expired(&self) -> bool {
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
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageToken<'a> {
    access_token: &'a str,
    expires_in: u64,
    expires_at: u64,
}

impl fmt::Debug for PageToken<'_> {
    /// Leaves out the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageToken").finish_non_exhaustive()
    }
}

/// Milliseconds since 1970; zero before that.
pub(super) fn unix_millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// One moment on both clocks: the monotonic one and the system's.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    instant: Instant,
    pub(super) system_time: SystemTime,
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
    use super::{AccessToken, CompanyAccessToken, CompanyId, Duration, Moment};

    #[test]
    fn a_token_expires_by_whichever_clock_is_ahead() {
        let hours = |hours: u64| Duration::from_secs(3600 * hours);
        let issued = Moment::now();
        let day = CompanyAccessToken::new("token", hours(24));
        let token = AccessToken::new(CompanyId::nil(), day, issued, hours(24));
        // The second and third time the machine slept; the last two times the system clock was set back.
        for [monotonic, system, left] in
            [[10, 10, 14], [1, 23, 1], [1, 99, 0], [23, 1, 1], [24, 0, 0]]
        {
            let instant = issued.instant + hours(monotonic);
            let system_time = issued.system_time + hours(system);
            let left_then = token.expires_in_at(Moment {
                instant,
                system_time,
            });
            assert_eq!(left_then, hours(left));
        }
    }
}
