//! Single flight: one request for each company, for all who wait for it.
//!
//! A flight is a task of its own, so that it depends on none of those who wait. All that begins, ends or disowns a
//! flight happens under one lock together with the change of memory that belongs to it; a token that is good is got without it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;

use super::access_token::AccessToken;
use super::fleet::{Fleet, Obtained};
use super::memory::{Memory, Recall, Refresh};
use super::source::Source;
use crate::{CompanyId, Error};

type Outcome = Result<AccessToken, Error>;

pub(super) struct Flights {
    memory: Memory,
    source: Source,
    fleet: Option<Fleet>,
    tower: Mutex<Tower>,
}

/// What is known of all flights.
#[derive(Default)]
struct Tower {
    under_way: HashMap<CompanyId, Arrival>,
    /// Companies whose token in the store was to be removed, as long as it isn't certain that it was.
    distrusted: HashSet<CompanyId>,
}

/// What becomes of a request.
#[derive(Clone)]
pub(super) struct Arrival {
    outcome: watch::Receiver<Option<Outcome>>,
}

impl Arrival {
    /// Waits for it. None: the request was lost without one.
    pub(super) async fn result(&mut self) -> Option<Outcome> {
        let outcome = self.outcome.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    }
}

/// Where a `get` that needs a new token finds it.
pub(super) enum Boarded {
    /// It has come in the meantime.
    Arrived(AccessToken),
    Waiting(Arrival),
}

impl Flights {
    pub(super) fn new(memory: Memory, source: Source, fleet: Option<Fleet>) -> Self {
        Self {
            memory,
            source,
            fleet,
            tower: Mutex::default(),
        }
    }

    pub(super) fn recall(&self, company_id: CompanyId) -> Recall {
        self.memory.recall(company_id)
    }

    pub(super) fn len(&self) -> u64 {
        self.memory.len()
    }

    /// Joins the flight of this company, or begins one.
    pub(super) fn board(self: &Arc<Self>, company_id: CompanyId) -> Boarded {
        let mut tower = self.tower();
        if let Some(arrival) = tower.under_way.get(&company_id) {
            return Boarded::Waiting(arrival.clone());
        }
        // The last flight may have landed since memory was asked.
        match self.memory.recall(company_id) {
            Recall::Good(token) | Recall::Ageing(token) => Boarded::Arrived(token),
            Recall::Due(_) => Boarded::Waiting(self.take_off(&mut tower, company_id)),
        }
    }

    /// Begins a flight that nobody waits for, unless one is under way or no longer needed.
    pub(super) fn refresh(self: &Arc<Self>, company_id: CompanyId) {
        let mut tower = self.tower();
        if tower.under_way.contains_key(&company_id) {
            return;
        }
        if let Recall::Ageing(token) = self.memory.recall(company_id) {
            self.take_off(&mut tower, company_id);
            // So that nobody else comes by here until it lands.
            self.memory.remember(token, Refresh::UnderWay);
        }
    }

    /// Has an old token serve without another wait, since what was waited for takes too long.
    pub(super) fn make_do(&self, old: &AccessToken) {
        // Under the lock, so that it isn't put in the place of a new one, nor back after it was to be forgotten.
        let _tower = self.tower();
        let held = self.memory.recall_any(old.company_id());
        if held.is_some_and(|held| held.is(old)) {
            self.serve_on(old.clone(), Duration::ZERO);
        }
    }

    /// Puts off the next refresh of a token: for a while, or for as long as is asked.
    fn serve_on(&self, old: AccessToken, asked: Duration) {
        let pause = self.memory.margin().pause(old.lifetime()).max(asked);
        let then = Instant::now().checked_add(pause);
        self.memory
            .remember(old, then.map_or(Refresh::UnderWay, Refresh::NotBefore));
    }

    /// Forgets the token, here at once and then in the store, and disowns a flight that is under way: it was asked for before.
    pub(super) async fn forget(&self, company_id: CompanyId) {
        {
            let mut tower = self.tower();
            tower.under_way.remove(&company_id);
            self.memory.forget(company_id);
            if self.fleet.is_some() {
                tower.distrusted.insert(company_id);
            }
        }
        if let Some(fleet) = &self.fleet
            && fleet.forget(company_id).await
        {
            self.tower().distrusted.remove(&company_id);
        }
    }

    /// A request of the caller's own.
    pub(super) async fn fetch_alone(&self, company_id: CompanyId) -> Outcome {
        self.source.fetch(company_id).await
    }

    fn take_off(self: &Arc<Self>, tower: &mut Tower, company_id: CompanyId) -> Arrival {
        let (announce, outcome) = watch::channel(None);
        let arrival = Arrival { outcome };
        let crew = Crew {
            flights: Arc::clone(self),
            company_id,
            announce,
            arrival: arrival.clone(),
        };
        tower.under_way.insert(company_id, arrival.clone());
        tokio::spawn(crew.fly().in_current_span());
        arrival
    }

    fn tower(&self) -> MutexGuard<'_, Tower> {
        self.tower.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that makes the request. Dropping it, even by a panic, ends the flight.
struct Crew {
    flights: Arc<Flights>,
    company_id: CompanyId,
    announce: watch::Sender<Option<Outcome>>,
    arrival: Arrival,
}

impl Crew {
    async fn fly(self) {
        let obtained = self.obtain().await;
        let outcome = self.land(obtained);
        self.announce.send_replace(Some(outcome));
    }

    async fn obtain(&self) -> Obtained {
        let Flights { source, fleet, .. } = &*self.flights;
        let Some(fleet) = fleet else {
            return Obtained {
                outcome: source.fetch(self.company_id).await,
                old: None,
                stored: false,
            };
        };
        let trusted = !self.flights.tower().distrusted.contains(&self.company_id);
        fleet.obtain(self.company_id, trusted, source).await
    }

    /// Has memory keep what came, and says what those who wait are given.
    fn land(&self, obtained: Obtained) -> Outcome {
        let mut tower = self.flights.tower();
        if !self.is_current(&tower) {
            return obtained.outcome;
        }
        tower.under_way.remove(&self.company_id);
        if obtained.stored {
            tower.distrusted.remove(&self.company_id);
        }
        let memory = &self.flights.memory;
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
                self.flights.serve_on(old.clone(), asked);
                Ok(old)
            }
        }
    }

    /// Whether this is still the company's flight: not if it was disowned.
    fn is_current(&self, tower: &Tower) -> bool {
        tower
            .under_way
            .get(&self.company_id)
            .is_some_and(|arrival| arrival.outcome.same_channel(&self.arrival.outcome))
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        let mut tower = self.flights.tower();
        if self.is_current(&tower) {
            tower.under_way.remove(&self.company_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::super::AccessTokens;
    use super::{Boarded, Recall};
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

        let lock = tokens.flights.tower();
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
        let flights = &tokens.flights;
        let first = tokens.get(CompanyId::nil()).await.unwrap();
        tokio::time::advance(Duration::from_secs(86_400 * 88 / 100)).await;
        assert!(matches!(
            flights.recall(CompanyId::nil()),
            Recall::Ageing(_)
        ));
        flights.refresh(CompanyId::nil());
        // It hasn't begun, and yet nobody else is sent to the lock.
        match flights.recall(CompanyId::nil()) {
            Recall::Good(token) => assert!(token.is(&first)),
            other => panic!("{other:?}"),
        }
        assert_eq!(flights.tower().under_way.len(), 1);
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert!(flights.tower().under_way.is_empty());
        assert!(!tokens.get(CompanyId::nil()).await.unwrap().is(&first));
    }

    #[tokio::test]
    async fn who_comes_just_after_the_landing_finds_the_token() {
        let tokens = AccessTokens::new(Fake);
        let token = tokens.get(CompanyId::nil()).await.unwrap();
        // As if memory had been asked before.
        match tokens.flights.board(CompanyId::nil()) {
            Boarded::Arrived(arrived) => assert!(arrived.is(&token)),
            Boarded::Waiting(_) => panic!("a second request is made"),
        }
        tokens.flights.refresh(CompanyId::nil());
        assert!(tokens.flights.tower().under_way.is_empty());
    }
}
