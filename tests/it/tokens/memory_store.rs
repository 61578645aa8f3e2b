//! A store as a user could write it, shared by several `AccessTokens` in one process: for paused time, and for faults.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::Secret;
use codat_client::tokens::{StoreFuture, TokenStore};
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
    entries: HashMap<String, (Secret, Instant)>,
}

impl MemoryStore {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            condition: Condition::Well,
            save_condition: Condition::Well,
            asked: 0,
            gate: None,
            entries: HashMap::new(),
        })))
    }

    pub(super) fn set_condition(&self, condition: Condition) {
        self.0.lock().unwrap().condition = condition;
    }

    /// How it fares from here on when a token is to be saved, so after the lease was given.
    pub(super) fn set_condition_for_saves(&self, condition: Condition) {
        self.0.lock().unwrap().save_condition = condition;
    }

    /// Makes the next lease wait until this is notified.
    pub(super) fn hold_next_lease(&self) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        self.0.lock().unwrap().gate = Some(Arc::clone(&gate));
        gate
    }

    /// How often it was used since this was last called.
    pub(super) fn take_asked(&self) -> usize {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }

    /// The keys of all entries, and what they hold.
    pub(super) fn entries(&self) -> Vec<(String, String)> {
        let state = self.0.lock().unwrap();
        let entries = state.entries.iter();
        entries
            .map(|(key, (value, _))| (key.clone(), value.expose().to_owned()))
            .collect()
    }

    /// Changes what the only entry holds.
    pub(super) fn edit(&self, edit: impl FnOnce(&mut serde_json::Value)) {
        let mut state = self.0.lock().unwrap();
        let (value, _) = state.entries.values_mut().next().unwrap();
        let mut json = serde_json::from_str(value.expose()).unwrap();
        edit(&mut json);
        *value = json.to_string().into();
    }

    /// Does something, if the store is well.
    fn act<T: Send + 'static>(
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
        let values = self.entries.values();
        values.fold(
            "the store is out of order".to_owned(),
            |text, (value, _)| format!("{text} since it has {}", value.expose()),
        )
    }

    fn find(&self, key: &str) -> Option<(Secret, Duration)> {
        let (value, expiry) = self.entries.get(key)?;
        let left = expiry.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| (value.clone(), left))
    }
}

impl TokenStore for MemoryStore {
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<(Secret, Duration)>> {
        let key = key.to_owned();
        self.act(|state| state.condition, move |state| state.find(&key))
    }

    fn set<'a>(&'a self, key: &'a str, value: Secret, expires_in: Duration) -> StoreFuture<'a, ()> {
        let condition = |state: &State| match state.condition {
            Condition::Well => state.save_condition,
            other => other,
        };
        let key = key.to_owned();
        self.act(condition, move |state| {
            let expiry = Instant::now() + expires_in;
            state.entries.insert(key, (value, expiry));
        })
    }

    fn set_if_absent<'a>(
        &'a self,
        key: &'a str,
        value: Secret,
        expires_in: Duration,
    ) -> StoreFuture<'a, bool> {
        let key = key.to_owned();
        let set = self.act(
            |state| state.condition,
            move |state| {
                let is_absent = state.find(&key).is_none();
                if is_absent {
                    let expiry = Instant::now() + expires_in;
                    state.entries.insert(key, (value, expiry));
                }
                is_absent
            },
        );
        let gate = self.0.lock().unwrap().gate.take();
        Box::pin(async move {
            if let Some(gate) = gate {
                gate.notified().await;
            }
            set.await
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()> {
        let key = key.to_owned();
        let delete = move |state: &mut State| drop(state.entries.remove(&key));
        self.act(|state| state.condition, delete)
    }
}
