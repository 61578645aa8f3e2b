//! Single flight: one request for each company, for all who wait for it.
//!
//! A fetch is a task of its own, so that it depends on none of those who wait. All that begins, ends or disowns one
//! happens under one lock, together with the change of memory that belongs to it; a token that is good is got without it.

mod fetch;
mod invalidation;
mod waiter;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::runtime::Handle;
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use self::fetch::Fetch;
use self::invalidation::Distrust;
#[cfg(feature = "blocking")]
pub(super) use self::invalidation::Removal;
use self::waiter::Announcer;
pub(super) use self::waiter::Waiter;
use super::access_token::AccessToken;
use super::memory::{Memory, Recall, Refresh};
use super::shared_store::{Obtained, SharedStore};
use super::source::Source;
use crate::error::{RequestError, RequestFault};
use crate::lock::lock;
use crate::{CompanyId, Error};

/// What comes of a fetch, for those who wait for it.
#[derive(Clone)]
pub(super) enum Outcome {
    Answer(Result<AccessToken, Error>),
    /// The store had an old token, which is in memory now: what is there decides how to go on.
    InMemory,
}

impl From<Obtained> for Outcome {
    fn from(obtained: Obtained) -> Self {
        match obtained {
            Obtained::Shared(token) | Obtained::Unshared(token) | Obtained::Refused(token) => {
                Self::Answer(Ok(token))
            }
            Obtained::Old(_) => Self::InMemory,
            Obtained::Failed(error) => Self::Answer(Err(error)),
        }
    }
}

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
    distrust: Distrust,
}

impl InFlight {
    /// The fetch that is under way, unless it has fallen silent: then another takes its place, and disowns it by that.
    fn fetch(&self, company_id: CompanyId) -> Option<&Waiter> {
        let waiter = self.fetches.get(&company_id)?;
        (!waiter.is_silent()).then_some(waiter)
    }
}

/// Where whoever needs a new token finds it.
pub(super) enum Joined {
    /// It has come in the meantime, or can't come now.
    Ready(Result<AccessToken, Error>),
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

    /// Joins the fetch that is under way for this company, or begins one on this runtime.
    pub(super) fn join(self: &Arc<Self>, company_id: CompanyId, runtime: &Handle) -> Joined {
        let in_flight = lock(&self.in_flight);
        if let Some(waiter) = in_flight.fetch(company_id) {
            return Joined::Waiting(waiter.clone());
        }
        // The last one may have ended since memory was asked.
        match self.memory.recall(company_id) {
            Recall::Good(token) | Recall::Ageing(token) => Joined::Ready(Ok(token)),
            Recall::Failed(error) => Joined::Ready(Err(error)),
            Recall::Due(_) => Joined::Waiting(self.start(in_flight, company_id, runtime)),
        }
    }

    /// Begins a fetch that nobody waits for, unless one is under way or no longer needed.
    pub(super) fn refresh(self: &Arc<Self>, company_id: CompanyId, runtime: &Handle) {
        let in_flight = lock(&self.in_flight);
        if in_flight.fetch(company_id).is_some() {
            return;
        }
        if let Recall::Ageing(token) = self.memory.recall(company_id) {
            // So that nobody else comes by here until it ends.
            self.memory.remember(token, Refresh::UnderWay);
            self.start(in_flight, company_id, runtime);
        }
    }

    /// Has an old token serve without another wait, since what was waited for takes too long or was lost.
    pub(super) fn settle_for(&self, old: &AccessToken) {
        // Under the lock, so that it isn't put in the place of a new one, nor back after it was to be forgotten.
        let _in_flight = lock(&self.in_flight);
        let held = self.memory.recall_valid(old.company_id());
        if held.is_some_and(|held| held.is(old)) {
            self.memory.put_off_refresh(old.clone(), Duration::ZERO);
        }
    }

    /// A request of the caller's own.
    pub(super) async fn fetch_alone(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        self.source.fetch(company_id).await
    }

    /// Why a token can't be fetched from here.
    pub(super) fn refusal(&self, company_id: CompanyId, fault: RequestFault) -> RequestError {
        self.source.refusal(company_id, fault)
    }

    /// Begins a fetch, and takes the lock away from the caller for it: a runtime that is shutting down drops the task at once, on
    /// this thread, and that takes the lock.
    fn start(
        self: &Arc<Self>,
        mut in_flight: MutexGuard<'_, InFlight>,
        company_id: CompanyId,
        runtime: &Handle,
    ) -> Waiter {
        let (announcer, waiter) = Announcer::new();
        in_flight.fetches.insert(company_id, waiter.clone());
        drop(in_flight);
        let fetch = Fetch {
            shared: Arc::clone(self),
            company_id,
            announcer,
        };
        // What it tells belongs to the span and the subscriber of the caller.
        runtime.spawn(fetch.run().in_current_span().with_current_subscriber());
        waiter
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Poll, Waker};
    use std::time::Duration;

    use super::super::AccessTokens;
    use super::super::access_token::Moment;
    use super::{AccessToken, Handle, Joined, Recall, Refresh, lock};
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

        let held = lock(&tokens.inner.in_flight);
        let (done, waiting) = mpsc::channel();
        let others = tokens.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let got = runtime.unwrap().block_on(others.get(CompanyId::nil()));
            done.send(got.is_ok())
        });
        assert_eq!(waiting.recv_timeout(Duration::from_secs(20)), Ok(true));
        drop(held);
    }

    #[tokio::test(start_paused = true)]
    async fn one_refresh_is_enough_for_an_ageing_token() {
        let tokens = AccessTokens::new(Fake);
        let inner = &tokens.inner;
        let first = tokens.get(CompanyId::nil()).await.unwrap();
        tokio::time::advance(Duration::from_secs(86_400 * 88 / 100)).await;
        assert!(matches!(inner.recall(CompanyId::nil()), Recall::Ageing(_)));
        inner.refresh(CompanyId::nil(), &Handle::current());
        // It hasn't begun, and yet nobody else is sent to the lock.
        match inner.recall(CompanyId::nil()) {
            Recall::Good(token) => assert!(token.is(&first)),
            other => panic!("{other:?}"),
        }
        assert_eq!(lock(&inner.in_flight).fetches.len(), 1);
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(lock(&inner.in_flight).fetches.is_empty());
        assert!(!tokens.get(CompanyId::nil()).await.unwrap().is(&first));
    }

    #[tokio::test]
    async fn who_comes_just_after_the_end_finds_the_token() {
        let tokens = AccessTokens::new(Fake);
        let token = tokens.get(CompanyId::nil()).await.unwrap();
        // As if memory had been asked before.
        match tokens.inner.join(CompanyId::nil(), &Handle::current()) {
            Joined::Ready(ready) => assert!(ready.unwrap().is(&token)),
            Joined::Waiting(_) => panic!("a second request is made"),
        }
        tokens.inner.refresh(CompanyId::nil(), &Handle::current());
        assert!(lock(&tokens.inner.in_flight).fetches.is_empty());
    }
    #[test]
    fn outside_a_runtime_a_token_in_hand_still_serves() {
        let life = Duration::from_secs(86_400);
        for left in [life * 12 / 100, life / 20] {
            let tokens = AccessTokens::new(Fake);
            let (secret, now) = ("token".into(), Moment::now());
            let token = AccessToken::new(CompanyId::nil(), secret, life, left, now);
            tokens.inner.memory.remember(token.clone(), Refresh::Due);
            let get = pin!(tokens.get(CompanyId::nil()));
            match get.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(got)) => assert!(got.is(&token)),
                other => panic!("{other:?}"),
            }
        }
    }
}
