//! The token that a caller gets, and when it expires.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::time::Instant;

use crate::{CompanyId, Secret};

/// Longer than any token lives, and short enough to be added to any time.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An access token of one company, and when it expires.
///
/// Clones share one string, which is overwritten when the last clone is dropped. A token doesn't print and doesn't serialise;
/// [`for_page`](Self::for_page) is what you send to a page.
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
    secret: Secret,
    lifetime: Duration,
    expiry: Moment,
}

impl AccessToken {
    /// A token that is valid for `lifetime` from when it was issued, and until `expiry`.
    pub(super) fn new(
        company_id: CompanyId,
        secret: Secret,
        lifetime: Duration,
        expiry: Moment,
    ) -> Self {
        Self(Arc::new(Inner {
            company_id,
            secret,
            lifetime,
            expiry,
        }))
    }

    /// The company whose data the token opens.
    pub fn company_id(&self) -> CompanyId {
        self.0.company_id
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        &self.0.secret
    }

    /// When the token expires, by this machine's clock.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expiry.system_time
    }

    /// How long the token is still valid: zero once it has expired.
    ///
    /// It is counted by the monotonic clock and by the system clock, and the shorter time counts. The monotonic clock stands
    /// still while the machine sleeps, and the system clock may be set back.
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

    /// How long the token is valid in all, from when it was issued.
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// The token in clear, to be serialised into the response to a page:
    ///
    /// | field | value |
    /// | --- | --- |
    /// | `accessToken` | the token |
    /// | `expiresIn` | how long it is still valid, in whole seconds: count from this, since the browser's clock may be wrong |
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
    system_time: SystemTime,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self {
            instant: Instant::now(),
            system_time: SystemTime::now(),
        }
    }

    pub(super) fn system_time(self) -> SystemTime {
        self.system_time
    }

    /// So much later; a year at most.
    pub(super) fn after(self, duration: Duration) -> Self {
        let duration = duration.min(FOREVER);
        Self {
            instant: self.instant + duration,
            system_time: self.system_time + duration,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessToken, CompanyId, Duration, Moment};

    #[test]
    fn a_token_expires_by_whichever_clock_is_ahead() {
        let hours = |hours: u64| Duration::from_secs(3600 * hours);
        let issued = Moment::now();
        let expiry = issued.after(hours(24));
        let token = AccessToken::new(CompanyId::nil(), "token".into(), hours(24), expiry);
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
