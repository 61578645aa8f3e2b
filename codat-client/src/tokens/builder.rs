//! Settings.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::access_tokens::AccessTokens;
use super::guarded_store::GuardedStore;
use super::lifetime::Margin;
use super::memory::Memory;
use super::shared_store::SharedStore;
use super::single_flight::SingleFlight;
use super::source::Source;
use super::store::TokenStore;
use crate::api::Companies;

/// Some ten megabytes of tokens.
const MAX_COMPANIES: u64 = 10_000;

impl AccessTokens {
    /// Tokens with the default settings.
    ///
    /// It takes a [`Client`](crate::Client), or any other implementation of [`Companies`], such as a fake, in an `Arc`:
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use codat_client::api::Companies;
    /// use codat_client::tokens::AccessTokens;
    ///
    /// fn tokens(codat: Arc<dyn Companies>) -> AccessTokens {
    ///     AccessTokens::new(codat)
    /// }
    /// ```
    pub fn new(codat: impl Into<Arc<dyn Companies>>) -> Self {
        Self::builder(codat).build()
    }

    /// Tokens with other settings.
    pub fn builder(codat: impl Into<Arc<dyn Companies>>) -> AccessTokensBuilder {
        AccessTokensBuilder {
            codat: codat.into(),
            margin: Margin::default(),
            max_companies: MAX_COMPANIES,
            store: None,
            store_timeout: Duration::from_secs(1),
        }
    }
}

/// Makes an [`AccessTokens`] with other settings than the defaults.
///
/// ```
/// # fn tokens(codat: codat_client::Client) -> codat_client::tokens::AccessTokens {
/// use codat_client::tokens::AccessTokens;
///
/// AccessTokens::builder(codat).max_companies(50_000).build()
/// # }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct AccessTokensBuilder {
    codat: Arc<dyn Companies>,
    margin: Margin,
    max_companies: u64,
    store: Option<Arc<dyn TokenStore>>,
    store_timeout: Duration,
}

impl AccessTokensBuilder {
    /// The minimum remaining lifetime of a token that [`get`](AccessTokens::get) returns. Default: a tenth of its lifetime, at least
    /// 5 minutes; capped at half its lifetime.
    ///
    /// Make it longer than a page uses a token before it requests another.
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = Margin::new(margin);
        self
    }

    /// The maximum number of companies in memory. Default: 10,000. A company takes about 1 kB, and at most 13 kB: tokens of more than 8 KiB
    /// are refused. If there are more companies, the least recently used ones are removed.
    pub fn max_companies(mut self, max_companies: u64) -> Self {
        self.max_companies = max_companies;
        self
    }

    /// Shares the tokens with other processes. Default: the tokens are only in the memory of this process.
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// How long to wait for the store, each time it is used. Default: one second. After that, and after any other failure of the
    /// store, this process goes on without it, and uses it again five seconds later.
    pub fn store_timeout(mut self, timeout: Duration) -> Self {
        self.store_timeout = timeout;
        self
    }

    /// Builds the cache. It is empty.
    pub fn build(self) -> AccessTokens {
        let store = self.store.map(|store| SharedStore {
            store: GuardedStore::new(store, self.store_timeout),
            base_url: self.codat.client().base_url().as_str().to_owned(),
            margin: self.margin,
        });
        let inner = SingleFlight {
            memory: Memory::new(self.max_companies, self.margin),
            source: Source(self.codat),
            store,
            fetches: Mutex::default(),
        };
        AccessTokens {
            inner: Arc::new(inner),
        }
    }
}

impl fmt::Debug for AccessTokensBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("AccessTokensBuilder");
        fields.field("margin", &self.margin).finish_non_exhaustive()
    }
}
