//! The routes, and the layers around them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::csrf::{ConfigError, CsrfLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, info_span};

use crate::app::App;
use crate::config::Origin;
use crate::host::{self, Hosts};
use crate::{connections, page, sign_in, token, who};

/// The routes of a server at this origin, bound to this address.
pub(crate) fn router(
    app: Arc<App>,
    origin: &Origin,
    bound: SocketAddr,
    timeout: Duration,
) -> Result<Router, ConfigError> {
    // A form that another site posts here carries the cookie. This layer checks which site posted it. A proxy may change
    // `Host`, so the origin is named.
    let csrf = CsrfLayer::new().add_trusted_origin(origin.to_string())?;
    // One line for each request, without query, headers and body: those contain passwords and cookies.
    let log = TraceLayer::new_for_http()
        .make_span_with(|request: &Request| {
            let (method, path) = (request.method(), request.uri().path());
            info_span!("request", %method, path)
        })
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(());
    // A body that doesn't come is no reason to wait.
    let timeout = TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, timeout);
    let is_https = origin.is_https();
    Ok(Router::new()
        .route("/", get(page::connections))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/api/session", get(who::session).post(who::keep_alive))
        .route("/api/connections", get(connections::connections))
        .route("/api/token", get(token::token).post(token::another_token))
        .merge(page::files())
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(timeout)
        .layer(csrf)
        .layer(from_fn_with_state(Hosts::new(origin, bound), host::check))
        .layer(map_response(move |mut response: Response| async move {
            page::security_headers(is_https, &mut response);
            response
        }))
        .layer(log)
        .with_state(app))
}
