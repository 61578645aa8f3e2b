//! The extractor for axum.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};
use std::{io, iter};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::FromRef;
use axum::http::{Request, Response, StatusCode};
use axum::routing::post;
use codat_client::HeaderMap;
use codat_client::webhooks::{Event, WebhookError, WebhookSecret};
use hyper::body::Frame;
use tower::ServiceExt as _;

use super::{BODY, secret};

#[derive(Clone)]
struct App {
    secret: WebhookSecret,
}

impl FromRef<App> for WebhookSecret {
    fn from_ref(app: &App) -> Self {
        app.secret.clone()
    }
}

async fn message_id(event: Event) -> String {
    event.message_id
}

async fn why(event: Result<Event, WebhookError>) -> (StatusCode, String) {
    let error = event.unwrap_err();
    (error.status(), error.to_string())
}

async fn response(headers: HeaderMap, body: impl Into<Body>) -> Response<Body> {
    let app = App { secret: secret() };
    let router = Router::new()
        .route("/codat", post(message_id))
        .with_state(app);
    router
        .oneshot(request("/codat", headers, body.into()))
        .await
        .unwrap()
}

fn request(path: &str, headers: HeaderMap, body: Body) -> Request<Body> {
    let mut request = Request::post(path).body(body).unwrap();
    *request.headers_mut() = headers;
    request
}

fn signed(body: &[u8]) -> HeaderMap {
    secret().sign("msg_1", SystemTime::now(), body).unwrap()
}

#[tokio::test]
async fn a_handler_gets_a_genuine_event() {
    let response = response(signed(BODY), BODY).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), "msg_1");
}

#[tokio::test]
async fn a_refusal_says_nothing() {
    let late = SystemTime::now() - Duration::from_secs(400);
    let late = secret().sign("msg_1", late, BODY).unwrap();
    let long = vec![b' '; 2 * 1024 * 1024];
    let chunks = [Ok(Bytes::from_static(BODY)), Err(io::Error::other("reset"))];
    let broken = Body::new(Chunks(chunks.into_iter()));
    for (headers, body, status) in [
        (HeaderMap::new(), Body::from(BODY), 400),
        (signed(BODY), Body::from("{}"), 401),
        (signed(BODY), Body::empty(), 401),
        (late, Body::from(BODY), 401),
        (signed(&long), Body::from(long.clone()), 413),
        (signed(BODY), broken, 400),
    ] {
        let response = response(headers, body).await;
        assert_eq!(response.status().as_u16(), status);
        assert!(
            response
                .headers()
                .iter()
                .all(|(name, _)| name == "content-length"),
            "{response:?}"
        );
        assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), "");
    }
}

/// A body of these chunks.
struct Chunks<I>(I);

impl<I: Iterator<Item = io::Result<Bytes>> + Unpin> HttpBody for Chunks<I> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let chunk = self.0.next();
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

#[tokio::test]
async fn a_body_without_an_end_is_read_up_to_the_limit() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let endless = iter::repeat_with(move || {
        counted.fetch_add(1024, Ordering::Relaxed);
        Ok(Bytes::from_static(&[b' '; 1024]))
    });
    let response = response(signed(BODY), Body::new(Chunks(endless))).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(read.load(Ordering::Relaxed), 1024 * 1024 + 1024);
}

#[tokio::test]
async fn a_handler_may_learn_why_a_request_is_refused() {
    let router = Router::new()
        .route("/codat", post(why))
        .with_state(secret());
    let request = request("/codat", signed(b"{}"), Body::from(BODY));
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let why = to_bytes(response.into_body(), 100).await.unwrap();
    assert_eq!(why, "no signature matches the message");
}
