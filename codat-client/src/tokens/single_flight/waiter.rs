//! Waiting for a fetch, and knowing when to stop.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::Outcome;

/// How long without a heartbeat until a fetch is given up. It counts from the last one and not from the beginning, so that a
/// fetch may take as long as the client's settings let it.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// What a fetch tells.
pub(super) struct Progress {
    last_heartbeat: Instant,
    outcome: Option<Outcome>,
}

/// The side of the fetch. Dropping it without an outcome tells that the fetch was lost.
pub(super) struct Announcer(watch::Sender<Progress>);

impl Announcer {
    pub(super) fn new() -> (Self, Waiter) {
        let (announcer, progress) = watch::channel(Progress {
            last_heartbeat: Instant::now(),
            outcome: None,
        });
        (Self(announcer), Waiter { progress })
    }

    pub(super) fn heartbeat(&self) {
        self.0
            .send_modify(|progress| progress.last_heartbeat = Instant::now());
    }

    pub(super) fn outcome(&self, outcome: Outcome) {
        self.0
            .send_modify(|progress| progress.outcome = Some(outcome));
    }

    /// Whether that one waits for this.
    pub(super) fn is_awaited_by(&self, waiter: &Waiter) -> bool {
        self.0.subscribe().same_channel(&waiter.progress)
    }
}

/// Waits for what comes of a fetch.
#[derive(Clone)]
pub(in super::super) struct Waiter {
    progress: watch::Receiver<Progress>,
}

impl Waiter {
    /// None: the fetch was lost, because its task panicked or its runtime ended, or because it has fallen silent.
    pub(in super::super) async fn outcome(&mut self) -> Option<Outcome> {
        loop {
            let patience = {
                let progress = self.progress.borrow_and_update();
                if let Some(outcome) = &progress.outcome {
                    return Some(outcome.clone());
                }
                progress.patience()
            };
            timeout_at(patience, self.progress.changed())
                .await
                .ok()?
                .ok()?;
        }
    }

    /// Whether there has been no heartbeat for too long: nobody drives the runtime on which the fetch was begun.
    pub(super) fn is_silent(&self) -> bool {
        self.progress.borrow().patience() <= Instant::now()
    }
}

impl Progress {
    /// When the fetch is given up, if it stays silent.
    fn patience(&self) -> Instant {
        self.last_heartbeat + LONGEST_SILENCE
    }
}
