//! Single flight across processes: through a store that may be slow, or gone.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::TokenRoute;
use super::access_token::{AccessToken, Moment};
use super::guarded_store::GuardedStore;
use super::lifetime::{Age, Margin};
use super::source::Source;
use super::store::{Lease, StoreKey, StoredToken};
use crate::{CompanyId, Error};

/// How long a process that vanishes keeps the others from fetching. A request that takes longer may be made twice.
const TERM: Duration = Duration::from_secs(30);

/// How long to wait for what another process fetches.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The first interval between two looks, and the longest.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// The store, and what of it this process uses.
pub(super) struct SharedStore {
    store: GuardedStore,
    route: TokenRoute,
    margin: Margin,
}

/// What came of asking the store and, if need be, Codat.
pub(super) struct Obtained {
    pub(super) outcome: Result<AccessToken, Error>,
    /// One from the store that isn't good any more.
    pub(super) old: Option<AccessToken>,
    /// Whether the store holds nothing older than this.
    pub(super) stored: bool,
}

impl SharedStore {
    pub(super) fn new(store: GuardedStore, route: TokenRoute, margin: Margin) -> Self {
        Self {
            store,
            route,
            margin,
        }
    }

    /// A fresh token, by whichever process fetches it first; from the store only if it is trusted.
    pub(super) async fn obtain(
        &self,
        company_id: CompanyId,
        trusted: bool,
        source: &Source,
    ) -> Obtained {
        let key = StoreKey::new(self.route, company_id);
        let lease = Lease::new(TERM);
        let mut old = None;
        let patience = Instant::now() + LONGEST_WAIT;
        let mut interval = INTERVALS.0;
        loop {
            if let Some(token) = self.look(key, trusted, &mut old).await {
                return Obtained::stored(token);
            }
            match self.store.ask(|store| store.lease(key, lease)).await {
                Some(true) => break,
                Some(false) if Instant::now() < patience => {
                    sleep(interval.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                    interval = (interval * 3 / 2).min(INTERVALS.1);
                }
                _ => {
                    let outcome = source.fetch(company_id).await;
                    return Obtained {
                        outcome,
                        old,
                        stored: false,
                    };
                }
            }
        }
        // Between the look and the lease, another may have come to its end with both.
        if let Some(token) = self.look(key, trusted, &mut old).await {
            self.store.ask(|store| store.release(key, lease)).await;
            return Obtained::stored(token);
        }
        let outcome = source.fetch(company_id).await;
        let stored = match &outcome {
            Ok(token) => {
                let token = StoredToken::new(
                    token.access_token().clone(),
                    token.lifetime(),
                    token.expires_in(),
                );
                self.store.ask(|store| store.save(key, lease, token)).await == Some(true)
            }
            Err(_) => {
                self.store.ask(|store| store.release(key, lease)).await;
                false
            }
        };
        Obtained {
            outcome,
            old,
            stored,
        }
    }

    /// Removes a company's token for all; says whether it is gone.
    pub(super) async fn forget(&self, company_id: CompanyId) -> bool {
        let key = StoreKey::new(self.route, company_id);
        // Even of a store that rests: here it matters more than the time.
        self.store
            .ask_even_at_rest(|store| store.remove(key))
            .await
            .is_some()
    }

    /// The token in the store, if it is fresh; one that isn't is put aside.
    async fn look(
        &self,
        key: StoreKey,
        trusted: bool,
        old: &mut Option<AccessToken>,
    ) -> Option<AccessToken> {
        if !trusted {
            return None;
        }
        let asked_at = Moment::now();
        let found = self.store.ask(|store| store.load(key)).await??;
        let token = AccessToken::new(
            key.company_id(),
            found.access_token().clone(),
            found.lifetime(),
            found.expires_in(),
            asked_at,
        );
        if self.margin.age(token.lifetime(), token.expires_in()) == Age::Fresh {
            return Some(token);
        }
        *old = Some(token);
        None
    }
}

impl Obtained {
    fn stored(token: AccessToken) -> Self {
        Self {
            outcome: Ok(token),
            old: None,
            stored: true,
        }
    }
}
