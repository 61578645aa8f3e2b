//! The user of a request, and which of their companies it is about.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;
use codat_client::CompanyId;
use serde::Deserialize;
use tracing::warn;

use crate::app::App;
use crate::refusal::Refusal;
use crate::session::Session;
use crate::users::{Company, User};

/// The signed-in user. A route that takes it returns 401 to anybody else.
pub(crate) struct SignedIn {
    pub(crate) user: Arc<User>,
    pub(crate) session: Arc<Session>,
}

impl SignedIn {
    pub(crate) fn find(app: &App, jar: &CookieJar) -> Option<Self> {
        let session = app.sessions.find(jar)?;
        let user = Arc::clone(app.users.get(session.user())?);
        Some(Self { user, session })
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        Self::find(app, &CookieJar::from_headers(&parts.headers)).ok_or(Refusal::NotSignedIn)
    }
}

/// The company that a request names by `?company_id=…`. A user with several companies chooses one so.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    company_id: Option<CompanyId>,
}

impl Wanted {
    /// The user's company of that id, or their first one.
    pub(crate) fn company(self, user: &User) -> Result<&Company, Refusal> {
        user.company(self.company_id).ok_or_else(|| {
            warn!(user = user.name(), "asked for a company that isn't theirs");
            Refusal::NotTheirs
        })
    }
}

impl FromRequestParts<Arc<App>> for Wanted {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        // An invalid id isn't the id of one of the user's companies.
        let Query(wanted) = Query::from_request_parts(parts, app)
            .await
            .map_err(|_| Refusal::NotTheirs)?;
        Ok(wanted)
    }
}
