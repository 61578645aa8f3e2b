//! The token route: it returns the token of the signed-in user's company, and of no other.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use codat_client::tokens::PageToken;
use serde::Serialize;
use tracing::info;

use crate::app::App;
use crate::refusal::Refusal;
use crate::signed_in::{SignedIn, Wanted};
use crate::users::{Company, User};

/// What the page gets: `accessToken`, `expiresIn`, `expiresAt`, the user and the company.
#[derive(Serialize)]
struct TokenForPage<'a> {
    user: &'a str,
    company: &'a Company,
    #[serde(flatten)]
    token: PageToken<'a>,
}

/// `GET /api/token`: the token of the user's company, or of the one that `?company_id=…` names.
pub(crate) async fn token(
    State(app): State<Arc<App>>,
    SignedIn { user, .. }: SignedIn,
    wanted: Wanted,
) -> Result<Response, Refusal> {
    let company = wanted.company(&user)?;
    respond(&app, &user, company).await
}

/// `POST /api/token`: a new token, instead of one that Codat's component didn't accept. If this company's token was replaced a
/// moment ago, it is that one.
pub(crate) async fn another_token(
    State(app): State<Arc<App>>,
    SignedIn { user, .. }: SignedIn,
    wanted: Wanted,
) -> Result<Response, Refusal> {
    let company = wanted.company(&user)?;
    if app.replacements.allow(company.id) {
        info!(user = user.name(), company = %company.id, "replacing a token that didn't work");
        app.tokens.invalidate(company.id).await;
    }
    respond(&app, &user, company).await
}

async fn respond(app: &App, user: &User, company: &Company) -> Result<Response, Refusal> {
    // Rarely a request to Codat: the token is cached.
    let token = app.tokens.get(company.id).await?;
    let body = TokenForPage {
        user: user.name(),
        company,
        token: token.for_page(),
    };
    Ok(Json(body).into_response())
}
