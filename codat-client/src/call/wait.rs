//! Calls that a thread waits for.

use std::io;
use std::time::Duration;

use uuid::Uuid;

use super::{Call, Outcome, Prepared, State, read};
use crate::endpoint::Endpoint;
use crate::engine::sent_key::{GivenKey, new_key};
use crate::engine::{Overrides, background};
use crate::error::{Error, History, RequestError, RequestFault, TimeoutError, TimeoutScope};
use crate::response::RawResponse;

/// How much longer than the call's total time the thread may take: it may be busy, or blocked by a layer or a provider.
const GRACE: Duration = Duration::from_secs(5);

impl<T> Call<T> {
    /// Sends the call and blocks this thread until it has finished: for programs without a runtime. It needs the feature
    /// `blocking`.
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
    /// It is the same call in everything else: retries, times, layers, spans. Its times bound how long the thread is
    /// blocked; nothing cancels it sooner. Any number of threads may wait at once. An endpoint that is declared as an
    /// `async fn` gives no `Call`, and so has no `wait`.
    ///
    /// # Where it runs
    ///
    /// All blocking calls run on one thread of this library's, which starts with the first of them and stays to
    /// the end of the process. They have a connection pool of their own, since a connection is driven by the runtime on
    /// which it was made. So one client can be used by blocking calls and awaited ones, and waiting works inside a
    /// runtime, a single-threaded one too: there it blocks all of the runtime's tasks, and if one of them is what the call
    /// needs, such as the server that it calls or a call that is ahead of it in a rate limit, the call
    /// runs out of time. Async code should await it.
    ///
    /// [Providers of credentials](crate::Credentials::provider) and [layers](crate::layer) run on that thread too, and
    /// hold up all other calls there if they block it.
    ///
    /// # After a fork
    ///
    /// The thread doesn't exist in a forked process. The first call there starts another, with new connections. A client with a
    /// [custom HTTP client](crate::ClientBuilder::blocking_http_client) that was used before the fork fails its calls instead.
    ///
    /// # Errors
    ///
    /// Those of awaiting it, and [`Error::Request`], with nothing sent, if
    /// - the thread can't be started: the [source](std::error::Error::source) is the system's error;
    /// - this is that very thread, on which a provider or a layer runs;
    /// - the client has a [custom HTTP client](crate::ClientBuilder::http_client) and
    ///   [none for such calls](crate::ClientBuilder::blocking_http_client);
    /// - the call has been polled before.
    ///
    /// # Panics
    ///
    /// If a layer or a provider of credentials does: the panic comes out here.
    pub fn wait(self) -> Result<T, Error> {
        let endpoint = self.endpoint.unwrap_or_else(|| Endpoint::fake());
        let decode = match self.outcome {
            Outcome::Ready(Some(result)) => return result,
            Outcome::Ready(None) => return Err(polled(endpoint)),
            Outcome::Decoded(decode) => decode,
        };
        let response = match self.state {
            State::Prepared(prepared) => send(prepared)?,
            State::Failed(error) => return Err(*error),
            // Its timers and its connection belong to the runtime on which it began.
            State::Sent(_) | State::Done => return Err(polled(endpoint)),
        };
        read(decode, &response)
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
