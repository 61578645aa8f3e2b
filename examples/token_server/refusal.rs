//! The error responses.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tracing::{error, warn};

/// The page distinguishes the cases by these words. Its texts for people are in `page/words.js`.
pub(crate) enum Refusal {
    NotSignedIn,
    NotTheirs,
    /// Codat doesn't respond, or not now.
    Unavailable {
        retry_after: Option<u64>,
    },
    /// Codat refuses the request: a wrong key, or a company that no longer exists.
    Misconfigured,
}

impl From<codat_client::Error> for Refusal {
    fn from(error: codat_client::Error) -> Self {
        let correlation_id = error.correlation_id();
        if error.is_retryable() {
            warn!(error = %format_args!("{error:#}"), correlation_id, "Codat is out of reach");
            let retry_after = error.retry_after().map(|wait| wait.as_secs());
            Self::Unavailable { retry_after }
        } else {
            error!(error = %format_args!("{error:#}"), correlation_id, "Codat refuses the request");
            Self::Misconfigured
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, kind) = match self {
            Self::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
            Self::NotTheirs => (StatusCode::FORBIDDEN, "not_theirs"),
            Self::Unavailable { .. } => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Misconfigured => (StatusCode::BAD_GATEWAY, "misconfigured"),
        };
        let mut response = (status, Json(json!({ "error": kind }))).into_response();
        if let Self::Unavailable {
            retry_after: Some(seconds),
        } = self
        {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
