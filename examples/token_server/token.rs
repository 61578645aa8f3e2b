//! The route that all of this is about: the token of the signed-in user's company, and of no other.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use codat_client::CompanyId;
use codat_client::tokens::PageToken;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tracing::warn;

use crate::app::App;
use crate::refusal::Refusal;
use crate::signed_in::SignedIn;
use crate::users::Company;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    company_id: Option<CompanyId>,
}

/// What the page gets: `accessToken`, `expiresIn` and `expiresAt`, and whose they are.
#[derive(Serialize)]
struct TokenForPage<'a> {
    company: &'a Company,
    #[serde(flatten)]
    token: PageToken<'a>,
}

/// `GET /api/me`: who is signed in, and for which company.
pub(crate) async fn me(SignedIn(user): SignedIn) -> impl IntoResponse {
    Json(json!({ "name": user.full_name(), "company": user.company(None) }))
}

/// `GET /api/token`: the token of the user's company. Who has several says which one: `?company_id=…`.
pub(crate) async fn token(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Refusal> {
    // What isn't an id isn't the id of a company of theirs.
    let Query(wanted) = wanted.map_err(|_| Refusal::NotTheirs)?;
    let Some(company) = user.company(wanted.company_id) else {
        warn!(
            user = user.name(),
            "asked for the token of a company that isn't theirs"
        );
        return Err(Refusal::NotTheirs);
    };
    // Rarely a request to Codat: it is kept until it is time for a new one.
    let token = app.tokens().get(company.id).await?;
    let token = token.for_page();
    Ok(Json(TokenForPage { company, token }).into_response())
}
