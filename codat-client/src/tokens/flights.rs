//! Single flight: one request for each company, for all who wait for it.
//!
//! A flight is a task of its own, so that it depends on none of those who wait. All that begins, ends or disowns a
//! flight happens under one lock together with the change of memory that belongs to it; a token that is good is got without it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;

use super::access_token::AccessToken;
use super::memory::{Memory, Recall};
use super::source::Source;
use crate::{CompanyId, Error};

type Outcome = Result<AccessToken, Error>;

pub(super) struct Flights {
    memory: Memory,
    source: Source,
    under_way: Mutex<HashMap<CompanyId, Arrival>>,
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
    pub(super) fn new(memory: Memory, source: Source) -> Self {
        Self {
            memory,
            source,
            under_way: Mutex::default(),
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
        let mut under_way = self.under_way();
        if let Some(arrival) = under_way.get(&company_id) {
            return Boarded::Waiting(arrival.clone());
        }
        // The last flight may have landed since memory was asked.
        match self.memory.recall(company_id) {
            Recall::Good(token) | Recall::Ageing(token) => Boarded::Arrived(token),
            Recall::Due(_) => Boarded::Waiting(self.take_off(&mut under_way, company_id)),
        }
    }

    /// Begins a flight that nobody waits for, unless one is under way or no longer needed.
    pub(super) fn refresh(self: &Arc<Self>, company_id: CompanyId) {
        let mut under_way = self.under_way();
        if !under_way.contains_key(&company_id)
            && !matches!(self.memory.recall(company_id), Recall::Good(_))
        {
            self.take_off(&mut under_way, company_id);
        }
    }

    /// Forgets the token, and disowns a flight that is under way: it was asked for before.
    pub(super) fn forget(&self, company_id: CompanyId) {
        let mut under_way = self.under_way();
        under_way.remove(&company_id);
        self.memory.forget(company_id);
    }

    /// A request of the caller's own.
    pub(super) async fn fetch_alone(&self, company_id: CompanyId) -> Outcome {
        self.source.fetch(company_id).await
    }

    fn take_off(
        self: &Arc<Self>,
        under_way: &mut HashMap<CompanyId, Arrival>,
        company_id: CompanyId,
    ) -> Arrival {
        let (announce, outcome) = watch::channel(None);
        let arrival = Arrival { outcome };
        let crew = Crew {
            flights: Arc::clone(self),
            company_id,
            announce,
            arrival: arrival.clone(),
        };
        under_way.insert(company_id, arrival.clone());
        tokio::spawn(crew.fly().in_current_span());
        arrival
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<CompanyId, Arrival>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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
        let fetched = self.flights.source.fetch(self.company_id).await;
        let outcome = self.land(fetched);
        self.announce.send_replace(Some(outcome));
    }

    /// Has memory keep what came, and says what those who wait are given.
    fn land(&self, fetched: Outcome) -> Outcome {
        let mut under_way = self.flights.under_way();
        let memory = &self.flights.memory;
        let current = self.is_current(&under_way);
        if current {
            under_way.remove(&self.company_id);
        }
        match fetched {
            Ok(token) => {
                if current {
                    memory.remember(token.clone(), None);
                }
                Ok(token)
            }
            Err(error) => {
                let Some(old) = memory.living(self.company_id).filter(|_| current) else {
                    return Err(error);
                };
                let pause = memory.margin().pause(old.lifetime());
                let pause = error.retry_after().map_or(pause, |asked| asked.max(pause));
                tracing::warn!(
                    target: "codat_client",
                    company_id = %self.company_id,
                    error = %error,
                    expires_in = ?old.expires_in(),
                    "can't refresh an access token; the old one still serves",
                );
                memory.remember(old.clone(), Instant::now().checked_add(pause));
                Ok(old)
            }
        }
    }

    /// Whether this is still the company's flight: not if it was disowned.
    fn is_current(&self, under_way: &HashMap<CompanyId, Arrival>) -> bool {
        under_way
            .get(&self.company_id)
            .is_some_and(|arrival| arrival.outcome.same_channel(&self.arrival.outcome))
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        let mut under_way = self.flights.under_way();
        if self.is_current(&under_way) {
            under_way.remove(&self.company_id);
        }
    }
}
