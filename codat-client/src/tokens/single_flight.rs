//! Single flight: one request for each company, for all callers.
//!
//! A fetch is a task of its own, so it depends on no caller. Whatever begins, ends or disowns a fetch does so under one lock, and
//! changes memory under the same lock. A good token is returned without it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use super::access_token::AccessToken;
use super::memory::{Memory, Recall, Refresh};
use super::shared_store::{Obtained, SharedStore, Wanted};
use super::source::Source;
use crate::lock::lock;
use crate::{CompanyId, Error, Secret};

/// How much longer than its call a fetch is waited for. Waiting for another process takes 10 s.
const GRACE: Duration = Duration::from_secs(30);

/// What came of a fetch.
#[derive(Clone)]
pub(super) enum Outcome {
    Done(Result<AccessToken, Error>),
    /// What memory holds now decides.
    LookAgain,
}

/// Where a fetch puts its outcome. Dropped without one, the fetch was lost.
type Announcer = watch::Sender<Option<Outcome>>;

/// Waits for a fetch.
#[derive(Clone)]
pub(super) struct Waiter {
    outcome: watch::Receiver<Option<Outcome>>,
    /// None: too far away for the clock.
    gives_up: Option<Instant>,
}

impl Waiter {
    /// None: the fetch was lost, because it panicked, its runtime ended, or it took too long.
    pub(super) async fn outcome(mut self) -> Option<Outcome> {
        let announced = self.outcome.wait_for(Option::is_some);
        let outcome = match self.gives_up {
            Some(gives_up) => timeout_at(gives_up, announced).await.ok()?,
            None => announced.await,
        };
        outcome.ok()?.clone()
    }

    fn is_lost(&self) -> bool {
        let is_up = self.gives_up.is_some_and(|then| then <= Instant::now());
        is_up || self.outcome.has_changed().is_err()
    }
}

/// The fetches that are under way.
#[derive(Default)]
pub(super) struct Fetches(HashMap<CompanyId, Waiter>);

impl Fetches {
    fn get(&self, company_id: CompanyId) -> Option<&Waiter> {
        let waiter = self.0.get(&company_id)?;
        (!waiter.is_lost()).then_some(waiter)
    }

    /// Whether this is still the company's fetch: not after an invalidation, or once another has taken its place.
    fn is_current(&self, company_id: CompanyId, announcer: &Announcer) -> bool {
        let waiter = self.0.get(&company_id);
        waiter.is_some_and(|waiter| announcer.subscribe().same_channel(&waiter.outcome))
    }
}

pub(super) struct SingleFlight {
    pub(super) memory: Memory,
    pub(super) source: Source,
    pub(super) store: Option<SharedStore>,
    pub(super) fetches: Mutex<Fetches>,
}

impl SingleFlight {
    /// Joins the fetch that is under way for this company, or begins one on this runtime. None: look into memory again.
    pub(super) fn join(
        self: &Arc<Self>,
        company_id: CompanyId,
        runtime: &Handle,
    ) -> Option<Waiter> {
        let mut fetches = lock(&self.fetches);
        if let Some(waiter) = fetches.get(company_id) {
            return Some(waiter.clone());
        }
        // A fetch may have finished since the caller looked.
        let is_due = matches!(self.memory.recall(company_id), Recall::Due(_));
        is_due.then(|| self.start(&mut fetches, company_id, runtime))
    }

    /// Begins a fetch that nobody waits for, unless one is under way or no longer needed.
    pub(super) fn refresh(self: &Arc<Self>, company_id: CompanyId, runtime: &Handle) {
        let mut fetches = lock(&self.fetches);
        if fetches.get(company_id).is_some() {
            return;
        }
        if let Recall::Ageing(token) = self.memory.recall(company_id) {
            // So that no other caller takes the lock until this is done.
            self.memory.remember(token, Refresh::UnderWay);
            self.start(&mut fetches, company_id, runtime);
        }
    }

    /// Lets an old token serve for a while without waiting, since the fetch takes too long or was lost.
    pub(super) fn settle_for(&self, old: &AccessToken) {
        // Under the lock, so that it replaces no new token and brings back none that was invalidated.
        let _fetches = lock(&self.fetches);
        let held = self.memory.valid_token(old.company_id());
        if held.is_some_and(|held| held.access_token() == old.access_token()) {
            self.memory.put_off_refresh(old.clone(), Duration::ZERO);
        }
    }

    /// Forgets a company's token or failure, and disowns the fetch that is under way.
    pub(super) fn forget(&self, company_id: CompanyId) {
        let mut fetches = lock(&self.fetches);
        fetches.0.remove(&company_id);
        self.memory.forget(company_id);
    }

    /// Rejects a token if memory holds it, or if the store held it and memory has no other, and disowns the fetch that is under way.
    /// Returns whether the token may be in the store.
    pub(super) fn reject(&self, company_id: CompanyId, token: &Secret, was_in_store: bool) -> bool {
        let mut fetches = lock(&self.fetches);
        match self.memory.valid_token(company_id) {
            // It was replaced.
            Some(held) if held.access_token() != token => return false,
            // It was reported before.
            None if self.memory.rejected(company_id).as_ref() == Some(token) => return false,
            None if !was_in_store => return true,
            _ => {}
        }
        fetches.0.remove(&company_id);
        self.memory.reject(company_id, token.clone());
        true
    }

    /// Deletes this token of a company from the store.
    pub(super) async fn remove_token(&self, company_id: CompanyId, token: &Secret) {
        let Some(store) = &self.store else { return };
        if store.remove_token(company_id, token).await {
            self.reject(company_id, token, true);
        }
    }

    fn start(
        self: &Arc<Self>,
        fetches: &mut Fetches,
        company_id: CompanyId,
        runtime: &Handle,
    ) -> Waiter {
        let (announcer, outcome) = watch::channel(None);
        // It may run on a runtime that nobody drives any more, where no time-out of its own can fire.
        let longest = self.source.timeout().saturating_add(GRACE);
        let gives_up = Instant::now().checked_add(longest);
        let waiter = Waiter { outcome, gives_up };
        fetches.0.insert(company_id, waiter.clone());
        let fetch = Arc::clone(self).fetch(company_id, announcer);
        // What it logs belongs to the span and the subscriber of the caller.
        runtime.spawn(fetch.in_current_span().with_current_subscriber());
        waiter
    }

    async fn fetch(self: Arc<Self>, company_id: CompanyId, announcer: Announcer) {
        // So that the runtime closes connections on which something has arrived unasked: it could be another company's token, and the
        // next request on that connection would take it for its response.
        yield_now().await;
        let obtained = match &self.store {
            None => self.source.fetch(company_id).await.into(),
            Some(store) => {
                let wanted = Wanted {
                    company_id,
                    known: self.memory.valid_token(company_id),
                    rejected: self.memory.rejected(company_id),
                    is_current: &|| lock(&self.fetches).is_current(company_id, &announcer),
                };
                store.obtain(wanted, &self.source).await
            }
        };
        let outcome = self.finish(company_id, &announcer, obtained);
        announcer.send_replace(Some(outcome));
    }

    /// Updates memory, and returns what the callers get.
    fn finish(&self, company_id: CompanyId, announcer: &Announcer, obtained: Obtained) -> Outcome {
        let mut fetches = lock(&self.fetches);
        let is_current = fetches.is_current(company_id, announcer);
        if is_current {
            fetches.0.remove(&company_id);
        }
        match obtained {
            Obtained::Fresh(token) => {
                if is_current {
                    self.memory.remember(token.clone(), Refresh::Due);
                }
                Outcome::Done(Ok(token))
            }
            Obtained::Old(token) => {
                if is_current {
                    self.memory.remember(token, Refresh::Due);
                }
                Outcome::LookAgain
            }
            Obtained::Failed(error) if is_current => {
                let Some(old) = self.memory.valid_token(company_id) else {
                    self.memory.remember_failure(company_id, &error);
                    return Outcome::Done(Err(error));
                };
                let asked = error.retry_after().unwrap_or_default();
                self.memory.put_off_refresh(old.clone(), asked);
                // What a subscriber does isn't known.
                drop(fetches);
                tracing::warn!(
                    target: "codat_client",
                    %company_id,
                    error = %error,
                    expires_in = ?old.expires_in(),
                    "can't refresh an access token; the old one still serves",
                );
                Outcome::Done(Ok(old))
            }
            Obtained::Failed(error) => Outcome::Done(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests;
