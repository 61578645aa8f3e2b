//! What can go wrong with one request.

use std::fmt;
use std::time::Duration;

use super::Reply;
use super::reply::names;

/// What the sandbox does with one request instead of handling it as usual.
///
/// Choose the response first ([`none`](Self::none), [`status`](Self::status), [`reply`](Self::reply) or [`close`](Self::close)), and then
/// how it is delivered. Pass faults to [`Sandbox::script`](super::Sandbox::script), one for each of the next requests, or return them in
/// [`Sandbox::set_fault`](super::Sandbox::set_fault).
///
/// ```
/// use std::time::Duration;
/// use codat_client::sandbox::{Fault, Reply};
///
/// let script = [
///     Fault::status(429).retry_after("2"),
///     Fault::reply(Reply::new(502).body("text/html", "<h1>Bad gateway</h1>")),
///     Fault::none().delay(Duration::from_secs(30)),
///     // The request is executed, but its response is lost.
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

    /// No fault: the request is handled as usual, authentication included. Begin with it if only the delivery should fail.
    pub fn none() -> Self {
        Self::new(Source::Usual)
    }

    /// This status, with the error message that Codat documents for it: see [`Reply::error`]. A 429 has `Retry-After: 1`.
    pub fn status(status: u16) -> Self {
        Self::reply(Reply::error(status))
    }

    /// Any response, such as an HTML error page, a success that isn't JSON, or an empty body.
    pub fn reply(reply: Reply) -> Self {
        Self::new(Source::Scripted(reply))
    }

    /// The connection is closed without a response after the request was read. Nothing is executed.
    pub fn close() -> Self {
        Self::new(Source::Nothing).lose_response()
    }

    /// Sets the header `Retry-After`: seconds or an HTTP date. The client ignores any other value.
    #[must_use]
    pub fn retry_after(self, value: impl Into<String>) -> Self {
        self.header("Retry-After", value)
    }

    /// Sets a header of the response, also of the usual one. It replaces a header of the same name.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Waits before the response is delivered, in tokio's time, which a test can pause. The request is handled before the wait: if the
    /// client gives up meanwhile, the request was still executed.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Handles the request, then closes the connection instead of sending the response.
    #[must_use]
    pub fn lose_response(mut self) -> Self {
        self.delivery = Delivery::Lost;
        self
    }

    /// Closes the connection in the middle of the body. `Content-Length` is that of the whole body.
    ///
    /// This method, `stall_body` and `endless_body` don't change a response that never has a body, such as a 204.
    #[must_use]
    pub fn cut_body(mut self) -> Self {
        self.delivery = Delivery::Cut;
        self
    }

    /// Sends status and headers, but never the body. The connection stays open.
    #[must_use]
    pub fn stall_body(mut self) -> Self {
        self.delivery = Delivery::Stalled;
        self
    }

    /// Sends the body, and then more chunks until the client closes the connection.
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
