//! The cookie of a signed-in user, and who it stands for.
//!
//! The cookie is a random id, and who it belongs to stays on the server: so a session can be ended. Behind several
//! replicas, keep them in a store that these share.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use codat_client::Uuid;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::users::User;

/// A session ends after this time, however much it is used.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// No more are held; one more ends the one that was used least recently.
const MAX_SESSIONS: u64 = 10_000;

pub(crate) struct Sessions {
    // Drawn from the operating system's random numbers, 122 bits of them: nobody guesses one.
    by_id: Cache<Uuid, Arc<Session>>,
    idle: Duration,
    is_https: bool,
}

pub(crate) struct Session {
    user: Arc<str>,
    /// The cache ends it at this time at the latest.
    ends_at: Instant,
    /// Only a sign of the user puts it off, not each request: a page that is left open makes some by itself.
    idle_at: Mutex<Instant>,
    idle: Duration,
}

impl Sessions {
    /// Sessions that end after so much time without a sign of the user.
    pub(crate) fn new(is_https: bool, idle: Duration) -> Self {
        let by_id = Cache::builder()
            .max_capacity(MAX_SESSIONS)
            // moka's own policy would turn a new session away instead.
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(LONGEST)
            .build();
        Self {
            by_id,
            idle: idle.min(LONGEST),
            is_https,
        }
    }

    /// A new session of this user, and its cookie. The id is always a new one, so that one which somebody else
    /// planted in the browser is worth nothing.
    pub(crate) fn begin(&self, user: &User) -> Cookie<'static> {
        let id = Uuid::new_v4();
        let now = Instant::now();
        let session = Session {
            user: user.name().into(),
            ends_at: now + LONGEST,
            idle_at: Mutex::new(now + self.idle),
            idle: self.idle,
        };
        self.by_id.insert(id, Arc::new(session));
        self.cookie(id.simple().to_string())
    }

    /// Ends the session of this cookie, and says how the browser is told to forget it.
    pub(crate) fn end(&self, jar: &CookieJar) -> Cookie<'static> {
        if let Some(id) = self.id(jar) {
            self.by_id.invalidate(&id);
        }
        self.cookie(String::new())
    }

    /// The session of this cookie, unless it has ended.
    pub(crate) fn find(&self, jar: &CookieJar) -> Option<Arc<Session>> {
        let session = self.by_id.get(&self.id(jar)?)?;
        (!session.ends_in().is_zero()).then_some(session)
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

impl Session {
    /// The name of its user.
    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    /// Its user is there.
    pub(crate) fn keep_alive(&self) {
        *self.idle_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + self.idle;
    }

    /// When it ends unless its user gives a sign.
    pub(crate) fn ends_in(&self) -> Duration {
        let idle_at = *self.idle_at.lock().unwrap_or_else(PoisonError::into_inner);
        idle_at
            .min(self.ends_at)
            .saturating_duration_since(Instant::now())
    }
}
