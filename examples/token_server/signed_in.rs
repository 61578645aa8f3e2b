//! The user of a request.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;

use crate::app::App;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::users::User;

/// The signed-in user. A route that takes it returns 401 to anybody else.
pub(crate) struct SignedIn {
    pub(crate) user: Arc<User>,
    pub(crate) session: Arc<Session>,
}

impl SignedIn {
    pub(crate) fn find(app: &App, jar: &CookieJar) -> Option<Self> {
        let session = app.sessions().find(jar)?;
        let user = Arc::clone(app.users().get(session.user())?);
        Some(Self { user, session })
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Self::find(app, &CookieJar::from_headers(&parts.headers)).ok_or(Refusal::NotSignedIn)
    }
}
