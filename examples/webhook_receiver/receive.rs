//! The route: it verifies a message, has it written down, and acknowledges it. The work is done later.
//!
//! Codat waits for a response for 15 s, and delivers again after any response but 2XX.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use codat_client::webhooks::{Event, WebhookError, WebhookSecret};
use tower_http::timeout::TimeoutLayer;

use crate::journal::{Journal, Received};

/// Of a body that arrives slowly, and of a disk that is slow.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn router(secret: WebhookSecret, journal: Journal) -> Router {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    Router::new()
        .route("/codat", post(|event| receive(journal, event)))
        .layer(TimeoutLayer::with_status_code(unavailable, TIMEOUT))
        // An `Event` is verified with it.
        .with_state(secret)
}

async fn receive(journal: Journal, event: Result<Event, WebhookError>) -> StatusCode {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            say!("refused: {error}");
            return error.status();
        }
    };
    let story = format!("{}: {}", event.message_id, event.event_type.escape_debug());
    match journal.received(event).await {
        Ok(Received::New) => StatusCode::NO_CONTENT,
        Ok(Received::Again) => {
            say!("{story}, delivered again");
            StatusCode::NO_CONTENT
        }
        Err(problem) => {
            say!("{story}, not acknowledged: {problem}");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
