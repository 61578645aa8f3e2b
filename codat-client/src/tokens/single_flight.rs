//! Single flight: one request for each company, for all who wait for it.
//!
//! A fetch is a task of its own, so that it depends on none of those who wait. All that begins, ends or disowns one
//! happens under one lock, together with the change of memory that belongs to it; a token that is good is got without it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;

use super::access_token::AccessToken;
use super::memory::{Memory, Recall, Refresh};
use super::shared_store::{Obtained, SharedStore};
use super::source::Source;
use crate::{CompanyId, Error};

type Outcome = Result<AccessToken, Error>;

pub(super) struct SingleFlight {
    memory: Memory,
    source: Source,
    store: Option<SharedStore>,
    in_flight: Mutex<InFlight>,
}

/// What is under way.
#[derive(Default)]
struct InFlight {
    fetches: HashMap<CompanyId, Waiter>,
    /// Companies whose token in the store was to be removed, as long as it isn't certain that it was.
    distrusted: HashSet<CompanyId>,
}

/// Waits for what comes of a fetch.
#[derive(Clone)]
pub(super) struct Waiter {
    outcome: watch::Receiver<Option<Outcome>>,
}

impl Waiter {
    /// None: the fetch was lost, because its task panicked or its runtime ended.
    pub(super) async fn result(&mut self) -> Option<Outcome> {
        let outcome = self.outcome.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

/// Where whoever needs a new token finds it.
pub(super) enum Joined {
    /// It has come in the meantime.
    Ready(AccessToken),
    Waiting(Waiter),
}

impl SingleFlight {
    pub(super) fn new(memory: Memory, source: Source, store: Option<SharedStore>) -> Self {
        Self {
            memory,
            source,
            store,
            in_flight: Mutex::default(),
        }
    }

    pub(super) fn recall(&self, company_id: CompanyId) -> Recall {
        self.memory.recall(company_id)
    }

    pub(super) fn len(&self) -> u64 {
        self.memory.len()
    }

    /// Joins the fetch that is under way for this company, or begins one.
    pub(super) fn join(self: &Arc<Self>, company_id: CompanyId) -> Joined {
        let mut in_flight = self.in_flight();
        if let Some(waiter) = in_flight.fetches.get(&company_id) {
            return Joined::Waiting(waiter.clone());
        }
        // The last one may have ended since memory was asked.
        match self.memory.recall(company_id) {
            Recall::Good(token) | Recall::Ageing(token) => Joined::Ready(token),
            Recall::Due(_) => Joined::Waiting(self.start(&mut in_flight, company_id)),
        }
    }

    /// Begins a fetch that nobody waits for, unless one is under way or no longer needed.
    pub(super) fn refresh(self: &Arc<Self>, company_id: CompanyId) {
        let mut in_flight = self.in_flight();
        if in_flight.fetches.contains_key(&company_id) {
            return;
        }
        if let Recall::Ageing(token) = self.memory.recall(company_id) {
            self.start(&mut in_flight, company_id);
            // So that nobody else comes by here until it ends.
            self.memory.remember(token, Refresh::UnderWay);
        }
    }

    /// Has an old token serve without another wait, since what was waited for takes too long.
    pub(super) fn settle_for(&self, old: &AccessToken) {
        // Under the lock, so that it isn't put in the place of a new one, nor back after it was to be forgotten.
        let _in_flight = self.in_flight();
        let held = self.memory.recall_any(old.company_id());
        if held.is_some_and(|held| held.is(old)) {
            self.put_off_refresh(old.clone(), Duration::ZERO);
        }
    }

    /// Puts off the next refresh of a token: for a while, or for as long as is asked.
    fn put_off_refresh(&self, old: AccessToken, asked: Duration) {
        let pause = self.memory.margin().pause(old.lifetime()).max(asked);
        let then = Instant::now().checked_add(pause);
        self.memory
            .remember(old, then.map_or(Refresh::UnderWay, Refresh::NotBefore));
    }

    /// Forgets the token, here at once and then in the store, and disowns a fetch that is under way: it began before.
    pub(super) async fn forget(&self, company_id: CompanyId) {
        {
            let mut in_flight = self.in_flight();
            in_flight.fetches.remove(&company_id);
            self.memory.forget(company_id);
            if self.store.is_some() {
                in_flight.distrusted.insert(company_id);
            }
        }
        if let Some(store) = &self.store
            && store.forget(company_id).await
        {
            self.in_flight().distrusted.remove(&company_id);
        }
    }

    /// A request of the caller's own.
    pub(super) async fn fetch_alone(&self, company_id: CompanyId) -> Outcome {
        self.source.fetch(company_id).await
    }

    fn start(self: &Arc<Self>, in_flight: &mut InFlight, company_id: CompanyId) -> Waiter {
        let (announce, outcome) = watch::channel(None);
        let waiter = Waiter { outcome };
        let fetch = Fetch {
            shared: Arc::clone(self),
            company_id,
            announce,
            waiter: waiter.clone(),
        };
        in_flight.fetches.insert(company_id, waiter.clone());
        tokio::spawn(fetch.run().in_current_span());
        waiter
    }

    fn in_flight(&self) -> MutexGuard<'_, InFlight> {
        self.in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that fetches a token. Dropping it, even by a panic, makes room for another.
struct Fetch {
    shared: Arc<SingleFlight>,
    company_id: CompanyId,
    announce: watch::Sender<Option<Outcome>>,
    waiter: Waiter,
}

impl Fetch {
    async fn run(self) {
        let obtained = self.obtain().await;
        let outcome = self.finish(obtained);
        self.announce.send_replace(Some(outcome));
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
        let trusted = !self
            .shared
            .in_flight()
            .distrusted
            .contains(&self.company_id);
        store.obtain(self.company_id, trusted, source).await
    }

    /// Has memory keep what came, and says what those who wait are given.
    fn finish(&self, obtained: Obtained) -> Outcome {
        let mut in_flight = self.shared.in_flight();
        if !self.is_current(&in_flight) {
            return obtained.outcome;
        }
        in_flight.fetches.remove(&self.company_id);
        if obtained.stored {
            in_flight.distrusted.remove(&self.company_id);
        }
        let memory = &self.shared.memory;
        match obtained.outcome {
            Ok(token) => {
                memory.remember(token.clone(), Refresh::Due);
                Ok(token)
            }
            Err(error) => {
                let olds = [memory.recall_any(self.company_id), obtained.old];
                let old = olds.into_iter().flatten().max_by_key(AccessToken::ends);
                let Some(old) = old.filter(|old| !old.has_ended()) else {
                    return Err(error);
                };
                tracing::warn!(
                    target: "codat_client",
                    company_id = %self.company_id,
                    error = %error,
                    expires_in = ?old.expires_in(),
                    "can't refresh an access token; the old one still serves",
                );
                let asked = error.retry_after().unwrap_or_default();
                self.shared.put_off_refresh(old.clone(), asked);
                Ok(old)
            }
        }
    }

    /// Whether this is still the company's fetch: not if it was disowned.
    fn is_current(&self, in_flight: &InFlight) -> bool {
        in_flight
            .fetches
            .get(&self.company_id)
            .is_some_and(|waiter| waiter.outcome.same_channel(&self.waiter.outcome))
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let mut in_flight = self.shared.in_flight();
        if self.is_current(&in_flight) {
            in_flight.fetches.remove(&self.company_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::super::AccessTokens;
    use super::{Joined, Recall};
    use crate::api::Companies;
    use crate::models::CompanyAccessToken;
    use crate::{Call, Client, CompanyId, HasClient};

    struct Fake;

    impl HasClient for Fake {
        fn client(&self) -> &Client {
            Client::offline()
        }
    }

    impl Companies for Fake {
        fn get_company_access_token(&self, _: CompanyId) -> Call<CompanyAccessToken> {
            let token = CompanyAccessToken::new("token", Duration::from_secs(86_400));
            Call::ready(Ok(token))
        }
    }

    #[tokio::test]
    async fn a_token_in_memory_is_got_without_the_lock() {
        let tokens = AccessTokens::new(Fake);
        tokens.get(CompanyId::nil()).await.unwrap();

        let lock = tokens.inner.in_flight();
        let (done, waiting) = mpsc::channel();
        let others = tokens.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let got = runtime.unwrap().block_on(others.get(CompanyId::nil()));
            done.send(got.is_ok())
        });
        assert_eq!(waiting.recv_timeout(Duration::from_secs(20)), Ok(true));
        drop(lock);
    }

    #[tokio::test(start_paused = true)]
    async fn one_refresh_is_enough_for_an_ageing_token() {
        let tokens = AccessTokens::new(Fake);
        let inner = &tokens.inner;
        let first = tokens.get(CompanyId::nil()).await.unwrap();
        tokio::time::advance(Duration::from_secs(86_400 * 88 / 100)).await;
        assert!(matches!(inner.recall(CompanyId::nil()), Recall::Ageing(_)));
        inner.refresh(CompanyId::nil());
        // It hasn't begun, and yet nobody else is sent to the lock.
        match inner.recall(CompanyId::nil()) {
            Recall::Good(token) => assert!(token.is(&first)),
            other => panic!("{other:?}"),
        }
        assert_eq!(inner.in_flight().fetches.len(), 1);
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(inner.in_flight().fetches.is_empty());
        assert!(!tokens.get(CompanyId::nil()).await.unwrap().is(&first));
    }

    #[tokio::test]
    async fn who_comes_just_after_the_end_finds_the_token() {
        let tokens = AccessTokens::new(Fake);
        let token = tokens.get(CompanyId::nil()).await.unwrap();
        // As if memory had been asked before.
        match tokens.inner.join(CompanyId::nil()) {
            Joined::Ready(ready) => assert!(ready.is(&token)),
            Joined::Waiting(_) => panic!("a second request is made"),
        }
        tokens.inner.refresh(CompanyId::nil());
        assert!(tokens.inner.in_flight().fetches.is_empty());
    }
}
