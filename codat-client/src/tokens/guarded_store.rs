//! A store that may do anything, and is no condition of anything: it may fail, hang or panic.

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

/// How long a store that failed is left alone.
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

    /// Asks the store, unless it rests. None: it couldn't answer.
    pub(super) async fn ask<'a, T>(
        &'a self,
        question: impl FnOnce(&'a dyn TokenStore) -> StoreFuture<'a, T>,
    ) -> Option<T> {
        let rests_until = *lock(&self.rests_until);
        if rests_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        self.ask_even_at_rest(question).await
    }

    /// Asks the store. None: it couldn't answer, or can't be asked since this isn't a tokio runtime.
    pub(super) async fn ask_even_at_rest<'a, T>(
        &'a self,
        question: impl FnOnce(&'a dyn TokenStore) -> StoreFuture<'a, T>,
    ) -> Option<T> {
        Handle::try_current().ok()?;
        let asked = contain_panics(async { question(&*self.store).await });
        let answer = timeout(self.timeout, asked).await;
        match answer.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            Ok(answer) => {
                self.answers();
                Some(answer)
            }
            Err(error) => {
                self.fails(&error);
                None
            }
        }
    }

    fn answers(&self) {
        let rested = lock(&self.rests_until).take();
        if rested.is_some() {
            tracing::info!(target: "codat_client", "the token store answers again");
        }
    }

    /// Has the store rest, and says so if it isn't known.
    fn fails(&self, error: &StoreError) {
        let rested = lock(&self.rests_until).replace(Instant::now() + REST);
        if rested.is_none() {
            tracing::warn!(
                target: "codat_client",
                // A store's message may quote what the store holds.
                error = %redact(&error.to_string()),
                "the token store doesn't answer; this process goes on by itself",
            );
        }
    }
}

/// Runs a part of a store's, whose panic is a failure like any other: the panic hook has told of it.
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
