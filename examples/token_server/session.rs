//! The cookie of a signed-in user, and who it stands for.
//!
//! The cookie is a random id, and who it belongs to stays on the server: so a session can be ended. Behind several
//! replicas, keep them in a store that these share.

use std::sync::Arc;
use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use codat_client::Uuid;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::users::User;

/// A session ends after this time without a request,
const IDLE: Duration = Duration::from_secs(30 * 60);
/// and after this time in any case.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// No more are held; one more ends the one that was used least recently.
const MAX_SESSIONS: u64 = 10_000;

pub(crate) struct Sessions {
    // Drawn from the operating system's random numbers, 122 bits of them: nobody guesses one.
    users: Cache<Uuid, Arc<str>>,
    is_https: bool,
}

impl Sessions {
    pub(crate) fn new(is_https: bool) -> Self {
        let users = Cache::builder()
            .max_capacity(MAX_SESSIONS)
            // moka's own policy would turn a new session away instead.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(IDLE)
            .time_to_live(LONGEST)
            .build();
        Self { users, is_https }
    }

    /// A new session of this user, and its cookie. The id is always a new one, so that one which somebody else
    /// planted in the browser is worth nothing.
    pub(crate) fn begin(&self, user: &User) -> Cookie<'static> {
        let id = Uuid::new_v4();
        self.users.insert(id, user.name().into());
        self.cookie(id.simple().to_string())
    }

    /// Ends the session of this cookie, and says how the browser is told to forget it.
    pub(crate) fn end(&self, jar: &CookieJar) -> Cookie<'static> {
        if let Some(id) = self.id(jar) {
            self.users.invalidate(&id);
        }
        self.cookie(String::new())
    }

    /// The name of the user that this cookie stands for.
    pub(crate) fn user(&self, jar: &CookieJar) -> Option<Arc<str>> {
        self.users.get(&self.id(jar)?)
    }

    fn id(&self, jar: &CookieJar) -> Option<Uuid> {
        jar.get(self.cookie_name())?.value().parse().ok()
    }

    fn cookie(&self, value: String) -> Cookie<'static> {
        Cookie::build((self.cookie_name(), value))
            .path("/")
            .http_only(true)
            .secure(self.is_https)
            // Not `Strict`: whoever comes back from authorising their accounting software comes from another site,
            // and would find themselves signed out.
            .same_site(SameSite::Lax)
            .build()
    }

    /// With the prefix, browsers take the cookie only from this very host, over HTTPS.
    fn cookie_name(&self) -> &'static str {
        if self.is_https {
            "__Host-session"
        } else {
            "session"
        }
    }
}
