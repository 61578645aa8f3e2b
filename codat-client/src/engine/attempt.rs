//! One attempt: through the layers, if there are any, to the sender, and from the response to a result.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use http::HeaderValue;
use tower::ServiceExt as _;

use super::deadline::Deadline;
use super::sender::{Outgoing, Sender, from_http, layer_error};
use crate::error::{Context, Error, ErrorResponse, RequestError, RequestFault};
use crate::layer::{Attempt, AttemptService, Layers};
use crate::request::{IDEMPOTENCY_KEY, Request};
use crate::response::{Quota, RawResponse};

/// Makes the attempts of a client.
pub(crate) struct AttemptRunner {
    sender: Arc<Sender>,
    /// The layers around the sender. None: the client has no layers.
    layered: Option<AttemptService>,
}

impl AttemptRunner {
    pub(crate) fn new(sender: Sender, layers: &Layers) -> Self {
        let sender = Arc::new(sender);
        Self {
            layered: layers.around(Arc::clone(&sender).service()),
            sender,
        }
    }

    /// The quota in the last response that had one.
    pub(super) fn quota(&self) -> Option<Quota> {
        self.sender.quota.get()
    }

    /// Sends the request once. A response that isn't a success is an error.
    pub(super) async fn attempt(
        &self,
        request: &Request,
        number: u32,
        deadline: &Deadline,
    ) -> Result<RawResponse, Error> {
        if deadline.is_void() {
            return Err(deadline.unsent(request.endpoint));
        }
        if let Some(layered) = &self.layered {
            // Boxed, since this future is larger than all others.
            let known = self.sender.credentials.fixed().and_then(Result::ok);
            let through = through(layered.clone(), request, number, *deadline, known);
            return Box::pin(through).await;
        }
        let endpoint = request.endpoint;
        let mut timer = pin!(deadline.timer());
        let authorization = self
            .sender
            .authorization(endpoint, deadline, timer.as_mut());
        let authorization = match authorization.await {
            Some(authorization) => authorization?,
            None => return Err(deadline.unsent(endpoint)),
        };
        let outgoing = Outgoing {
            endpoint,
            url: &request.url,
            headers: request.headers_to_send(),
            body: request.body.clone(),
            authorization,
            host: self.sender.knows_host.then(|| request.host.clone()),
        };
        let sender = &self.sender;
        let http = sender.http(endpoint)?;
        checked(sender.send(&http, outgoing, deadline, timer).await?)
    }
}

/// A response that isn't a success as the error that it is.
fn checked(response: RawResponse) -> Result<RawResponse, Error> {
    if response.status().is_success() {
        return Ok(response);
    }
    let context = Context::new(response.endpoint);
    Err(ErrorResponse::new(context, response).into_error())
}

/// One attempt through the layers. Whatever they make of it, its error says whether it may have been executed. `known`: the key, for a
/// response that a layer has made anew.
async fn through(
    layered: AttemptService,
    request: &Request,
    number: u32,
    deadline: Deadline,
    known: Option<HeaderValue>,
) -> Result<RawResponse, Error> {
    let uncertain = Arc::<AtomicU32>::default();
    let passage = pass(layered, request, number, deadline, Arc::clone(&uncertain));
    let response = deadline.within(request.endpoint, passage).await;
    let response = response.map(|response| RawResponse {
        authorization: response.authorization.or(known),
        ..response
    });
    response.and_then(checked).inspect_err(|error| {
        if uncertain.load(Ordering::Relaxed) > 0 {
            error.set_sent();
        }
    })
}

/// Sends the request through the layers. They see everything except the credentials.
async fn pass(
    layered: AttemptService,
    request: &Request,
    number: u32,
    deadline: Deadline,
    uncertain: Arc<AtomicU32>,
) -> Result<RawResponse, Error> {
    let endpoint = request.endpoint;
    let body = request.body.clone().unwrap_or_default();
    let mut passing = http::Request::new(body);
    *passing.method_mut() = endpoint.method().clone();
    *passing.uri_mut() = match request.url.as_str().parse::<http::Uri>() {
        Ok(uri) => uri,
        Err(error) => {
            let refused = RequestError::new(endpoint, RequestFault::Transport);
            return Err(refused.with_source(error).into());
        }
    };
    *passing.headers_mut() = request.headers_to_send();
    passing.extensions_mut().insert(Attempt {
        endpoint,
        number,
        deadline: deadline.inner(),
        url: request.url.clone(),
        idempotency_key: request.headers.get(IDEMPOTENCY_KEY).cloned(),
        uncertain,
    });
    let response = layered.oneshot(passing).await;
    response
        .map(|response| from_http(endpoint, response))
        .map_err(|error| layer_error(endpoint, error))
}
