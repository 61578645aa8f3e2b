//! A store as a user could write it, shared by several `AccessTokens` in one process: for paused time, and for faults.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex};

use codat_client::Secret;
use codat_client::tokens::{Lease, StoreFuture, StoreKey, StoredToken, TokenStore};
use tokio::sync::Notify;
use tokio::time::Instant;

/// How the store fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Well,
    Failing,
    Hanging,
    Panicking,
}

#[derive(Clone)]
pub(super) struct MemoryStore(Arc<Mutex<State>>);

struct State {
    condition: Condition,
    /// How it fares when a token is to be saved.
    save_condition: Condition,
    asked: usize,
    /// What the next lease has to wait for.
    gate: Option<Arc<Notify>>,
    /// What the answer to the next removal has to wait for.
    removal_gate: Option<Arc<Notify>>,
    tokens: HashMap<StoreKey, (StoredToken, Instant)>,
    /// Each with the moment when it was given or renewed.
    leases: HashMap<StoreKey, (Lease, Instant)>,
}

impl MemoryStore {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            condition: Condition::Well,
            save_condition: Condition::Well,
            asked: 0,
            gate: None,
            removal_gate: None,
            tokens: HashMap::new(),
            leases: HashMap::new(),
        })))
    }

    pub(super) fn set(&self, condition: Condition) {
        self.0.lock().unwrap().condition = condition;
    }

    /// How it fares from here on when a token is to be saved, so after the lease was given.
    pub(super) fn set_for_saves(&self, condition: Condition) {
        self.0.lock().unwrap().save_condition = condition;
    }

    /// Has the next lease wait until this is notified.
    pub(super) fn hold_next_lease(&self) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        self.0.lock().unwrap().gate = Some(Arc::clone(&gate));
        gate
    }

    /// Has the answer to the next removal wait until this is notified; the token is gone before.
    pub(super) fn hold_next_removal(&self) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        self.0.lock().unwrap().removal_gate = Some(Arc::clone(&gate));
        gate
    }

    /// How often it was asked for anything since this was last called.
    pub(super) fn take_asked(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }

    /// Does something, if the store is well.
    fn act<T: Send + 'static>(
        &self,
        action: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> StoreFuture<'_, T> {
        self.act_in(|state| state.condition, action)
    }

    fn act_in<T: Send + 'static>(
        &self,
        condition: fn(&State) -> Condition,
        action: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> StoreFuture<'_, T> {
        Box::pin(async move {
            let condition = {
                let mut state = self.0.lock().unwrap();
                state.asked += 1;
                condition(&state)
            };
            // Others get their turn, as they would during a round trip.
            tokio::task::yield_now().await;
            match condition {
                Condition::Well => Ok(action(&mut self.0.lock().unwrap())),
                Condition::Failing => Err(self.0.lock().unwrap().complaint().into()),
                Condition::Hanging => pending().await,
                Condition::Panicking => panic!("this panic is part of the test"),
            }
        })
    }
}

impl State {
    /// Quotes what it shouldn't.
    fn complaint(&self) -> String {
        let mut complaint = "the store is out of order".to_owned();
        for (token, _) in self.tokens.values() {
            complaint += " since it has ";
            complaint += token.access_token().expose();
        }
        complaint
    }

    /// The lease that is out, and since when.
    fn lease(&self, key: StoreKey) -> Option<(Lease, Instant)> {
        let (lease, given) = *self.leases.get(&key)?;
        (given.elapsed() < lease.term()).then_some((lease, given))
    }
}

impl TokenStore for MemoryStore {
    fn load(&self, key: StoreKey) -> StoreFuture<'_, Option<StoredToken>> {
        self.act(move |state| {
            let (token, ends) = state.tokens.get(&key)?;
            let left = ends.saturating_duration_since(Instant::now());
            (!left.is_zero())
                .then(|| StoredToken::new(token.access_token().clone(), token.lifetime(), left))
        })
    }

    fn lease(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool> {
        let given = self.act(move |state| {
            let free = state.lease(key).is_none();
            if free {
                state.leases.insert(key, (lease, Instant::now()));
            }
            free
        });
        let gate = self.0.lock().unwrap().gate.take();
        Box::pin(async move {
            if let Some(gate) = gate {
                gate.notified().await;
            }
            given.await
        })
    }

    fn renew(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool> {
        self.act(move |state| {
            let is_out = state.lease(key).is_some_and(|(held, _)| held == lease);
            if is_out {
                state.leases.insert(key, (lease, Instant::now()));
            }
            is_out
        })
    }

    fn save(&self, key: StoreKey, lease: Lease, token: StoredToken) -> StoreFuture<'_, bool> {
        let condition = |state: &State| match state.condition {
            Condition::Well => state.save_condition,
            other => other,
        };
        self.act_in(condition, move |state| match state.lease(key) {
            Some((held, renewed)) if held == lease => {
                let ends = renewed + token.expires_in();
                state.tokens.insert(key, (token, ends));
                state.leases.remove(&key);
                true
            }
            _ => false,
        })
    }

    fn release(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, ()> {
        self.act(move |state| {
            if state.lease(key).is_some_and(|(held, _)| held == lease) {
                state.leases.remove(&key);
            }
        })
    }

    fn remove(&self, key: StoreKey) -> StoreFuture<'_, ()> {
        let removed = self.act(move |state| {
            state.tokens.remove(&key);
            state.leases.remove(&key);
        });
        let gate = self.0.lock().unwrap().removal_gate.take();
        Box::pin(async move {
            removed.await?;
            if let Some(gate) = gate {
                gate.notified().await;
            }
            Ok(())
        })
    }

    fn remove_token(&self, key: StoreKey, token: Secret) -> StoreFuture<'_, bool> {
        self.act(move |state| {
            let held = state.tokens.get(&key).map(|(held, _)| held.access_token());
            let is_held = held.is_some_and(|held| held.expose() == token.expose());
            if is_held {
                state.tokens.remove(&key);
            }
            is_held
        })
    }
}
