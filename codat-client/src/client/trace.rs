//! What is told to `tracing`: one span for each attempt, by OpenTelemetry's conventions for HTTP clients.

use std::time::Duration;

use http::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use crate::error::Error;
use crate::raw_response::RawResponse;
use crate::redact::redact_id;
use crate::request::Request;

/// The span of an attempt. It names no key, no header, no query and no body; of the path only the template.
pub(super) fn span(request: &Request, attempt: u32) -> Span {
    let endpoint = request.endpoint;
    let span = tracing::info_span!(
        target: "codat_client",
        "http.client",
        otel.name = Empty,
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = endpoint.method().as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        url.template = endpoint.template(),
        url.scheme = request.url.scheme(),
        server.address = request.url.host_str(),
        server.port = request.url.port_or_known_default(),
        error.r#type = Empty,
        codat.endpoint = endpoint.name(),
        codat.correlation_id = Empty,
    );
    // Only a repeat has a count, by the convention.
    if attempt > 1 {
        span.record("http.request.resend_count", attempt - 1);
    }
    if !span.is_disabled() {
        span.record(
            "otel.name",
            format!("{} {}", endpoint.method(), endpoint.template()),
        );
    }
    span
}

/// Records how the attempt ended.
pub(super) fn record(span: &Span, outcome: &Result<RawResponse, Error>) {
    match outcome {
        Ok(response) => record_status(span, response.status()),
        Err(error) => {
            if let Some(status) = error.status() {
                record_status(span, status);
            }
            match error {
                Error::ErrorMessage(_) | Error::Sdk(_) => {
                    span.record(
                        "error.type",
                        error.status().as_ref().map(StatusCode::as_str),
                    );
                }
                _ => {
                    span.record("error.type", error.kind());
                }
            }
            if let Some(id) = error.correlation_id() {
                span.record("codat.correlation_id", redact_id(id));
            }
            span.record("otel.status_code", "ERROR");
        }
    }
}

/// Tells that a failed attempt will be repeated after a wait.
pub(super) fn retry(request: &Request, error: &Error, attempts: u32, wait: Duration) {
    tracing::debug!(
        target: "codat_client",
        {
            codat.endpoint = request.endpoint.name(),
            codat.attempts = attempts,
            codat.wait = ?wait,
            exception.message = %error,
        },
        "the attempt failed and will be repeated"
    );
}

/// Tells that a failed attempt would have been repeated if the budget weren't spent.
pub(super) fn beyond_budget(request: &Request, error: &Error, attempts: u32) {
    tracing::warn!(
        target: "codat_client",
        {
            codat.endpoint = request.endpoint.name(),
            codat.attempts = attempts,
            exception.message = %error,
        },
        "the attempt failed and the retry budget is spent"
    );
}

/// Tells that an answer could not be read: found when the spans of its attempts are closed.
pub(crate) fn undecodable(response: &RawResponse, error: &Error) {
    tracing::debug!(
        target: "codat_client",
        {
            codat.endpoint = response.endpoint().name(),
            http.response.status_code = response.status().as_u16(),
            error.r#type = error.kind(),
            exception.message = %error,
        },
        "the answer can't be read"
    );
}

fn record_status(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
}
