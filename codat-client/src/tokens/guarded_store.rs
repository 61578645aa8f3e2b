//! A store that may fail, hang or panic, and must cost nobody more than requests.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::store::{StoreError, StoreFuture, TokenStore};
use crate::error::redact::redact;
use crate::lock::lock;

/// How long a store that failed isn't used.
const REST: Duration = Duration::from_secs(5);

pub(super) struct GuardedStore {
    store: Arc<dyn TokenStore>,
    timeout: Duration,
    /// Set while the store is out of order.
    rests_until: Mutex<Option<Instant>>,
}

impl GuardedStore {
    pub(super) fn new(store: Arc<dyn TokenStore>, timeout: Duration) -> Self {
        Self {
            store,
            timeout,
            rests_until: Mutex::default(),
        }
    }

    /// Uses the store. None: it failed now or a moment ago, or this isn't a tokio runtime.
    pub(super) async fn ask<'a, T>(
        &'a self,
        request: impl FnOnce(&'a dyn TokenStore) -> StoreFuture<'a, T>,
    ) -> Option<T> {
        Handle::try_current().ok()?;
        let rests_until = *lock(&self.rests_until);
        if rests_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let response = contain_panics(async { request(&*self.store).await });
        let response = timeout(self.timeout, response).await;
        match response.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok(value) => {
                *lock(&self.rests_until) = None;
                Some(value)
            }
            Err(error) => {
                self.failed(&error);
                None
            }
        }
    }

    /// Logs the first of several failures.
    fn failed(&self, error: &StoreError) {
        let rested = lock(&self.rests_until).replace(Instant::now() + REST);
        if rested.is_none() {
            tracing::warn!(
                target: "codat_client",
                // A store's message may quote what the store holds.
                error = %redact(&error.to_string()),
                "the token store failed; this process goes on without it",
            );
        }
    }
}

/// Makes a panic of the store an error. The panic hook has reported it.
async fn contain_panics<T>(
    part: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let mut part = pin!(part);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| part.as_mut().poll(context)))
            .unwrap_or_else(|_panic| Poll::Ready(Err("it panicked".into())))
    })
    .await
}
