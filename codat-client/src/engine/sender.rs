//! The innermost step of an attempt: sends the request and reads the whole response.

use std::error::Error as _;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response, Version};
use url::Url;

use super::body::Body;
use super::deadline::{Deadline, OptionalTimer};
use super::pools::Pools;
use crate::credentials::Credentials;
use crate::endpoint::Endpoint;
use crate::error::known_secret::KnownSecret;
use crate::error::{
    BodyTooLarge, ConnectionError, Context, Error, LayerError, RedirectError, RequestError,
    RequestFault, TimeoutError,
};
use crate::layer::{Attempt, AttemptService, BoxError};
use crate::request::{IDEMPOTENCY_KEY, is_set_by_client};
use crate::response::{LatestQuota, RawResponse, own_values};
use crate::retry::leaves_uncertain;

/// The number of bytes that are kept of an error's body.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// Sends requests, and adds to each what all requests of a client have.
pub(crate) struct Sender {
    pub(crate) pools: Pools,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) max_response_size: usize,
    pub(crate) quota: LatestQuota,
    /// Whether the `Host` header is set here. Otherwise the HTTP client sets it: it may follow a redirect, or speak HTTP/2,
    /// which has no such header.
    pub(crate) knows_host: bool,
}

/// A request as it leaves the layers.
pub(super) struct Outgoing<'a> {
    pub(super) endpoint: &'static Endpoint,
    pub(super) url: &'a Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
    /// The header to add, if the endpoint is authenticated.
    pub(super) authorization: Option<HeaderValue>,
    /// The header to add. None: the HTTP client adds it.
    pub(super) host: Option<HeaderValue>,
}

impl Sender {
    /// The `Authorization` of one attempt, if the endpoint is authenticated. The outer `None`: the time was up first.
    ///
    /// The credentials are asked on each attempt, so that a key that was rotated meanwhile works.
    pub(super) async fn authorization(
        &self,
        endpoint: &'static Endpoint,
        deadline: &Deadline,
        timer: Pin<&mut OptionalTimer>,
    ) -> Option<Result<Option<HeaderValue>, Error>> {
        if !endpoint.is_authenticated() {
            return Some(Ok(None));
        }
        let authorization = match self.credentials.fixed() {
            Some(fixed) => fixed,
            None => {
                let asked = pin!(self.credentials.authorization());
                deadline.before(timer, asked).await?
            }
        };
        Some(
            authorization
                .map(Some)
                .map_err(|error| error.at(endpoint).into()),
        )
    }

    /// The HTTP client for this thread.
    pub(super) fn http(&self, endpoint: &'static Endpoint) -> Result<reqwest::Client, Error> {
        let here = self.pools.here();
        here.map_err(|fault| RequestError::new(endpoint, fault).into())
    }

    /// Sends a request once. The result is a response of any status. The body of a success is complete.
    ///
    /// The request is prepared before the future is made, so that the future doesn't hold it.
    pub(super) fn send<'a>(
        &'a self,
        http: &reqwest::Client,
        outgoing: Outgoing<'a>,
        deadline: &'a Deadline,
        mut timer: Pin<&'a mut OptionalTimer>,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send {
        let Outgoing { endpoint, url, .. } = outgoing;
        let authorization = outgoing.authorization.clone();
        let head = http.execute(self.prepare(outgoing));
        async move {
            let head = deadline.before(timer.as_mut(), pin!(head)).await;
            let head = head.ok_or_else(|| deadline.error(endpoint))?;
            let transport_error = |error| transport_error(endpoint, url, error, &authorization);
            let mut response = head.map_err(transport_error)?;
            if response.url() != url && !same_origin(response.url(), url) {
                // A custom HTTP client may follow redirects.
                return Err(RedirectError::to_another_origin(endpoint).into());
            }
            let status = response.status();
            self.quota.record(response.headers());
            let limit = if status.is_success() {
                self.max_response_size
            } else {
                ERROR_BODY_LIMIT
            };

            let mut body = Body::new(limit);
            let read = deadline.before(timer, pin!(body.read(&mut response))).await;
            let is_whole = matches!(read, Some(Ok(()))) && !body.exceeded;
            let was_reset =
                is_whole && endpoint.method() != Method::HEAD && ends_too_soon(&response);
            if status.is_success() {
                let read = read.ok_or_else(|| deadline.error(endpoint))?;
                read.map_err(transport_error)?;
                if was_reset {
                    return Err(ConnectionError::cut_short(endpoint, url).into());
                }
                if body.exceeded {
                    return Err(BodyTooLarge::new(endpoint, status, limit).into());
                }
            }
            let mut headers = std::mem::take(response.headers_mut());
            if body.is_moved() {
                // Otherwise they would keep a buffer of several hundred KiB alive while the body is decoded.
                own_values(&mut headers);
            }
            // An error keeps what could be read of its body: a broken connection must not hide the status.
            Ok(RawResponse {
                endpoint,
                status,
                headers,
                body: body.into_bytes(),
                attempts: 1,
                idempotency_key: None,
                authorization,
                is_cut: !is_whole || was_reset,
                counters: None,
            })
        }
    }

    /// The request in the HTTP client's terms.
    fn prepare(&self, outgoing: Outgoing<'_>) -> reqwest::Request {
        let method = outgoing.endpoint.method().clone();
        let mut prepared = reqwest::Request::new(method, outgoing.url.clone());
        let body = outgoing.body.filter(|body| !body.is_empty());
        let writes_nothing = body.is_none()
            && matches!(
                *prepared.method(),
                Method::POST | Method::PUT | Method::PATCH
            );
        *prepared.body_mut() = body.map(reqwest::Body::from);
        let headers = prepared.headers_mut();
        *headers = outgoing.headers;
        if writes_nothing {
            // The HTTP client would leave it out, and many servers then respond with 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        if let Some(authorization) = outgoing.authorization {
            headers.insert(AUTHORIZATION, authorization);
        }
        if let Some(host) = outgoing.host {
            headers.insert(HOST, host);
        }
        prepared
    }

    /// The sender as the service inside all layers.
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
        if !same_origin(&url, &attempt.url) || parts.method != attempt.endpoint.method() {
            return Err("a layer changed the request's method or origin".into());
        }
        let keys = parts.headers.get_all(IDEMPOTENCY_KEY);
        if !keys.iter().eq(&attempt.idempotency_key) {
            return Err("a layer changed the request's `Idempotency-Key`".into());
        }
        if let Some(name) = parts.headers.keys().find(|name| is_set_by_client(name)) {
            return Err(format!("a layer set the header `{name}`, which the client sets").into());
        }
        let (endpoint, deadline) = (attempt.endpoint, attempt.deadline);
        let http = self.http(endpoint)?;
        let mut timer = pin!(deadline.timer());
        let authorization = match parts.headers.get(AUTHORIZATION) {
            // A layer has set the header.
            Some(authorization) => Some(authorization.clone()),
            None => match self
                .authorization(endpoint, &deadline, timer.as_mut())
                .await
            {
                Some(authorization) => authorization?,
                None => return Err(deadline.unsent(endpoint).into()),
            },
        };
        let outgoing = Outgoing {
            endpoint,
            url: &url,
            headers: parts.headers,
            body: (!body.is_empty()).then_some(body),
            authorization,
            host: None,
        };
        // Before it is sent: a layer may give it up at any time.
        attempt.uncertain.fetch_add(1, Ordering::Relaxed);
        let result = self.send(&http, outgoing, &deadline, timer).await;
        let is_uncertain = match &result {
            Ok(response) => leaves_uncertain(response.status),
            Err(error) => error.attempt_may_have_been_executed(),
        };
        if !is_uncertain {
            attempt.uncertain.fetch_sub(1, Ordering::Relaxed);
        }
        Ok(into_http(result?))
    }
}

/// What masking has to know of a response, in its extensions.
#[derive(Clone)]
struct Received {
    authorization: Option<HeaderValue>,
    is_cut: bool,
}

fn into_http(raw: RawResponse) -> Response<Bytes> {
    let mut response = Response::new(raw.body);
    *response.status_mut() = raw.status;
    *response.headers_mut() = raw.headers;
    response.extensions_mut().insert(Received {
        authorization: raw.authorization,
        is_cut: raw.is_cut,
    });
    response
}

/// The response that came out of the layers.
pub(super) fn from_http(endpoint: &'static Endpoint, response: Response<Bytes>) -> RawResponse {
    let (mut parts, body) = response.into_parts();
    let received = parts.extensions.remove::<Received>();
    RawResponse {
        endpoint,
        status: parts.status,
        headers: parts.headers,
        body,
        attempts: 1,
        idempotency_key: None,
        is_cut: received.as_ref().is_some_and(|received| received.is_cut),
        authorization: received.and_then(|received| received.authorization),
        counters: None,
    }
}

/// The error that came out of the layers: this library's, or a layer's own.
pub(super) fn layer_error(endpoint: &'static Endpoint, error: BoxError) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(foreign) => LayerError::new(Context::new(endpoint), foreign).into(),
    }
}

/// Whether more of the body was announced than what has been read. Over HTTP/2, the HTTP client takes a reset with NO_ERROR for the end of
/// the body. A custom HTTP client may speak it without the feature `http2`.
fn ends_too_soon(response: &reqwest::Response) -> bool {
    response.version() == Version::HTTP_2 && response.content_length().is_some_and(|left| left > 0)
}

fn transport_error(
    endpoint: &'static Endpoint,
    url: &Url,
    error: reqwest::Error,
    authorization: &Option<HeaderValue>,
) -> Error {
    let secret = KnownSecret::of(authorization.as_ref());
    // To another scheme than HTTP's is an error of the URL that was redirected to.
    let was_redirected = error.is_builder() && error.url().is_some_and(|at| at != url);
    if error.is_redirect() || was_redirected {
        return RedirectError::failed(endpoint, error, &secret).into();
    }
    if error.is_builder() {
        return RequestError::new(endpoint, RequestFault::Transport)
            .with_source(error.without_url())
            .into();
    }
    // A custom HTTP client may have a time-out of its own. A connection that took too long to be made is a connection error,
    // since nothing was sent on it. So is one that didn't reply to a ping.
    if error.is_timeout() && !error.is_connect() && !is_silent_connection(&error) {
        return TimeoutError::of_transport(endpoint, error).into();
    }
    ConnectionError::new(endpoint, url, error, &secret).into()
}

/// Whether an HTTP/2 connection was closed because it didn't reply to a ping.
fn is_silent_connection(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(error.source(), |&error| error.source());
    causes
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_timeout)
}

/// Whether two URLs have the same scheme, host and port. [`Url::origin`] compares the same, but allocates.
fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host_str() == b.host_str()
        && a.port_or_known_default() == b.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_is_spoken_decides_whether_a_reset_is_an_end() {
        let received = |version, left: &'static str| {
            let mut response = Response::new(left);
            *response.version_mut() = version;
            ends_too_soon(&response.into())
        };
        assert!(received(Version::HTTP_2, "left"));
        assert!(!received(Version::HTTP_2, ""));
        assert!(!received(Version::HTTP_11, "left"));
    }
}
