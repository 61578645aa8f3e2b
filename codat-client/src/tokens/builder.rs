//! Settings.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::AccessTokens;
use super::guarded_store::GuardedStore;
use super::lifetime::Margin;
use super::memory::Memory;
use super::shared_store::SharedStore;
use super::single_flight::SingleFlight;
use super::source::{Route, Source};
use super::store::TokenStore;
use crate::api::{Companies, ConnectionManagement};

/// Some ten megabytes of tokens.
const MAX_COMPANIES: u64 = 10_000;

/// Which of Codat's routes gives the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TokenRoute {
    /// `GET /companies/{companyId}/accessToken`: tokens that live for a day, as the answer says.
    #[default]
    Company,
    /// `GET /companies/{companyId}/connectionManagement/accessToken`: tokens that live for an hour, as the documentation says.
    #[deprecated(
        note = "Codat announced that this route answers 404 after 2026-10-12; use `TokenRoute::Company`"
    )]
    ConnectionManagement,
}

/// Makes an [`AccessTokens`] with other settings than the default ones.
///
/// ```no_run
/// # fn example(codat: codat_client::Client) {
/// use std::time::Duration;
/// use codat_client::tokens::AccessTokens;
///
/// let tokens = AccessTokens::builder(codat)
///     .margin(Duration::from_secs(60 * 60))
///     .max_companies(50_000)
///     .build();
/// # }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct AccessTokensBuilder<C: ?Sized> {
    codat: Arc<C>,
    route: Route<C>,
    margin: Margin,
    max_companies: u64,
    store: Option<Arc<dyn TokenStore>>,
    store_timeout: Duration,
}

impl<C: Companies + ?Sized + 'static> AccessTokensBuilder<C> {
    /// For what is shared already, or known by its trait alone: an `Arc<dyn Companies>`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use codat_client::api::Companies;
    /// use codat_client::tokens::{AccessTokens, AccessTokensBuilder};
    ///
    /// fn tokens(codat: Arc<dyn Companies>) -> AccessTokens {
    ///     AccessTokensBuilder::from_arc(codat).build()
    /// }
    /// ```
    pub fn from_arc(codat: Arc<C>) -> Self {
        Self {
            codat,
            route: Route::company(),
            margin: Margin::default(),
            max_companies: MAX_COMPANIES,
            store: None,
            store_timeout: Duration::from_secs(1),
        }
    }

    /// The minimum remaining lifetime of a token that [`get`](AccessTokens::get) returns. Default: a tenth of its lifetime, at least
    /// 5 minutes; capped at half its lifetime.
    ///
    /// It should be longer than a visit to the page lasts, or than the page takes to come back for another.
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = Margin::new(margin);
        self
    }

    /// How many companies are kept in memory: 10,000 unless this is called, at about a kilobyte each. Beyond it
    /// the least recently used ones are forgotten.
    pub fn max_companies(mut self, max_companies: u64) -> Self {
        self.max_companies = max_companies;
        self
    }

    /// Which route gives the tokens.
    pub fn route(mut self, route: TokenRoute) -> Self
    where
        C: ConnectionManagement,
    {
        self.route = Route::new(route);
        self
    }

    /// Shares the tokens with other processes. Unless this is called, the memory of this one is all the store there is.
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// How long the store is waited for, each time it is asked: one second unless this is called. After that, and after
    /// any other failure of it, this process goes on by itself, and asks again some seconds later.
    pub fn store_timeout(mut self, timeout: Duration) -> Self {
        self.store_timeout = timeout;
        self
    }

    /// The tokens, none of them fetched yet.
    pub fn build(self) -> AccessTokens {
        let memory = Memory::new(self.max_companies, self.margin);
        let store = self.store.map(|store| {
            let store = GuardedStore::new(store, self.store_timeout);
            let origin = self.codat.client().base_url().origin();
            let origin = origin.ascii_serialization();
            SharedStore::new(store, origin, self.route.name(), self.margin)
        });
        let source = Source::new(self.codat, &self.route);
        AccessTokens {
            inner: Arc::new(SingleFlight::new(memory, source, store)),
        }
    }
}

impl<C: ?Sized> fmt::Debug for AccessTokensBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokensBuilder")
            .field("margin", &self.margin)
            .field("max_companies", &self.max_companies)
            .finish_non_exhaustive()
    }
}
