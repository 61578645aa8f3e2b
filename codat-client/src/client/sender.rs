//! The innermost step of an attempt: a request on the wire, and the whole of its answer.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use url::Url;

use super::transport::Pools;
use crate::credentials::Credentials;
use crate::deadline::Deadline;
use crate::endpoint::Endpoint;
use crate::error::{
    BodyTooLarge, ConnectionError, Error, LayerError, RequestError, RequestFault, TimeoutError,
};
use crate::layer::{Attempt, AttemptService, BoxError};
use crate::quota::LatestQuota;
use crate::raw_response::RawResponse;

/// How much of the body of an error is kept.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// What sends requests, and what it adds to each.
pub(super) struct Sender {
    pub(super) pools: Pools,
    pub(super) credentials: Credentials,
    pub(super) user_agent: HeaderValue,
    pub(super) max_response_size: usize,
    pub(super) quota: LatestQuota,
}

/// A request as it leaves the layers, if there are any.
pub(super) struct Outgoing<'a> {
    pub(super) endpoint: &'static Endpoint,
    pub(super) url: &'a Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

impl Sender {
    /// Sends a request once. An answer is one whatever its status; that of a success is complete.
    pub(super) async fn send(
        &self,
        outgoing: Outgoing<'_>,
        deadline: Deadline,
    ) -> Result<RawResponse, Error> {
        let Outgoing { endpoint, url, .. } = outgoing;
        let http = self.pools.here();
        let http = http.map_err(|fault| RequestError::new(endpoint, fault))?;
        let head = async {
            let prepared = self.prepare(outgoing).await?;
            let authorization = prepared.headers().get(AUTHORIZATION).cloned();
            let response = http.execute(prepared).await;
            let response = response.map_err(|error| transport_error(endpoint, url, error))?;
            Ok((response, authorization))
        };
        let (mut response, authorization) = deadline.within(endpoint, head).await?;
        if response.url().origin() != url.origin() {
            // A ready-made HTTP client may follow redirects.
            return Err(RequestError::new(endpoint, RequestFault::Redirected).into());
        }
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        self.quota.record(&headers);
        let limit = if status.is_success() {
            self.max_response_size
        } else {
            ERROR_BODY_LIMIT
        };

        let mut body = Body::new(&response, limit);
        let reading = async {
            let read = body.read(&mut response).await;
            read.map_err(|error| transport_error(endpoint, url, error))
        };
        let read = deadline.within(endpoint, reading).await;
        if status.is_success() {
            read?;
            if body.exceeded {
                return Err(BodyTooLarge::new(endpoint, status, limit).into());
            }
        }
        // Of an error whatever could be read: its status must not be hidden behind a broken connection.
        Ok(RawResponse {
            endpoint,
            status,
            headers,
            body: body.bytes.freeze(),
            attempts: 1,
            authorization,
        })
    }

    /// The request in the HTTP client's terms, with what is set anew for each attempt.
    async fn prepare(&self, outgoing: Outgoing<'_>) -> Result<reqwest::Request, Error> {
        let endpoint = outgoing.endpoint;
        let mut prepared = reqwest::Request::new(endpoint.method().clone(), outgoing.url.clone());
        let body = outgoing.body.filter(|body| !body.is_empty());
        let writes_nothing = body.is_none()
            && matches!(
                *prepared.method(),
                Method::POST | Method::PUT | Method::PATCH
            );
        *prepared.body_mut() = body.map(reqwest::Body::from);
        *prepared.headers_mut() = outgoing.headers;
        let headers = prepared.headers_mut();
        if writes_nothing {
            // The HTTP client would leave it out, and many a server answers that with 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        // Only a layer can have set it before.
        if endpoint.is_authenticated() && !headers.contains_key(AUTHORIZATION) {
            // Asked for on each attempt, so that a key which was rotated meanwhile works.
            let authorization = self.credentials.authorization().await;
            let authorization = authorization.map_err(|error| error.at(endpoint))?;
            headers.insert(AUTHORIZATION, authorization);
        }
        Ok(prepared)
    }

    /// The same as the service that the layers are put around.
    pub(super) fn service(self: Arc<Self>) -> AttemptService {
        AttemptService::new(tower::service_fn(move |request| {
            let sender = Arc::clone(&self);
            async move { sender.send_layered(request).await }
        }))
    }

    async fn send_layered(&self, request: Request<Bytes>) -> Result<Response<Bytes>, BoxError> {
        let (parts, body) = request.into_parts();
        let attempt = parts.extensions.get::<Attempt>();
        let Some(attempt) = attempt else {
            return Err("a layer took the request's `Attempt` away".into());
        };
        let url = Url::parse(&parts.uri.to_string())?;
        if url.origin() != attempt.url.origin() || parts.method != attempt.endpoint.method() {
            return Err("a layer changed the request's method or origin".into());
        }
        let outgoing = Outgoing {
            endpoint: attempt.endpoint,
            url: &url,
            headers: parts.headers,
            body: (!body.is_empty()).then_some(body),
        };
        let response = self.send(outgoing, attempt.deadline).await?;
        Ok(into_http(response))
    }
}

/// What an answer was asked for with, on its way through the layers.
#[derive(Clone)]
struct AskedWith(HeaderValue);

fn into_http(raw: RawResponse) -> Response<Bytes> {
    let mut response = Response::new(raw.body);
    *response.status_mut() = raw.status;
    *response.headers_mut() = raw.headers;
    if let Some(authorization) = raw.authorization {
        response.extensions_mut().insert(AskedWith(authorization));
    }
    response
}

/// What came out of the layers.
pub(super) fn from_http(endpoint: &'static Endpoint, response: Response<Bytes>) -> RawResponse {
    let (mut parts, body) = response.into_parts();
    RawResponse {
        endpoint,
        status: parts.status,
        headers: parts.headers,
        body,
        attempts: 1,
        authorization: parts.extensions.remove().map(|AskedWith(value)| value),
    }
}

/// An error that came out of the layers: one of this library's own, or a layer's.
pub(super) fn layer_error(endpoint: &'static Endpoint, error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(foreign) => LayerError::new(endpoint, foreign).into(),
    }
}

fn transport_error(endpoint: &'static Endpoint, url: &Url, error: reqwest::Error) -> Error {
    if error.is_builder() || error.is_redirect() {
        return RequestError::new(endpoint, RequestFault::Transport)
            .with_source(error.without_url())
            .into();
    }
    // A limit of a ready-made HTTP client's own. A connection that took too long to be made is no such case:
    // nothing was sent on it.
    if error.is_timeout() && !error.is_connect() {
        return TimeoutError::of_transport(endpoint, error).into();
    }
    ConnectionError::new(endpoint, url, error).into()
}

/// A body as far as it has been read.
struct Body {
    bytes: BytesMut,
    limit: usize,
    exceeded: bool,
}

impl Body {
    fn new(response: &reqwest::Response, limit: usize) -> Self {
        // The announced length is a hint from outside: never reserve more than a little because of it.
        const MOST_RESERVED: u64 = 64 * 1024;
        let announced = response.content_length().unwrap_or(0).min(MOST_RESERVED);
        Self {
            bytes: BytesMut::with_capacity(usize::try_from(announced).unwrap_or(0)),
            limit,
            exceeded: false,
        }
    }

    /// Reads to the end, or to the limit. What has been read stays when this fails or is dropped.
    async fn read(&mut self, response: &mut reqwest::Response) -> reqwest::Result<()> {
        while let Some(chunk) = response.chunk().await? {
            let room = self.limit - self.bytes.len();
            self.exceeded = chunk.len() > room;
            self.bytes
                .extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if self.exceeded {
                break;
            }
        }
        Ok(())
    }
}
