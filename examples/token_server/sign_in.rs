//! Sign in and sign out.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Form;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use tracing::{info, warn};

use crate::app::App;
use crate::page::{self, Problem};
use crate::signed_in::SignedIn;
use crate::throttle::WINDOW;

#[derive(Deserialize)]
pub(crate) struct NameAndPassword {
    name: String,
    password: String,
}

/// `GET /sign-in`
pub(crate) async fn form(State(app): State<Arc<App>>, jar: CookieJar) -> Response {
    if SignedIn::find(&app, &jar).is_some() {
        return Redirect::to("/").into_response();
    }
    page::sign_in(app.users.is_demo(), None).into_response()
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<NameAndPassword>,
) -> Response {
    let is_demo = app.users.is_demo();
    let (name, address) = (form.name.trim(), app.throttle.address(&headers, peer));
    let Some(attempt) = app.throttle.attempt(name, address) else {
        warn!(%address, "too many sign-ins were refused");
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, WINDOW.as_secs())],
            page::sign_in(is_demo, Some(Problem::TooManyAttempts)),
        )
            .into_response();
    };
    let Some(user) = app.users.with_password(name, form.password).await else {
        // Don't say which of the two was wrong, and don't log the input: it may be a password in the wrong field.
        info!("a sign-in was refused");
        return (
            StatusCode::FORBIDDEN,
            page::sign_in(is_demo, Some(Problem::Refused)),
        )
            .into_response();
    };
    app.throttle.succeeded(&attempt);
    info!(user = user.name(), "signed in");
    app.sessions.end(&jar);
    (jar.add(app.sessions.begin(user)), Redirect::to("/")).into_response()
}

/// `POST /sign-out`
pub(crate) async fn sign_out(State(app): State<Arc<App>>, jar: CookieJar) -> impl IntoResponse {
    let ended = app.sessions.end(&jar);
    (jar.remove(ended), Redirect::to("/sign-in"))
}
