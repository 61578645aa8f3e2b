//! Single flight across processes: through a store that may be slow, or gone.

mod held_lease;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::secret::Secret;
use tokio::time::{Instant, sleep};

use self::held_lease::{HeldLease, Taken};
use super::TokenRoute;
use super::access_token::{AccessToken, Moment};
use super::guarded_store::GuardedStore;
use super::lifetime::{Age, Margin};
use super::source::Source;
use super::store::{Lease, StoreKey};
use crate::{CompanyId, Error};

/// How long to wait for what another process fetches, as long as that one renews its lease: the time that a call has, unless
/// set. Whoever waits in vain then makes a call of its own.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The first interval between two looks, and the longest.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// The store, and what of it this process uses.
pub(super) struct SharedStore {
    store: GuardedStore,
    /// Of the API.
    origin: String,
    route: TokenRoute,
    margin: Margin,
    /// Leases of fetches that were lost.
    lost_leases: Mutex<HashMap<StoreKey, Lease>>,
}

/// Which token is wanted from the store.
pub(super) struct Wanted<'a> {
    pub(super) company_id: CompanyId,
    /// Whether the store's token may be used now: not while it may be one that was invalidated.
    pub(super) is_trusted: &'a (dyn Fn() -> bool + Sync),
    /// The one in memory, which is to be replaced.
    pub(super) known: Option<AccessToken>,
}

/// What came of asking the store and, if need be, Codat.
pub(super) enum Obtained {
    /// Fresh, and in the store, which holds nothing older any more.
    Shared(AccessToken),
    /// Fresh, and not in the store, which didn't answer.
    Unshared(AccessToken),
    /// Fresh, but the store refused it, since it was asked for before an invalidation: for those who wait, and nobody else.
    Refused(AccessToken),
    /// Not fresh, but better than the one in memory. Codat hasn't been asked.
    Old(AccessToken),
    Failed(Error),
}

impl SharedStore {
    pub(super) fn new(
        store: GuardedStore,
        origin: String,
        route: TokenRoute,
        margin: Margin,
    ) -> Self {
        Self {
            store,
            origin,
            route,
            margin,
            lost_leases: Mutex::default(),
        }
    }

    /// A fresh token, by whichever process fetches it first, or an old one that isn't known yet.
    pub(super) async fn obtain(&self, wanted: Wanted<'_>, source: &Source) -> Obtained {
        let key = StoreKey::new(&self.origin, self.route, wanted.company_id);
        let patience = Instant::now() + LONGEST_WAIT;
        let mut interval = INTERVALS.0;
        let lease = loop {
            if let Some(found) = self.look(key, &wanted).await {
                return found;
            }
            match HeldLease::take(self, key).await {
                Taken::Held(lease) => break lease,
                Taken::ByAnother if Instant::now() < patience => {
                    sleep(interval.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
                    interval = (interval * 3 / 2).min(INTERVALS.1);
                }
                Taken::ByAnother | Taken::Unknown => {
                    return Obtained::unshared(source.fetch(wanted.company_id).await);
                }
            }
        };
        // Between the look and the lease, another may have come to its end with both.
        if let Some(found) = self.look(key, &wanted).await {
            lease.release().await;
            return found;
        }
        let fetch = source.fetch(wanted.company_id);
        match lease.renewed_during(fetch).await {
            Ok(token) => match lease.save(&token).await {
                Some(true) => Obtained::Shared(token),
                Some(false) => Obtained::Refused(token),
                None => Obtained::Unshared(token),
            },
            Err(error) => {
                lease.release().await;
                Obtained::Failed(error)
            }
        }
    }

    /// Removes a company's token for all, or this token alone; says whether that was there. None: the store doesn't answer.
    pub(super) async fn forget(
        &self,
        company_id: CompanyId,
        token: Option<Secret>,
    ) -> Option<bool> {
        let key = StoreKey::new(&self.origin, self.route, company_id);
        // Even of a store that rests: here it matters more than the time.
        match token {
            Some(token) => {
                self.store
                    .ask_even_at_rest(|store| store.remove_token(key, token))
                    .await
            }
            None => {
                let removed = self.store.ask_even_at_rest(|store| store.remove(key)).await;
                removed.map(|()| true)
            }
        }
    }

    /// What the store has that is of use.
    async fn look(&self, key: StoreKey, wanted: &Wanted<'_>) -> Option<Obtained> {
        if !(wanted.is_trusted)() {
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
            return Some(Obtained::Shared(token));
        }
        let is_better = match &wanted.known {
            Some(known) => {
                !token.has_text(known.access_token().expose()) && token.ends() > known.ends()
            }
            None => true,
        };
        (is_better && !token.has_ended()).then_some(Obtained::Old(token))
    }
}

impl Obtained {
    /// What Codat answered, with the store left out of it.
    pub(super) fn unshared(answer: Result<AccessToken, Error>) -> Self {
        answer.map_or_else(Self::Failed, Self::Unshared)
    }
}
