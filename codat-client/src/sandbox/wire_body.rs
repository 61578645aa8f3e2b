//! The bytes of a response as they reach the peer, or fail to.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::fault::Delivery;

/// A response body that is delivered as far as its fault lets it.
#[derive(Debug)]
pub(super) struct WireBody {
    next: Option<Bytes>,
    declared_length: Option<u64>,
    delivery: Delivery,
    /// Whether the peer was given the time to receive what was sent so far.
    flushed: bool,
}

/// Blanks: a body that begins as valid JSON stays valid for as long as it goes on.
static PADDING: [u8; 4096] = [b' '; 4096];

impl WireBody {
    pub(super) fn new(body: Bytes, delivery: Delivery) -> Self {
        // An empty body still promises one byte that never comes.
        let promised = u64::try_from(body.len()).unwrap_or(u64::MAX).max(1);
        let length = u64::try_from(body.len()).ok();
        let (next, declared_length) = match delivery {
            Delivery::Whole | Delivery::Lost => (body, length),
            Delivery::Cut => (body.slice(..body.len() / 2), Some(promised)),
            Delivery::Stalled => (Bytes::new(), Some(promised)),
            Delivery::Endless => (body, None),
        };
        Self {
            next: Some(next).filter(|bytes| !bytes.is_empty()),
            declared_length,
            delivery,
            flushed: false,
        }
    }

    /// Ready once hyper, which flushes when its body has nothing for it, has had an occasion to.
    fn poll_flushed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.flushed {
            self.flushed = false;
            return Poll::Ready(());
        }
        self.flushed = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.next.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.delivery {
            Delivery::Whole | Delivery::Lost => Poll::Ready(None),
            Delivery::Stalled => Poll::Pending,
            Delivery::Cut => self
                .poll_flushed(cx)
                .map(|()| Some(Err(io::Error::other("cut by a fault of the sandbox")))),
            Delivery::Endless => self
                .poll_flushed(cx)
                .map(|()| Some(Ok(Frame::data(Bytes::from_static(&PADDING))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.next.is_none() && matches!(self.delivery, Delivery::Whole | Delivery::Lost)
    }

    fn size_hint(&self) -> SizeHint {
        self.declared_length
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
