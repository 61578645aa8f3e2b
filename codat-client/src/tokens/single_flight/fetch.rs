//! The task that fetches a token.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::time::sleep;

use super::super::access_token::AccessToken;
use super::super::failure::kept_for;
use super::super::heartbeat::{self, with_heartbeat};
use super::super::memory::Refresh;
use super::super::shared_store::{Obtained, Wanted};
use super::waiter::Announcer;
use super::{InFlight, Outcome, SingleFlight};
use crate::CompanyId;
use crate::lock::lock;

/// Dropping it, even by a panic, makes room for another. That takes the lock, so it must not happen under it.
pub(super) struct Fetch {
    pub(super) shared: Arc<SingleFlight>,
    pub(super) company_id: CompanyId,
    pub(super) announcer: Announcer,
}

impl Fetch {
    pub(super) async fn run(self) {
        let obtained = with_heartbeat(self.obtain(), self.heartbeats()).await;
        let outcome = self.finish(obtained);
        self.announcer.outcome(outcome);
    }

    async fn heartbeats(&self) -> Infallible {
        loop {
            sleep(heartbeat::INTERVAL).await;
            self.announcer.heartbeat();
        }
    }

    async fn obtain(&self) -> Obtained {
        let company_id = self.company_id;
        let SingleFlight { source, store, .. } = &*self.shared;
        let Some(store) = store else {
            return Obtained::unshared(source.fetch(company_id).await);
        };
        let in_flight = &self.shared.in_flight;
        let wanted = Wanted {
            company_id,
            is_trusted: &|| !lock(in_flight).distrust.contains(company_id),
            known: self.shared.memory.recall_valid(company_id),
        };
        store.obtain(wanted, source).await
    }

    /// Has memory keep what came, and says what those who wait are given.
    fn finish(&self, obtained: Obtained) -> Outcome {
        let old = {
            let mut in_flight = lock(&self.shared.in_flight);
            if !self.is_current(&in_flight) {
                return obtained.into();
            }
            in_flight.fetches.remove(&self.company_id);
            if let Obtained::Shared(_) = obtained {
                in_flight.distrust.remove(self.company_id);
            }
            self.keep(&obtained)
        };
        match (obtained, old) {
            (Obtained::Failed(error), Some(old)) => {
                tracing::warn!(
                    target: "codat_client",
                    company_id = %self.company_id,
                    error = %error,
                    expires_in = ?old.expires_in(),
                    "can't refresh an access token; the old one still serves",
                );
                Outcome::Answer(Ok(old))
            }
            (obtained, _) => obtained.into(),
        }
    }

    /// The old token, if that is what serves after a failure.
    fn keep(&self, obtained: &Obtained) -> Option<AccessToken> {
        let memory = &self.shared.memory;
        match obtained {
            Obtained::Shared(token) | Obtained::Unshared(token) | Obtained::Old(token) => {
                memory.remember(token.clone(), Refresh::Due);
            }
            // Nor is one good that was there before the invalidation.
            Obtained::Refused(_) => memory.forget(self.company_id),
            Obtained::Failed(error) => {
                if let Some(old) = memory.recall_valid(self.company_id) {
                    let asked = error.retry_after().unwrap_or_default();
                    memory.put_off_refresh(old.clone(), asked);
                    return Some(old);
                }
                if let Some(pause) = kept_for(error) {
                    memory.remember_failure(self.company_id, error.clone(), pause);
                }
            }
        }
        None
    }

    /// Whether this is still the company's fetch: not if it was disowned.
    fn is_current(&self, in_flight: &InFlight) -> bool {
        in_flight
            .fetches
            .get(&self.company_id)
            .is_some_and(|waiter| self.announcer.is_awaited_by(waiter))
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let mut in_flight = lock(&self.shared.in_flight);
        if self.is_current(&in_flight) {
            in_flight.fetches.remove(&self.company_id);
        }
    }
}
