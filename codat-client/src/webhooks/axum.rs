//! An event as an argument of axum's handlers.

use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest, Request};
use axum_core::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body as _;

use super::error::WebhookError;
use super::event::Event;
use super::secret::WebhookSecret;

/// An extractor: verifies the request with the secret in the router's state, and passes the event to the handler.
///
/// The state is a [`WebhookSecret`], or has one by [`FromRef`]. The body is read up to the secret's
/// [limit](WebhookSecret::body_limit). Your server decides how long a request may take.
///
/// ```
/// use axum::Router;
/// use axum::http::StatusCode;
/// use axum::routing::post;
/// use codat_client::webhooks::{Event, WebhookSecret};
///
/// async fn receive(event: Event) -> StatusCode {
///     println!("{}", event.event_type);
///     StatusCode::NO_CONTENT
/// }
///
/// let secret = WebhookSecret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
/// let app: Router = Router::new().route("/codat", post(receive)).with_state(secret);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// All other requests get a 400, 401 or 413 with an empty body. To learn why a request is refused, take
/// `Result<Event, WebhookError>` as the argument.
impl<S> FromRequest<S> for Event
where
    WebhookSecret: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = WebhookError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let secret = WebhookSecret::from_ref(state);
        let (parts, body) = request.into_parts();
        let body = read(body, &secret).await?;
        secret.verify(&parts.headers, &body)
    }
}

async fn read(body: Body, secret: &WebhookSecret) -> Result<Bytes, WebhookError> {
    // What the header `Content-Length` promises needn't be read.
    let least = usize::try_from(body.size_hint().lower());
    let limit = secret.check_length(least.unwrap_or(usize::MAX))?;
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(WebhookError::BodyTooLarge { limit }),
        Err(_) => Err(WebhookError::IncompleteBody),
    }
}

/// The [`status`](WebhookError::status), and nothing that says more.
impl IntoResponse for WebhookError {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}
