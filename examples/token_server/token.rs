//! The token route: it returns the token of the signed-in user's company, and of no other.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use codat_client::CompanyId;
use codat_client::tokens::PageToken;
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use crate::app::App;
use crate::refusal::Refusal;
use crate::signed_in::SignedIn;
use crate::users::{Company, User};

#[derive(Deserialize)]
pub(crate) struct Wanted {
    company_id: Option<CompanyId>,
}

/// What the page gets: `accessToken`, `expiresIn`, `expiresAt`, the user and the company.
#[derive(Serialize)]
struct TokenForPage<'a> {
    user: &'a str,
    company: &'a Company,
    #[serde(flatten)]
    token: PageToken<'a>,
}

/// `GET /api/token`: the token of the user's company. A user with several companies chooses one: `?company_id=…`.
pub(crate) async fn token(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Refusal> {
    let company = company(&user, wanted)?;
    answer(&app, &user, company).await
}

/// `POST /api/token`: a new token, instead of one that Codat's component didn't accept. If this company's token was replaced a
/// moment ago, it is that one.
pub(crate) async fn another_token(
    State(app): State<App>,
    SignedIn { user, .. }: SignedIn,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Refusal> {
    let company = company(&user, wanted)?;
    if app.replacements().allow(company.id) {
        info!(user = user.name(), company = %company.id, "replacing a token that didn't work");
        app.tokens().invalidate(company.id).await;
    }
    answer(&app, &user, company).await
}

fn company(
    user: &User,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<&Company, Refusal> {
    // An invalid id isn't the id of one of the user's companies.
    let Query(wanted) = wanted.map_err(|_| Refusal::NotTheirs)?;
    user.company(wanted.company_id).ok_or_else(|| {
        warn!(
            user = user.name(),
            "asked for the token of a company that isn't theirs"
        );
        Refusal::NotTheirs
    })
}

async fn answer(app: &App, user: &User, company: &Company) -> Result<Response, Refusal> {
    // Rarely a request to Codat: the token is cached.
    let token = app.tokens().get(company.id).await?;
    let answer = TokenForPage {
        user: user.name(),
        company,
        token: token.for_page(),
    };
    Ok(Json(answer).into_response())
}
