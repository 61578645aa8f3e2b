//! A lease that this process holds.

use std::convert::Infallible;
use std::time::Duration;

use tokio::time::sleep;

use super::SharedStore;
use crate::lock::lock;
use crate::tokens::access_token::AccessToken;
use crate::tokens::heartbeat::{self, with_heartbeat};
use crate::tokens::store::{Lease, StoreKey, StoredToken};

/// How long a process that vanishes keeps the others from fetching: some heartbeats, so that one may be lost.
const TERM: Duration = Duration::from_secs(15);

/// Dropped while the lease is out, by a panic of the fetch or the end of its runtime, it leaves the lease for the next
/// fetch of this process to give back.
pub(super) struct HeldLease<'a> {
    shared: &'a SharedStore,
    key: StoreKey,
    lease: Lease,
    is_out: bool,
}

impl<'a> HeldLease<'a> {
    pub(super) async fn take(shared: &'a SharedStore, key: StoreKey) -> Taken<'a> {
        let lost = lock(&shared.lost_leases).remove(&key);
        if let Some(lost) = lost {
            shared.store.ask(|store| store.release(key, lost)).await;
        }
        let lease = Lease::new(TERM);
        match shared.store.ask(|store| store.lease(key, lease)).await {
            Some(true) => Taken::Held(Self {
                shared,
                key,
                lease,
                is_out: true,
            }),
            Some(false) => Taken::ByAnother,
            None => Taken::Unknown,
        }
    }

    /// Renews the lease as long as this takes.
    pub(super) async fn renewed_during<T>(&self, future: impl Future<Output = T>) -> T {
        with_heartbeat(future, self.renewals()).await
    }

    async fn renewals(&self) -> Infallible {
        let (store, key, lease) = (&self.shared.store, self.key, self.lease);
        loop {
            sleep(heartbeat::INTERVAL).await;
            // If the lease was taken away, by an invalidation, the store won't save the token.
            store.ask(|store| store.renew(key, lease)).await;
        }
    }

    /// Saves the token and gives the lease back. `Some(false)`: it was no longer this one. None: the store didn't answer.
    pub(super) async fn save(mut self, token: &AccessToken) -> Option<bool> {
        let token = StoredToken::new(
            token.access_token().clone(),
            token.lifetime(),
            token.expires_in(),
        );
        let (key, lease) = (self.key, self.lease);
        let store = &self.shared.store;
        let saved = store.ask(|store| store.save(key, lease, token)).await;
        self.is_out = saved.is_none();
        saved
    }

    pub(super) async fn release(mut self) {
        let (key, lease) = (self.key, self.lease);
        let store = &self.shared.store;
        let released = store.ask(|store| store.release(key, lease)).await;
        self.is_out = released.is_none();
    }
}

impl Drop for HeldLease<'_> {
    fn drop(&mut self) {
        if self.is_out {
            lock(&self.shared.lost_leases).insert(self.key, self.lease);
        }
    }
}

/// Who has the lease.
pub(super) enum Taken<'a> {
    Held(HeldLease<'a>),
    ByAnother,
    /// The store doesn't answer.
    Unknown,
}
