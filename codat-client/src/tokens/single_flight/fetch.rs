//! The task that fetches a token.

use std::pin::pin;
use std::sync::Arc;

use tokio::time::timeout;

use super::super::access_token::AccessToken;
use super::super::memory::Refresh;
use super::super::shared_store::Obtained;
use super::waiter::{Announcer, SIGN_INTERVAL};
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
        let obtained = self.obtain_with_signs_of_life().await;
        let outcome = self.finish(obtained);
        self.announcer.outcome(outcome);
    }

    async fn obtain_with_signs_of_life(&self) -> Obtained {
        let mut obtain = pin!(self.obtain());
        loop {
            match timeout(SIGN_INTERVAL, &mut obtain).await {
                Ok(obtained) => return obtained,
                Err(_still_under_way) => self.announcer.sign_of_life(),
            }
        }
    }

    async fn obtain(&self) -> Obtained {
        let SingleFlight { source, store, .. } = &*self.shared;
        let Some(store) = store else {
            return Obtained {
                outcome: source.fetch(self.company_id).await,
                old: None,
                stored: false,
            };
        };
        let trusted = !lock(&self.shared.in_flight).is_distrusted(self.company_id);
        store.obtain(self.company_id, trusted, source).await
    }

    /// Has memory keep what came, and says what those who wait are given.
    fn finish(&self, obtained: Obtained) -> Outcome {
        let (error, old) = {
            let mut in_flight = lock(&self.shared.in_flight);
            if !self.is_current(&in_flight) {
                return obtained.outcome;
            }
            in_flight.fetches.remove(&self.company_id);
            if obtained.stored {
                in_flight.distrusted.remove(&self.company_id);
            }
            let memory = &self.shared.memory;
            let error = match obtained.outcome {
                Ok(token) => {
                    memory.remember(token.clone(), Refresh::Due);
                    return Ok(token);
                }
                Err(error) => error,
            };
            let olds = [memory.recall_any(self.company_id), obtained.old];
            let old = olds.into_iter().flatten().max_by_key(AccessToken::ends);
            let Some(old) = old.filter(|old| !old.has_ended()) else {
                return Err(error);
            };
            let asked = error.retry_after().unwrap_or_default();
            self.shared.put_off_refresh(old.clone(), asked);
            (error, old)
        };
        tracing::warn!(
            target: "codat_client",
            company_id = %self.company_id,
            error = %error,
            expires_in = ?old.expires_in(),
            "can't refresh an access token; the old one still serves",
        );
        Ok(old)
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
