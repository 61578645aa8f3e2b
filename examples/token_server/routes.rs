//! The routes, and the layers around them.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::csrf::{ConfigError, CsrfLayer};
use tower_http::trace::{DefaultMakeSpan, DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::app::App;
use crate::config::Origin;
use crate::{page, sign_in, token, who};

pub(crate) fn router(app: App, origin: &Origin) -> Result<Router, ConfigError> {
    // A form that another site posts here carries the cookie. This layer checks which site posted it. A proxy may change
    // `Host`, so the origin is named.
    let csrf = CsrfLayer::new().add_trusted_origin(origin.to_string())?;
    // One line for each request, without bodies and headers: those contain passwords and cookies.
    let log = TraceLayer::new_for_http()
        .make_span_with(DefaultMakeSpan::new().level(Level::INFO))
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(());
    Ok(Router::new()
        .route("/", get(page::connections))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/api/session", get(who::session).post(who::keep_alive))
        .route("/api/token", get(token::token).post(token::another_token))
        .merge(page::files())
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(csrf)
        .layer(middleware::map_response(page::security_headers))
        .layer(log)
        .with_state(app))
}
