//! The cookie of a signed-in user, and the user that it stands for.
//!
//! The cookie is a random id. The server keeps the session, so it can end it. With several replicas, keep the sessions in a
//! store that they share.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use codat_client::Uuid;
use moka::sync::Cache;

use crate::users::User;

/// A session expires after this time, even if it is used.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// The most sessions of one user. A further one ends their oldest.
const MOST_OF_A_USER: usize = 20;

pub(crate) struct Sessions {
    // 122 random bits from the operating system: nobody can guess one.
    by_id: Cache<Uuid, Arc<Session>>,
    /// Oldest first. Some may have expired.
    by_user: Mutex<HashMap<Arc<str>, VecDeque<Uuid>>>,
    idle: Duration,
    is_https: bool,
}

pub(crate) struct Session {
    user: Arc<str>,
    /// The session expires at this time at the latest.
    ends_at: Instant,
    /// Only a sign of the user extends it. Other requests don't: an open page sends some by itself.
    idle_at: Mutex<Instant>,
    idle: Duration,
}

impl Sessions {
    /// Sessions that expire after this time without a sign of the user.
    pub(crate) fn new(is_https: bool, idle: Duration) -> Self {
        Self {
            by_id: Cache::builder().time_to_live(LONGEST).build(),
            by_user: Mutex::default(),
            idle: idle.min(LONGEST),
            is_https,
        }
    }

    /// A new session of this user, and its cookie. The id is always new, so an id that an attacker set in the browser is
    /// useless.
    pub(crate) fn begin(&self, user: &User) -> Cookie<'static> {
        let id = Uuid::new_v4();
        let now = Instant::now();
        let name: Arc<str> = user.name().into();
        let session = Session {
            user: Arc::clone(&name),
            ends_at: now + LONGEST,
            idle_at: Mutex::new(now + self.idle),
            idle: self.idle,
        };
        self.by_id.insert(id, Arc::new(session));
        let mut by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = by_user.entry(name).or_default();
        ids.push_back(id);
        if ids.len() > MOST_OF_A_USER
            && let Some(oldest) = ids.pop_front()
        {
            self.by_id.invalidate(&oldest);
        }
        drop(by_user);
        self.cookie(id.simple().to_string())
    }

    /// Ends the session of this cookie, and returns the cookie that makes the browser delete it.
    pub(crate) fn end(&self, jar: &CookieJar) -> Cookie<'static> {
        if let Some(id) = self.id(jar) {
            self.by_id.invalidate(&id);
        }
        self.cookie(String::new())
    }

    /// The session of this cookie, unless it has expired.
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
            // Not `Strict`: a user who returns from authorising their accounting software comes from another site, and
            // would be signed out.
            .same_site(SameSite::Lax)
            .build()
    }

    /// With the prefix, browsers accept the cookie only from this host, over HTTPS.
    fn cookie_name(&self) -> &'static str {
        if self.is_https {
            "__Host-session"
        } else {
            "session"
        }
    }
}

impl Session {
    /// The user's name.
    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    /// Records a sign of the user.
    pub(crate) fn keep_alive(&self) {
        *self.idle_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + self.idle;
    }

    /// When it expires without a sign of the user.
    pub(crate) fn ends_in(&self) -> Duration {
        let idle_at = *self.idle_at.lock().unwrap_or_else(PoisonError::into_inner);
        idle_at
            .min(self.ends_at)
            .saturating_duration_since(Instant::now())
    }
}
