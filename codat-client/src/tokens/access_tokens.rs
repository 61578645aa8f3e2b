//! The tokens of all companies.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::access_token::AccessToken;
use super::memory::Recall;
use super::single_flight::{Outcome, SingleFlight};
use crate::{CompanyId, Error, Secret};

/// How long a `get` waits for a new token while it has an old one.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a `get` looks into memory. Twice is usual: before a fetch, and when that has found an old token in the store. A memory too
/// small to hold anything must not make it go on for ever.
const MOST_ROUNDS: usize = 3;

/// A cache of the access tokens of all companies. It renews them before they expire.
///
/// Clones share the cache. The [module](super) has an example and the guarantees.
///
/// # What an operator watches
///
/// Two `tracing` events at `WARN`, with the target `codat_client`:
/// - "can't refresh an access token; the old one still serves", with `company_id`, `error` and `expires_in`, each time a refresh fails;
/// - "the token store failed; this process goes on without it", with `error`, for the first of several failures.
#[derive(Clone)]
pub struct AccessTokens {
    pub(super) inner: Arc<SingleFlight>,
}

impl AccessTokens {
    /// The access token of a company.
    ///
    /// The future can be dropped at any time. A request that is under way continues for the other callers, and for later ones.
    ///
    /// # Errors
    ///
    /// Those of the call that fetches the token: 404 if there is no such company. [`Error::Request`] outside a tokio runtime, where
    /// nothing can be fetched. There is no error while an old token hasn't expired: see [guarantees](super#guarantees).
    ///
    /// # Panics
    ///
    /// If the token has to be fetched, in a tokio runtime without timers (`enable_time` or `enable_all`), as a
    /// [`Call`](crate::Call) does.
    pub async fn get(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        for _ in 0..MOST_ROUNDS {
            let old = match self.inner.memory.recall(company_id) {
                Recall::Good(token) => return Ok(token),
                Recall::Failed(error) => return Err(error),
                Recall::Ageing(token) => {
                    // Without a runtime there is no background.
                    if let Ok(runtime) = Handle::try_current() {
                        self.inner.refresh(company_id, &runtime);
                    }
                    return Ok(token);
                }
                Recall::Due(old) => old,
            };
            let outcome = match (Handle::try_current(), old) {
                (Ok(runtime), None) => self.fetch(company_id, &runtime).await,
                (Ok(runtime), Some(old)) => Some(self.replace(old, &runtime).await),
                (Err(_), Some(old)) => return Ok(old),
                (Err(_), None) => break,
            };
            if let Some(Outcome::Done(result)) = outcome {
                return result;
            }
        }
        // What panics each time should do so where it is seen. Outside a runtime, the call's error says so.
        self.inner.source.fetch(company_id).await
    }

    /// Removes the token of a company, for example after its user has signed out. The next [`get`](Self::get) fetches another.
    /// If a page reports that its token isn't accepted, use [`invalidate_token`](Self::invalidate_token).
    ///
    /// A cached error is removed, too. The result of a request that is under way goes only to the callers that already wait for it. A token
    /// that was returned before stays valid until it expires: Codat documents no way to revoke it.
    ///
    /// The token is also deleted from the [store](super::AccessTokensBuilder::store). Other processes keep their token in memory, and a
    /// process that has just requested a token may store it after the deletion. If the store fails, or outside a tokio runtime, the token
    /// stays in the store. If this process had it in memory, it doesn't use it again.
    ///
    /// # Panics
    ///
    /// With a store, in a tokio runtime without timers.
    pub async fn invalidate(&self, company_id: CompanyId) {
        self.inner.forget(company_id);
        if let Some(store) = &self.inner.store {
            store.remove(company_id).await;
        }
    }

    /// Removes this token of a company, as [`invalidate`](Self::invalidate) does. The next [`get`](Self::get) fetches another. If the token
    /// was already replaced, nothing happens: if many pages report the same token, one request is sent.
    pub async fn invalidate_token(&self, company_id: CompanyId, token: &str) {
        let token = Secret::from(token);
        if self.inner.reject(company_id, &token, false) {
            self.inner.remove_token(company_id, &token).await;
        }
    }

    /// Waits for a new token, but no longer than that is worth while there is an old one.
    async fn replace(&self, old: AccessToken, runtime: &Handle) -> Outcome {
        let patience = Instant::now() + PATIENCE.min(old.expires_in());
        let fetch = self.fetch(old.company_id(), runtime);
        match timeout_at(patience, fetch).await {
            Ok(Some(outcome)) => outcome,
            _ if old.has_expired() => Outcome::LookAgain,
            // It takes too long, or it was lost.
            _ => {
                self.inner.settle_for(&old);
                Outcome::Done(Ok(old))
            }
        }
    }

    /// What comes of the request that is under way for this company, or of a new one. None: it was lost.
    async fn fetch(&self, company_id: CompanyId, runtime: &Handle) -> Option<Outcome> {
        match self.inner.join(company_id, runtime) {
            Some(waiter) => waiter.outcome().await,
            None => Some(Outcome::LookAgain),
        }
    }
}

impl fmt::Debug for AccessTokens {
    /// Shows no tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokens")
            .field("companies", &self.inner.memory.len())
            .finish_non_exhaustive()
    }
}
