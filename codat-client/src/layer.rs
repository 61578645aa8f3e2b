//! `tower` layers around each attempt, for what a [`ClientBuilder`](crate::ClientBuilder) has no setting for.
//!
//! A layer sees every attempt, retries included:
//!
//! ```text
//! call ─ retry loop ─ layer 1 ─ layer 2 ─ credentials ─ HTTP client
//! ```
//!
//! - The request is an [`http::Request`] with its body in memory. Its extensions contain an [`Attempt`].
//! - The response is an [`http::Response`] of any status, with its body in memory. An error's body is cut off after 1 MiB.
//! - The layer that is added first is the outermost.
//! - The time that layers take counts towards the time of the attempt.
//!
//! # What a layer can't do
//!
//! The client adds the credentials after all layers, so no layer can see the API key. A layer that authenticates in another way sets
//! `Authorization` itself.
//!
//! The call fails with [`Error::Layer`](crate::Error::Layer), and the attempt is not sent, if a layer
//!
//! - changes the method, the origin or the `Idempotency-Key`;
//! - sets `Content-Length`, `Host`, `Transfer-Encoding` or a header about one connection: see [`Call::header`](crate::Call::header).
//!
//! # Errors
//!
//! The inner service's errors are boxed [`Error`](crate::Error)s. Return them unchanged: retries depend on them. If a layer returns any
//! other error, or the error of another call, the call returns [`Error::Layer`](crate::Error::Layer) without a retry.
//!
//! If a layer fails after the request was sent, for example with a timeout of its own, the error still says that the write
//! [may have been executed](crate::Error::may_have_been_executed).
//!
//! # What the examples need
//!
//! ```toml
//! tower = { version = "0.5", features = ["limit", "util"] }
//! http = "1" # or `use codat_client::http`
//! ```
//!
//! # A header for every request
//!
//! ```
//! # fn main() -> codat_client::Result<()> {
//! use codat_client::{Client, Credentials, HeaderValue};
//! use tower::util::MapRequestLayer;
//!
//! let traced = MapRequestLayer::new(|mut request: http::Request<codat_client::Bytes>| {
//!     request.headers_mut().insert("x-team", HeaderValue::from_static("payments"));
//!     request
//! });
//! let codat = Client::builder().credentials(Credentials::api_key("my-api-key")).layer(traced).build()?;
//! # Ok(()) }
//! ```
//!
//! # At most ten requests at once
//!
//! You can use any layer of `tower` that keeps the type of the response, such as its concurrency limit.
//!
//! A write that waits in such a layer until its time limit fails with [`Error::Timeout`](crate::Error::Timeout). The client doesn't know
//! that the write was not sent, so it reports that the write [may have been executed](crate::Error::may_have_been_executed). To avoid
//! this, use the feature `rate-limit`, or acquire a semaphore before the call.
//!
//! ```
//! # fn main() -> codat_client::Result<()> {
//! use codat_client::{Client, Credentials};
//! use tower::limit::ConcurrencyLimitLayer;
//!
//! let codat = Client::builder()
//!     .credentials(Credentials::api_key("my-api-key"))
//!     .layer(ConcurrencyLimitLayer::new(10))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! # Recording what was called
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::{Arc, Mutex};
//! use codat_client::{Bytes, layer::{Attempt, AttemptService, BoxError}};
//! use tower::{Service as _, ServiceExt as _, layer::layer_fn, service_fn};
//!
//! let recorded = Arc::new(Mutex::new(Vec::new()));
//! let record = recorded.clone();
//! let recording = layer_fn(move |inner: AttemptService| {
//!     let record = record.clone();
//!     service_fn(move |request: http::Request<Bytes>| {
//!         let (record, inner) = (record.clone(), inner.clone());
//!         async move {
//!             let attempt = request.extensions().get::<Attempt>().cloned();
//!             let response = inner.oneshot(request).await?;
//!             if let Some(attempt) = attempt {
//!                 let seen = (attempt.endpoint().name(), attempt.number(), response.status());
//!                 record.lock().unwrap().push(seen);
//!             }
//!             Ok::<_, BoxError>(response)
//!         }
//!     })
//! });
//! # #[cfg(feature = "sandbox")] {
//! use codat_client::{CompanyId, StatusCode, api::Companies, sandbox::Sandbox};
//!
//! let sandbox = Sandbox::start().await?;
//! let codat = sandbox.client_builder().layer(recording).build()?;
//! let _ = codat.get_company_access_token(CompanyId::nil()).await;
//! assert_eq!(*recorded.lock().unwrap(), [("get_company_access_token", 1, StatusCode::NOT_FOUND)]);
//! # }
//! # Ok(()) }
//! ```

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;
use tower_layer::Layer;
use tower_service::Service;
use url::Url;

use crate::endpoint::Endpoint;
use crate::engine::deadline::Deadline;

/// The error of a layer's service.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The service inside a layer: the next layer, or the sender.
#[derive(Clone)]
pub struct AttemptService(BoxCloneSyncService<Request<Bytes>, Response<Bytes>, BoxError>);

impl AttemptService {
    pub(crate) fn new<S>(service: S) -> Self
    where
        S: Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self(BoxCloneSyncService::new(service.map_err(Into::into)))
    }
}

impl Service<Request<Bytes>> for AttemptService {
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Bytes>, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        self.0.call(request)
    }
}

impl fmt::Debug for AttemptService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptService").finish_non_exhaustive()
    }
}

/// Describes the attempt that a request belongs to. It is in the extensions of the requests that layers see.
#[derive(Clone)]
pub struct Attempt {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) number: u32,
    pub(crate) deadline: Deadline,
    /// The URL before any layer has changed it.
    pub(crate) url: Url,
    /// The key before any layer has changed it.
    pub(crate) idempotency_key: Option<HeaderValue>,
    /// How many requests were sent of which it isn't certain that the server hasn't executed them. The layers may not say so.
    pub(crate) uncertain: Arc<AtomicU32>,
}

impl Attempt {
    /// The endpoint that is called.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The number of this attempt within its call, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The time that is left for the attempt. A layer that would have to wait longer can fail at once.
    pub fn time_left(&self) -> Duration {
        self.deadline.left()
    }
}

/// Doesn't show the URL: its arguments may be confidential.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("endpoint", &self.endpoint.name())
            .field("number", &self.number)
            .field("time_left", &self.time_left())
            .finish_non_exhaustive()
    }
}

/// The layers of a client, the outermost first.
#[derive(Default)]
pub(crate) struct Layers(Vec<Box<dyn Fn(AttemptService) -> AttemptService + Send + Sync>>);

impl Layers {
    pub(crate) fn push<L>(&mut self, layer: L)
    where
        L: Layer<AttemptService> + Send + Sync + 'static,
        L::Service:
            Service<Request<Bytes>, Response = Response<Bytes>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Bytes>>>::Error: Into<BoxError>,
        <L::Service as Service<Request<Bytes>>>::Future: Send + 'static,
    {
        let wrap = move |inner| AttemptService::new(layer.layer(inner));
        self.0.push(Box::new(wrap));
    }

    /// All layers around a service. None: there are no layers.
    pub(crate) fn around(&self, innermost: AttemptService) -> Option<AttemptService> {
        if self.0.is_empty() {
            return None;
        }
        let inside_out = self.0.iter().rev();
        Some(inside_out.fold(innermost, |inner, wrap| wrap(inner)))
    }
}
