//! One attempt: from the credentials to the end of the answer's body.

use std::future::Future;

use bytes::BytesMut;
use http::header::{AUTHORIZATION, USER_AGENT};
use tokio::time::timeout_at;

use super::Client;
use super::execute::{Deadline, Limits};
use crate::error::{
    BodyTooLarge, ConnectionError, Error, RequestError, RequestFault, TimeoutError,
};
use crate::raw_response::RawResponse;
use crate::request::Request;

/// How much of the body of an error is kept.
const ERROR_BODY_LIMIT: usize = 1024 * 1024;

/// Sends the request once.
pub(super) async fn attempt(
    http: &reqwest::Client,
    client: &Client,
    request: &Request,
    limits: Limits,
) -> Result<RawResponse, Error> {
    let deadline = limits.of_attempt();
    if deadline.has_passed() {
        return Err(deadline.error(request.endpoint));
    }
    let head = async {
        let prepared = prepare(client, request).await?;
        let authorization = prepared.headers().get(AUTHORIZATION).cloned();
        let response = http.execute(prepared).await;
        let response = response.map_err(|error| transport_error(request, error))?;
        Ok((response, authorization))
    };
    let (mut response, authorization) = within(deadline, request, head).await?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let limit = if status.is_success() {
        client.inner.max_response_size
    } else {
        ERROR_BODY_LIMIT
    };

    let mut body = Body::new(&response, limit);
    let read = within(deadline, request, body.read(&mut response, request)).await;
    let exceeded = body.exceeded;
    let response = RawResponse {
        endpoint: request.endpoint,
        status,
        headers,
        body: body.bytes.freeze(),
        attempts: 1,
        authorization,
    };
    if !status.is_success() {
        // Whatever became of the body, the status is known: it must not be hidden behind a broken connection.
        return Err(Error::from_response(response));
    }
    read?;
    if exceeded {
        return Err(BodyTooLarge::new(request.endpoint, status, limit).into());
    }
    Ok(response)
}

/// The request in the HTTP client's terms, with what is set anew for each attempt.
async fn prepare(client: &Client, request: &Request) -> Result<reqwest::Request, Error> {
    let mut prepared = reqwest::Request::new(request.method().clone(), request.url.clone());
    *prepared.body_mut() = request.body.clone().map(reqwest::Body::from);
    *prepared.headers_mut() = request.headers.clone();
    let headers = prepared.headers_mut();
    headers
        .entry(USER_AGENT)
        .or_insert_with(|| client.inner.user_agent.clone());
    if request.endpoint.is_authenticated() {
        // Asked for on each attempt, so that a key which was rotated meanwhile works.
        let authorization = client.inner.credentials.authorization().await;
        let authorization = authorization.map_err(|error| error.at(request.endpoint))?;
        headers.insert(AUTHORIZATION, authorization);
    }
    Ok(prepared)
}

/// Runs a part of the attempt within the attempt's time.
async fn within<T>(
    deadline: Deadline,
    request: &Request,
    part: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match deadline.at {
        Some(at) => timeout_at(at, part)
            .await
            .unwrap_or_else(|_elapsed| Err(deadline.error(request.endpoint))),
        None => part.await,
    }
}

fn transport_error(request: &Request, error: reqwest::Error) -> Error {
    if error.is_builder() || error.is_redirect() {
        return RequestError::new(request.endpoint, RequestFault::Transport)
            .with_source(error.without_url())
            .into();
    }
    // A limit of a ready-made HTTP client's own. A connection that took too long to be made is no such case:
    // nothing was sent on it.
    if error.is_timeout() && !error.is_connect() {
        return TimeoutError::of_transport(request.endpoint, error).into();
    }
    ConnectionError::new(request.endpoint, &request.url, error).into()
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
    async fn read(
        &mut self,
        response: &mut reqwest::Response,
        request: &Request,
    ) -> Result<(), Error> {
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| transport_error(request, error))?
        {
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
