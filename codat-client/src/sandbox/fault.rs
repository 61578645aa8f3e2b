//! What can go wrong with one request.

use std::fmt;
use std::time::Duration;

use super::Reply;
use super::reply::names;

/// What the sandbox does with one request instead of handling it as usual.
///
/// A fault begins with the response ([`none`](Self::none), [`status`](Self::status),
/// [`reply`](Self::reply) or [`close`](Self::close)) and goes on with how this response is delivered.
/// Faults are given to [`Sandbox::script`](super::Sandbox::script), one for each request to come.
///
/// ```
/// use std::time::Duration;
/// use codat_client::sandbox::{Fault, Reply};
///
/// let script = [
///     Fault::status(429).retry_after("2"),
///     Fault::reply(Reply::new(502).body("text/html", "<h1>Bad gateway</h1>")),
///     Fault::none().delay(Duration::from_secs(30)),
///     // The write happens, but its caller never learns of it.
///     Fault::none().lose_response(),
/// ];
/// # let _ = script;
/// ```
#[derive(Clone)]
pub struct Fault {
    pub(super) source: Source,
    pub(super) headers: Vec<(String, String)>,
    pub(super) delay: Duration,
    pub(super) delivery: Delivery,
}

/// Where the response comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The request is handled as if there were no fault.
    Usual,
    Scripted(Reply),
    /// The request isn't handled at all.
    Nothing,
}

/// How much of the response reaches the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Whole,
    Lost,
    Cut,
    Stalled,
    Endless,
}

impl Fault {
    fn new(source: Source) -> Self {
        Self {
            source,
            headers: Vec::new(),
            delay: Duration::ZERO,
            delivery: Delivery::Whole,
        }
    }

    /// No fault: the request is handled as usual, authentication included. The place to start from
    /// when only the delivery is to fail.
    pub fn none() -> Self {
        Self::new(Source::Usual)
    }

    /// This status, with the ErrorMessage that Codat documents for it, and a 429 with `Retry-After: 1` (see
    /// [`Reply::error`]).
    pub fn status(status: u16) -> Self {
        Self::reply(Reply::error(status))
    }

    /// Any response: an HTML error page, a success that is no JSON, an empty body.
    pub fn reply(reply: Reply) -> Self {
        Self::new(Source::Scripted(reply))
    }

    /// The connection is closed without a response after the request was read. Nothing is executed.
    pub fn close() -> Self {
        Self::new(Source::Nothing).lose_response()
    }

    /// Sets the header `Retry-After`: seconds, an HTTP date, or anything else to see it ignored.
    #[must_use]
    pub fn retry_after(self, value: impl Into<String>) -> Self {
        self.header("Retry-After", value)
    }

    /// Adds a header to the response, also to the usual one; replaces one of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Waits (in tokio's time, which a test can pause) before the response is delivered. The request
    /// is handled before the wait, so a peer that gives up meanwhile has still executed its write.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The response is made, then the connection is closed instead of delivering it.
    #[must_use]
    pub fn lose_response(mut self) -> Self {
        self.delivery = Delivery::Lost;
        self
    }

    /// `Content-Length` promises the whole body, the connection closes in the middle of it.
    ///
    /// A status that never has a body, such as 204, arrives whole; so it does from the other two
    /// that spoil the body.
    #[must_use]
    pub fn cut_body(mut self) -> Self {
        self.delivery = Delivery::Cut;
        self
    }

    /// Status and headers arrive, the body never does; the connection stays open.
    #[must_use]
    pub fn stall_body(mut self) -> Self {
        self.delivery = Delivery::Stalled;
        self
    }

    /// The body starts as it should, then goes on in chunks until the peer leaves.
    #[must_use]
    pub fn endless_body(mut self) -> Self {
        self.delivery = Delivery::Endless;
        self
    }

    /// The reply with the headers of this fault.
    pub(super) fn dress(&self, reply: Reply) -> Reply {
        self.headers.iter().fold(reply, |reply, (name, value)| {
            reply.header(name.as_str(), value.as_str())
        })
    }
}

impl From<Reply> for Fault {
    fn from(reply: Reply) -> Self {
        Self::reply(reply)
    }
}

impl fmt::Debug for Fault {
    /// Leaves out what headers say, which may be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("response", &self.source)
            .field("headers", &names(&self.headers))
            .field("delay", &self.delay)
            .field("delivery", &self.delivery)
            .finish()
    }
}
