//! Sign in and sign out.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use tracing::info;

use crate::app::App;
use crate::page;
use crate::signed_in::SignedIn;

#[derive(Deserialize)]
pub(crate) struct NameAndPassword {
    name: String,
    password: String,
}

/// `GET /sign-in`
pub(crate) async fn form(State(app): State<App>, jar: CookieJar) -> Response {
    if SignedIn::find(&app, &jar).is_some() {
        return Redirect::to("/").into_response();
    }
    page::sign_in(app.users().is_demo(), false).into_response()
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(app): State<App>,
    jar: CookieJar,
    Form(form): Form<NameAndPassword>,
) -> Response {
    let Some(user) = app
        .users()
        .with_password(form.name.trim(), form.password)
        .await
    else {
        // Don't say which of the two was wrong, and don't log the input: it may be a password in the wrong field.
        info!("a sign-in was refused");
        return (
            StatusCode::FORBIDDEN,
            page::sign_in(app.users().is_demo(), true),
        )
            .into_response();
    };
    info!(user = user.name(), "signed in");
    app.sessions().end(&jar);
    (jar.add(app.sessions().begin(user)), Redirect::to("/")).into_response()
}

/// `POST /sign-out`
pub(crate) async fn sign_out(State(app): State<App>, jar: CookieJar) -> impl IntoResponse {
    let ended = app.sessions().end(&jar);
    (jar.remove(ended), Redirect::to("/sign-in"))
}
