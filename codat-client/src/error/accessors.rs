//! The accessors of an error, whatever its kind.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use super::{Error, ErrorResponse};
use crate::endpoint::Endpoint;
use crate::error::ErrorMessage;
use crate::response::Quota;
use crate::retry::is_transient;

impl Error {
    /// The HTTP status, if there was a response. It is the one on the wire, never the `statusCode` in the body.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Decode(error) => Some(error.status()),
            Self::BodyTooLarge(error) => Some(error.status()),
            _ => self.response().map(ErrorResponse::status),
        }
    }

    /// The headers of the response, if it was an error.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(|response| response.raw.headers())
    }

    /// The body of the response, if it was an error: cut off at 1 MiB, and as much as came if the connection broke in it.
    pub fn body(&self) -> Option<&Bytes> {
        self.response().map(|response| response.raw.body())
    }

    /// The quota in the headers of the response, if it was an error.
    pub fn quota(&self) -> Option<Quota> {
        self.headers().map(Quota::from_headers)
    }

    /// Codat's [`ErrorMessage`], if the server sent one, be its status documented or not.
    pub fn error_message(&self) -> Option<&ErrorMessage> {
        match self {
            Self::ErrorMessage(error) => Some(error.message()),
            Self::Sdk(error) => error.message(),
            _ => None,
        }
    }

    /// The id under which Codat's support finds this failure.
    pub fn correlation_id(&self) -> Option<&str> {
        self.error_message()?.correlation_id()
    }

    /// How long the server, or the client's own rate limit, asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimit(error) => error.retry_after(),
            _ => self.response()?.retry_after,
        }
    }

    /// Whether the same call may succeed later: 408, 429, any 5XX, a failed connection (but for a certificate that isn't
    /// trusted), a time-out or the client's own rate limit.
    ///
    /// It doesn't say that a retry is *safe*: a `POST` that timed out [may have been
    /// executed](Self::may_have_been_executed). After a 5XX, sending a write again with the same [key](Self::idempotency_key)
    /// doesn't help: Codat returns the same response for 90 minutes.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(error) => !error.is_untrusted(),
            Self::Timeout(_) | Self::RateLimit(_) => true,
            _ => self
                .response()
                .is_some_and(|response| is_transient(response.status())),
        }
    }

    /// Whether an attempt or the whole call ran out of time. Running out of the
    /// [time to connect](crate::ClientBuilder::connect_timeout) is [`is_connect`](Self::is_connect) instead.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the last attempt could not make a connection. It says nothing of the attempts before it:
    /// [`may_have_been_executed`](Self::may_have_been_executed) does.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Connection(error) if error.is_connect())
    }

    /// Whether the server may have executed the request although the call failed.
    ///
    /// False only if it certainly hasn't: each attempt of the call got a 4XX (except 408), found no connection, or
    /// wasn't sent at all. True if any of them got another response, was cut off, ran out of time, or failed in a
    /// [layer](crate::layer).
    ///
    /// Always true of a call that was [given its key](crate::Call::idempotency_key), once it made an attempt: an earlier call with
    /// this key may have been executed, whatever the response to this one. A new key could execute the write a second time.
    ///
    /// For a write, it decides whether to check first, to [send it again with its key](Self::idempotency_key), or just to send it again.
    pub fn may_have_been_executed(&self) -> bool {
        self.attempt_may_have_been_executed()
            || self
                .history()
                .is_some_and(|history| history.may_have_been_executed)
    }

    /// The `Idempotency-Key` with which the call's write was sent, for [`Call::idempotency_key`]. `None` if the call has no key or
    /// made no attempt. Codat returns its first response to a key again, even a 500; it doesn't keep a 429.
    ///
    /// [`Call::idempotency_key`]: crate::Call::idempotency_key
    pub fn idempotency_key(&self) -> Option<Uuid> {
        self.history()?.idempotency_key
    }

    /// Whether the server returned 401: the API key is wrong.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the server returned 404: what the request names doesn't exist, or no longer.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether a rate limit or the daily quota is used up: the server returned 429, or the client's own rate limit held the
    /// call back.
    pub fn is_rate_limited(&self) -> bool {
        matches!(self, Self::RateLimit(_)) || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The endpoint that was called; none for a client that could not be built.
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        self.context().map(|context| context.endpoint)
    }

    /// How many attempts the call made, this last one included: 0 if it failed before the first.
    pub fn attempts(&self) -> u32 {
        self.history().map_or(0, |history| history.attempts)
    }

    /// How the attempt before the last one had failed, if there was one.
    ///
    /// The last failure may not be the whole story: a `DELETE` whose connection broke may have been executed, and its
    /// retry then gets a 404.
    pub fn earlier(&self) -> Option<&Self> {
        self.history()?.earlier.as_ref()
    }

    /// What to do about it, where there is something to say beyond the message: a 401 names what to check of the key, a
    /// deprecated endpoint that returns 404 names its replacement, and a call that wasn't retried because the [budget](crate::RetryBudget) is spent or no time is left says so.
    pub fn help(&self) -> Option<String> {
        if let Some(reason) = self.history().and_then(|history| history.not_retried) {
            return Some(format!("it was not retried: {reason}"));
        }
        self.response()?.help()
    }
}
