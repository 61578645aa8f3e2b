//! Access tokens kept at hand: for back ends that give them to web pages.
//!
//! A page that embeds one of Codat's components needs an access token of its company. A back end that asks Codat on each
//! page view spends the daily quota (some 1,000 requests a company) on what lives for a day, and at nine in the morning,
//! when everybody opens the page, it asks a hundred times at once. [`AccessTokens`] asks once:
//!
//! ```
//! # #[cfg(feature = "sandbox")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use codat_client::sandbox::Sandbox;
//! use codat_client::tokens::AccessTokens;
//!
//! let sandbox = Sandbox::start().await?;
//! let tokens = AccessTokens::new(sandbox.client()?);
//!
//! let company_id = sandbox.company_id();
//! let (first, second) = tokio::join!(tokens.get(company_id), tokens.get(company_id));
//! assert_eq!(first?.expires_at(), second?.expires_at());
//! assert_eq!(sandbox.request_count(), 1);
//!
//! // What the page is sent, and only on this word: {"accessToken": …, "expiresIn": …, "expiresAt": …}
//! let body = serde_json::to_string(&tokens.get(company_id).await?.for_page())?;
//! # let _ = body;
//! # Ok(()) }
//! # #[cfg(not(feature = "sandbox"))]
//! # fn main() {}
//! ```
//!
//! The company must come from *your* session of the signed-in user, never from what the browser sent.
//!
//! # What is promised
//!
//! | the token in memory | what [`get`](AccessTokens::get) does |
//! | --- | --- |
//! | is fresh | returns it |
//! | nears the margin | returns it, and has a new one fetched in the background |
//! | has less than the margin left | waits for a new one; if Codat doesn't give one, or not within 5 s, returns the old one |
//! | has ended, or there is none | waits for a new one; if Codat doesn't give one, returns the error |
//!
//! - The **margin** is what every token has left when it is handed out, as long as Codat answers: a tenth of its life, and five
//!   minutes at least, unless [set](AccessTokensBuilder::margin); never more than half its life, so that tokens with
//!   a short one are of use, too. The background refresh begins a twentieth of the life before that.
//! - **One request for each company** is under way at a time, however many wait for it. It doesn't belong to any of them:
//!   whoever stops waiting doesn't take it away from the others. All get the same answer, be it a token or an error.
//! - **A request runs on the runtime of the `get` that began it**, for as long as the client's settings let it. If that runtime ends, or sends
//!   no heartbeat for 20 s because nobody drives it any more or something blocks it, whoever waits begins another request in its place.
//! - **A refresh that failed**, or took too long, isn't repeated at once: with an old token in hand, the next one waits for a hundredth of the
//!   token's life, 30 s at most, or for as long as Codat's `Retry-After` says, but not beyond the token's end. For tokens that live for a day that is one request in half a minute and
//!   not one a page view, and the views don't wait; for as long after an outage, what they get may have less than the margin left.
//! - **An error is the answer for a while**, too, where there is no token: for as long as `Retry-After` says, 5 minutes at most, and
//!   for a second after any other 4xx. A transient failure isn't kept: the client's own retries and their budget are between it and the next.
//! - **Companies never mix**, neither do they wait for each other: a token that is in memory is got without a lock.
//! - A life is counted from when the request was made, so that a token never ends before it is said to.
//!
//! # Several processes
//!
//! Each process keeps its own tokens in memory. Where there are many of them, or where they come and go, a
//! [store](AccessTokensBuilder::store) has them make one request for each company between them, and a restart costs none:
//! `RedisStore`, with the feature `redis`, or a [`TokenStore`] of your own. A lease in the store decides which process
//! fetches, and is renewed as long as that takes; the others look for what it saves, for a minute at most. Of a process that vanishes
//! the lease runs out after 15 s. An old token in the store is as good as one in memory: a restart in an outage of Codat costs nobody a wait.
//!
//! The store is a help and never a condition. When it doesn't answer in [time](AccessTokensBuilder::store_timeout), fails or panics, the process
//! goes on by itself, says so once to `tracing`, and asks again five seconds later. What it already has in memory it gives without the store.
//!
//! # Memory
//!
//! Companies that nobody asks for cost nothing: there is no timer, a refresh begins with a `get`. The number of
//! companies in memory is [bounded](AccessTokensBuilder::max_companies), the least recently used ones are forgotten.

mod access_token;
mod builder;
mod failure;
mod guarded_store;
mod heartbeat;
mod lifetime;
mod memory;
#[cfg(feature = "redis")]
mod redis_store;
mod shared_store;
mod single_flight;
mod source;
mod store;
#[cfg(feature = "blocking")]
mod wait;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

pub use self::access_token::{AccessToken, PageToken};
pub use self::builder::{AccessTokensBuilder, TokenRoute};
use self::memory::Recall;
#[cfg(feature = "redis")]
pub use self::redis_store::RedisStore;
use self::single_flight::{Joined, Outcome, SingleFlight};
pub use self::store::{Lease, StoreError, StoreFuture, StoreKey, StoredToken, TokenStore};
use crate::api::Companies;
use crate::error::RequestFault;
use crate::{CompanyId, Error};

/// How long a `get` waits for a new token while it has an old one in hand.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a `get` looks into memory, where it finds what came from the store meanwhile. Twice is usual; memory that is too small to
/// keep anything must not make it go on for ever.
const MOST_ROUNDS: usize = 4;

/// The access tokens of all companies, each fetched once, kept while it is good, and renewed in time.
///
/// It is a handle: its clones share what they hold. See the [module](self) for what it promises.
///
/// ```no_run
/// # async fn example(company_id: codat_client::CompanyId) -> Result<(), Box<dyn std::error::Error>> {
/// use codat_client::Client;
/// use codat_client::tokens::AccessTokens;
///
/// let tokens = AccessTokens::new(Client::from_env()?);
/// let token = tokens.get(company_id).await?;
/// println!("good for {:?}", token.expires_in());
/// # Ok(()) }
/// ```
///
/// # What an operator watches
///
/// Old tokens serve through an outage, which `tracing` tells of at `WARN`, with the target `codat_client`: "can't refresh an access
/// token; the old one still serves", with `company_id`, `error` and `expires_in`, each time that a refresh fails; and "the
/// token store doesn't answer; this process goes on by itself".
#[derive(Clone)]
pub struct AccessTokens {
    inner: Arc<SingleFlight>,
}

impl AccessTokens {
    /// Tokens of the current route, `GET /companies/{companyId}/accessToken`, with the default settings.
    ///
    /// It takes a [`Client`](crate::Client), or a fake of [`Companies`]; of an `Arc<dyn Companies>`, [`AccessTokensBuilder::from_arc`] makes
    /// them.
    pub fn new(codat: impl Companies + 'static) -> Self {
        Self::builder(codat).build()
    }

    /// For other settings.
    pub fn builder<C: Companies + 'static>(codat: C) -> AccessTokensBuilder<C> {
        AccessTokensBuilder::from_arc(Arc::new(codat))
    }

    /// The access token of a company.
    ///
    /// Dropping the future is safe at any time; a request that is under way goes on for the others that wait for it, and for those to come.
    ///
    /// # Errors
    ///
    /// Those of the call that fetches it: 404 if there is no such company, and [`Error::Request`] outside a tokio runtime, where
    /// nothing can be fetched. With a token in hand that hasn't ended there is none: [see above](self#what-is-promised).
    ///
    /// # Panics
    ///
    /// If the token has to be fetched, in a tokio runtime that was built without its timers (`enable_time` or `enable_all`), as
    /// a [`Call`](crate::Call) does.
    pub async fn get(&self, company_id: CompanyId) -> Result<AccessToken, Error> {
        for _ in 0..MOST_ROUNDS {
            let old = match self.inner.recall(company_id) {
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
            let Ok(runtime) = Handle::try_current() else {
                return old.ok_or_else(|| {
                    let refusal = self.inner.refusal(company_id, RequestFault::NoRuntime);
                    refusal.into()
                });
            };
            if let Outcome::Answer(answer) = self.renew(company_id, old, &runtime).await {
                return answer;
            }
        }
        self.inner.fetch_alone(company_id).await
    }

    /// Forgets the token of a company, so that the next [`get`](Self::get) fetches another: when the company has signed out, say.
    /// Where a page was told that its token isn't accepted, [`invalidate_token`](Self::invalidate_token) is better.
    ///
    /// A request that is under way meanwhile still answers those who wait for it, and nobody else. An error that is
    /// kept is forgotten, too.
    ///
    /// The token is also removed from the [store](AccessTokensBuilder::store), if there is one; other processes that have it in memory
    /// keep it there. Where the store doesn't answer, or outside a tokio runtime, where it can't be asked, this process at least won't take the old token
    /// from it any more.
    ///
    /// A token that was handed out stays valid until its end all the same: Codat documents no way to revoke one.
    ///
    /// # Panics
    ///
    /// With a store, in a tokio runtime that was built without its timers.
    pub async fn invalidate(&self, company_id: CompanyId) {
        if let Some(removal) = self.inner.forget(company_id, None) {
            self.inner.remove(removal).await;
        }
    }

    /// Forgets this token of a company, so that the next [`get`](Self::get) fetches another; if it has been replaced already,
    /// nothing happens. So a hundred pages may report the same token, and it is one request.
    ///
    /// Otherwise it is as [`invalidate`](Self::invalidate).
    ///
    /// ```no_run
    /// # use codat_client::{CompanyId, tokens::AccessTokens};
    /// # async fn example(tokens: AccessTokens, company_id: CompanyId, reported: String) -> codat_client::Result<()> {
    /// tokens.invalidate_token(company_id, &reported).await;
    /// let token = tokens.get(company_id).await?;
    /// # Ok(()) }
    /// ```
    pub async fn invalidate_token(&self, company_id: CompanyId, token: &str) {
        if let Some(removal) = self.inner.forget(company_id, Some(token)) {
            self.inner.remove(removal).await;
        }
    }

    /// Waits for the new token: as long as it takes, or, with an old one in hand, no longer than that is worth.
    async fn renew(
        &self,
        company_id: CompanyId,
        old: Option<AccessToken>,
        runtime: &Handle,
    ) -> Outcome {
        let Some(old) = old else {
            return match self.fetch(company_id, runtime).await {
                Some(outcome) => outcome,
                // What panics twice should panic where it can be seen.
                None => Outcome::Answer(self.inner.fetch_alone(company_id).await),
            };
        };
        let patience = old.ends().min(Instant::now() + PATIENCE);
        match timeout_at(patience, self.fetch(company_id, runtime)).await {
            Ok(Some(outcome)) => outcome,
            _ if old.has_ended() => Outcome::InMemory,
            // It takes too long, or it was lost.
            _ => {
                self.inner.settle_for(&old);
                Outcome::Answer(Ok(old))
            }
        }
    }

    /// What comes of the request that is under way for this company, or of a new one. None: it was lost, twice.
    async fn fetch(&self, company_id: CompanyId, runtime: &Handle) -> Option<Outcome> {
        // A fetch that was lost is replaced once: its task panicked, or its runtime ended or isn't driven.
        for _ in 0..2 {
            match self.inner.join(company_id, runtime) {
                Joined::Ready(answer) => return Some(Outcome::Answer(answer)),
                Joined::Waiting(mut waiter) => {
                    if let Some(outcome) = waiter.outcome().await {
                        return Some(outcome);
                    }
                }
            }
        }
        None
    }
}

impl fmt::Debug for AccessTokens {
    /// Shows no tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokens")
            .field("companies", &self.inner.len())
            .finish_non_exhaustive()
    }
}
