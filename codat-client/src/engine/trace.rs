//! What is reported to `tracing`: one span for each attempt, by OpenTelemetry's conventions for HTTP clients.
//!
//! Numbers are reported as `i64`, OpenTelemetry's only integer: its `tracing` layer turns other types into strings.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use tracing::Span;
use tracing::field::Empty;
use url::Position;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::error::redact::redact_id;
use crate::request::Request;
use crate::response::RawResponse;

/// The span of an attempt. It has no key, header, query or body. Of the path it has only the template and the company.
///
/// The fields by which a sampler decides are set from the beginning.
pub(super) fn span(request: &Request, attempt: u32) -> Span {
    let endpoint = request.endpoint;
    tracing::info_span!(
        target: "codat_client",
        "http.client",
        otel.name = %format_args!("{} {}", endpoint.method(), endpoint.template()),
        otel.kind = "client",
        otel.status_code = Empty,
        otel.status_description = Empty,
        http.request.method = endpoint.method().as_str(),
        // Only a retry has a count.
        http.request.resend_count = (attempt > 1).then(|| i64::from(attempt) - 1),
        http.response.status_code = Empty,
        url.full = %TemplateUrl(request),
        url.template = endpoint.template(),
        url.scheme = request.url.scheme(),
        // An IPv6 address without a URL's brackets.
        server.address = request.url.host_str().map(|host| host.trim_matches(['[', ']'])),
        server.port = request.url.port_or_known_default().map(i64::from),
        error.r#type = Empty,
        codat.endpoint = endpoint.name(),
        codat.company_id = request.company_id().map(tracing::field::display),
        codat.correlation_id = Empty,
    )
}

/// A request's URL with the template in place of its path, and without its query: arguments may be secret.
struct TemplateUrl<'a>(&'a Request);

impl fmt::Display for TemplateUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request {
            url,
            path,
            endpoint,
            ..
        } = self.0;
        // A base URL may have a path of its own.
        let prefix = url.path().strip_suffix(path).unwrap_or_default();
        let origin = &url[..Position::BeforePath];
        write!(f, "{origin}{prefix}{}", endpoint.template())
    }
}

/// Records the outcome of the attempt.
pub(super) fn record(span: &Span, outcome: &Result<RawResponse, Error>) {
    match outcome {
        Ok(response) => record_status(span, response.status()),
        Err(error) => {
            if let Some(status) = error.status() {
                record_status(span, status);
            }
            span.record("error.type", error.kind());
            if !matches!(error, Error::ErrorMessage(_) | Error::Sdk(_)) {
                // No status describes it.
                span.record("otel.status_description", tracing::field::display(error));
            }
            if let Some(id) = error.correlation_id() {
                span.record("codat.correlation_id", redact_id(id));
            }
            span.record("otel.status_code", "ERROR");
        }
    }
}

/// Reports that a failed attempt will be retried after a wait.
pub(super) fn retry(request: &Request, error: &Error, attempts: u32, wait: Duration) {
    tracing::debug!(
        target: "codat_client",
        {
            codat.endpoint = request.endpoint.name(),
            codat.attempts = i64::from(attempts),
            codat.wait = ?wait,
            exception.message = %error,
        },
        "the attempt failed and will be retried"
    );
}

/// Reports that a failed attempt isn't retried because the retry budget is spent.
pub(super) fn beyond_budget(request: &Request, error: &Error, attempts: u32) {
    tracing::warn!(
        target: "codat_client",
        {
            codat.endpoint = request.endpoint.name(),
            codat.attempts = i64::from(attempts),
            exception.message = %error,
        },
        "the attempt failed and the retry budget is spent"
    );
}

/// Reports that a response could not be decoded. The spans of its attempts are closed by then.
pub(crate) fn undecodable(response: &RawResponse, error: &Error) {
    tracing::debug!(
        target: "codat_client",
        {
            codat.endpoint = response.endpoint().name(),
            http.response.status_code = i64::from(response.status().as_u16()),
            error.r#type = error.kind(),
            exception.message = %error,
        },
        "the response can't be decoded"
    );
}

/// The span of a call that is polled until its value is the one that is waited for. The spans of its attempts are in it.
pub(crate) fn until(endpoint: &Endpoint) -> Span {
    tracing::info_span!(
        target: "codat_client",
        "codat.until",
        otel.name = %format_args!("until {} {}", endpoint.method(), endpoint.template()),
        otel.status_code = Empty,
        codat.endpoint = endpoint.name(),
        codat.polls = Empty,
    )
}

/// Records how the waiting has ended.
pub(crate) fn record_until(span: &Span, polls: i64, has_failed: bool) {
    span.record("codat.polls", polls);
    if has_failed {
        span.record("otel.status_code", "ERROR");
    }
}

fn record_status(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", i64::from(status.as_u16()));
}
