//! A timer that outlives its runtime.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::{Handle, Id};
use tokio::time::{Instant, Sleep, sleep_until};

pin_project_lite::pin_project! {
    /// Waits until a point in time, on whichever runtime polls it. Outside of runtimes it ends at once: nothing can wait there, and
    /// what comes next reports it.
    ///
    /// tokio's own timer panics when it is polled after its runtime was dropped.
    pub(crate) struct Timer {
        #[pin]
        sleep: Sleep,
        // None: it hasn't been polled yet.
        runtime: Option<Id>,
    }
}

impl Timer {
    pub(crate) fn until(at: Instant) -> Self {
        Self {
            sleep: sleep_until(at),
            runtime: None,
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Ok(here) = Handle::try_current() else {
            return Poll::Ready(());
        };
        let before = this.runtime.replace(here.id());
        if before.is_some_and(|before| before != here.id()) {
            let at = this.sleep.deadline();
            this.sleep.set(sleep_until(at));
        }
        this.sleep.poll(context)
    }
}
