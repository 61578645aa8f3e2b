//! Calls that a thread waits for.

use std::io;
use std::time::Duration;

use uuid::Uuid;

use super::{Call, Prepared, State, read};
use crate::endpoint::Endpoint;
use crate::engine::sent_key::{GivenKey, new_key};
use crate::engine::{Overrides, background};
use crate::error::{Error, History, RequestError, RequestFault, TimeoutError, TimeoutScope};
use crate::response::RawResponse;

/// How much longer than the call's total time the thread may take: it may be busy, or blocked by a layer or a provider.
const GRACE: Duration = Duration::from_secs(5);

impl<T> Call<T> {
    /// Sends the call and blocks this thread until the call has ended: for code that isn't async. It needs the feature `blocking`.
    ///
    /// ```no_run
    /// use codat_client::{Client, api::Companies};
    ///
    /// fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let codat = Client::from_env()?;
    ///     let company_id = "8a210b68-6988-11ed-a1eb-0242ac120002".parse()?;
    ///     let token = codat.get_company_access_token(company_id).wait()?;
    ///     let response = codat.get_company_access_token(company_id).with_response().wait()?;
    ///     println!("{}", response.status());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// Retries, time limits, layers and spans are the same as for `.await`. The total time of the call limits how long the thread is
    /// blocked; nothing cancels the call sooner. Any number of threads can wait at once. An endpoint that is declared as an
    /// `async fn` returns no `Call`, and so has no `wait`.
    ///
    /// # Where it runs
    ///
    /// One background thread sends all blocking calls. It starts with the first of them, and runs until the process ends. It has an
    /// async runtime and a connection pool of its own, so one client can be used for `wait` and `.await` at the same time.
    ///
    /// Don't use `wait` in async code. It works there, but it blocks the thread and all tasks on it. The call may depend on one of these
    /// tasks: the server that it calls, or a call that is ahead of it in a rate limit. Then the call times out.
    ///
    /// [Providers of credentials](crate::Credentials::provider) and [layers](crate::layer) run on the background thread, too. If they
    /// block it, they delay all other blocking calls.
    ///
    /// # After a fork
    ///
    /// In a forked process, the first blocking call starts a new background thread with new connections. A client with a
    /// [custom HTTP client](crate::ClientBuilder::blocking_http_client) that was used before the fork fails its calls instead.
    ///
    /// # Errors
    ///
    /// Those of awaiting it, and [`Error::Request`], with nothing sent, if
    /// - the background thread can't be started: the [source](std::error::Error::source) is the system's error;
    /// - this is the background thread, because a provider or a layer calls `wait`;
    /// - the client has a [custom HTTP client](crate::ClientBuilder::http_client) and
    ///   [none for such calls](crate::ClientBuilder::blocking_http_client);
    /// - the call has been polled before.
    ///
    /// # Panics
    ///
    /// If a layer or a provider of credentials panics.
    pub fn wait(self) -> Result<T, Error> {
        let endpoint = self.endpoint.unwrap_or_else(|| Endpoint::fake());
        match (self.state, self.outcome.decode, self.outcome.value) {
            (State::Prepared(prepared), Some(decode), _) => read(decode, &send(prepared)?, Ok),
            (State::Failed(error), ..) => Err(*error),
            (State::Done, _, Some(value)) => Ok(value),
            // Its timers and its connection belong to the runtime on which it began.
            _ => Err(polled(endpoint)),
        }
    }
}

/// Sends the request on the background thread, and blocks this one until the response is there.
fn send(mut prepared: Box<Prepared>) -> Result<RawResponse, Error> {
    let (endpoint, longest) = (prepared.request.endpoint, prepared.total());
    let key = known_key(endpoint, &mut prepared.overrides);
    block_on(endpoint, longest, prepared.send()).map_err(|error| match (&error, key) {
        (Error::Timeout(_), Some(key)) => {
            error.with_history(endpoint, History::with_given_key(key))
        }
        _ => error,
    })?
}

/// Runs a future of calls on the background thread, and blocks this one until it has finished: `longest` is the longest that it
/// takes by itself.
pub(crate) fn block_on<T: Send + 'static>(
    endpoint: &'static Endpoint,
    longest: Duration,
    future: impl Future<Output = T> + Send + 'static,
) -> Result<T, Error> {
    background::run(future, longest.saturating_add(GRACE)).map_err(|error| {
        if error.kind() == io::ErrorKind::TimedOut {
            return TimeoutError::of(endpoint, TimeoutScope::Call, longest).into();
        }
        let refused = RequestError::new(endpoint, RequestFault::NoWaiting);
        refused.with_source(error).into()
    })
}

/// The key that the call will send, if any. It is made here, so that it is known even if the thread is too busy to say.
fn known_key(endpoint: &Endpoint, overrides: &mut Overrides) -> Option<Uuid> {
    if overrides.idempotency_key.is_none() && endpoint.takes_idempotency_key() {
        let key = GivenKey {
            uuid: new_key(),
            is_new: true,
            first_sent: None,
        };
        overrides.idempotency_key = Some(Box::new(key));
    }
    let key = overrides.idempotency_key.as_deref();
    key.map(|key| key.uuid)
}

/// The error of a call that has begun elsewhere.
pub(super) fn polled(endpoint: &'static Endpoint) -> Error {
    RequestError::new(endpoint, RequestFault::Polled).into()
}
