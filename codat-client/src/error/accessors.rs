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
    /// The HTTP status, if there was a response. It ignores `statusCode` in the body.
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

    /// The body of the response, if it was an error: at most 1 MiB, or the part that arrived before the connection broke.
    pub fn body(&self) -> Option<&Bytes> {
        self.response().map(|response| response.raw.body())
    }

    /// The quota in the headers of the response, if it was an error.
    pub fn quota(&self) -> Option<Quota> {
        self.headers().map(Quota::from_headers)
    }

    /// Codat's [`ErrorMessage`], if the server sent one. Its status may be one that isn't documented.
    pub fn error_message(&self) -> Option<&ErrorMessage> {
        match self {
            Self::ErrorMessage(error) => Some(error.message()),
            Self::Sdk(error) => error.message(),
            _ => None,
        }
    }

    /// The id to give to Codat's support.
    pub fn correlation_id(&self) -> Option<&str> {
        self.error_message()?.correlation_id()
    }

    /// How long to wait before the next attempt, as the server's `Retry-After` or the client's own `RateLimit` says.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimit(error) => error.retry_after(),
            _ => self.response()?.retry_after,
        }
    }

    /// Whether the same call may succeed later: after a 408, 429 or 5XX, a connection error (except for an untrusted certificate),
    /// a timeout, or a wait in the client's `RateLimit`.
    ///
    /// It doesn't mean that a retry is *safe*: a `POST` that timed out [may have been executed](Self::may_have_been_executed). After a 408 or a
    /// 5XX, it doesn't help to send a write again with the same [idempotency key](Self::idempotency_key): Codat returns the same response for 90
    /// minutes.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(error) => !error.is_untrusted(),
            Self::Timeout(_) | Self::RateLimit(_) => true,
            _ => self
                .response()
                .is_some_and(|response| is_transient(response.status())),
        }
    }

    /// Whether an attempt or the whole call reached its time limit. If the
    /// [time to connect](crate::ClientBuilder::connect_timeout) was reached, [`is_connect`](Self::is_connect) is true instead.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the last attempt could not make a connection. An attempt before it may have been sent:
    /// [`may_have_been_executed`](Self::may_have_been_executed) covers all attempts.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Connection(error) if error.is_connect())
    }

    /// Whether the server may have executed the request although the call failed.
    ///
    /// False only if this is certain: each attempt of the call got a 4XX (except 408), found no connection, or wasn't sent at
    /// all. True if any attempt got another response, lost its connection, timed out, or failed in a [layer](crate::layer).
    ///
    /// Always true for a call that was [given its idempotency key](crate::Call::idempotency_key) and made an attempt, or whose key
    /// [is expired](crate::error::RequestError::is_key_expired): an earlier call with this key may have been executed, whatever the
    /// response to this one. A new key could execute the write a second time. If there was no earlier call and this one made a
    /// single attempt, a 4XX (except 408) means that nothing was executed.
    ///
    /// [`Error`](Self#whether-a-write-was-executed) explains what to do with a write.
    pub fn may_have_been_executed(&self) -> bool {
        self.attempt_may_have_been_executed()
            || self
                .history()
                .is_some_and(|history| history.may_have_been_executed)
    }

    /// The `Idempotency-Key` with which the write was sent, for [`Call::idempotency_key`]. `None` if the call has no key or made no attempt.
    /// For the same key, Codat returns its first response again, even a 500. Only a 429 isn't stored.
    ///
    /// [`Call::idempotency_key`]: crate::Call::idempotency_key
    pub fn idempotency_key(&self) -> Option<Uuid> {
        self.history()?.idempotency_key
    }

    /// Whether the server returned 401: the API key is wrong.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the server returned 404: for example, the company doesn't exist.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether a rate limit or the daily quota is used up: the server returned 429, or the error is [`Error::RateLimit`].
    pub fn is_rate_limited(&self) -> bool {
        matches!(self, Self::RateLimit(_)) || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The endpoint that was called. `None` for a client that could not be built.
    pub fn endpoint(&self) -> Option<&'static Endpoint> {
        self.context().map(|context| context.endpoint)
    }

    /// How many attempts the call made, the last one included. 0 if it failed before the first.
    pub fn attempts(&self) -> u32 {
        self.history().map_or(0, |history| history.attempts)
    }

    /// The error of the attempt before the last, if there was one. The errors of older attempts aren't kept.
    ///
    /// The last error can mislead: a `DELETE` whose connection broke may have been executed. Then its retry gets a 404.
    pub fn earlier(&self) -> Option<&Self> {
        self.history()?.earlier.as_ref()
    }

    /// What to do about the error, if there is more to say than its message:
    ///
    /// - for a 401: what to check of the API key;
    /// - for a deprecated endpoint that returns 404: its replacement;
    /// - for a call that wasn't retried because the [retry budget](crate::RetryBudget) is used up or no time is left: this reason.
    pub fn help(&self) -> Option<String> {
        if let Some(reason) = self.history().and_then(|history| history.not_retried) {
            return Some(format!("it was not retried: {reason}"));
        }
        self.response()?.help()
    }
}
