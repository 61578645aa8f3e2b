//! What several processes share.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::secret::Secret;
use uuid::Uuid;

use super::TokenRoute;
use crate::CompanyId;

/// Why a store couldn't do what it was asked for.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// What a method of a [`TokenStore`] returns.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Where several processes share their tokens, so that they make one request for each company between them.
///
/// Each process still has its own memory before the store, and asks the store only when it would ask Codat. It looks for a
/// token; if there is none that is good, it takes out a lease, looks again, fetches, and saves. Whoever doesn't get
/// the lease looks again every now and then, as long as the holder renews it, and for a minute at most. A lease that is neither
/// renewed nor returned runs out.
///
/// A store may fail at any time, or panic, which counts as failing: the process then goes on by itself, as if it had none.
/// The message of an error is logged with all masked that may be a secret. Only the promise of one
/// request for each company needs the store, and that its methods do just what they say.
///
/// A method begins `Box::pin(async move { … })`. The feature `redis` has an implementation.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last, unless it has ended or was removed.
    fn load(&self, key: StoreKey) -> StoreFuture<'_, Option<StoredToken>>;

    /// Gives out this lease, for its term, unless another one is out. Says whether it was given.
    fn lease(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool>;

    /// If this lease is still out: gives it its whole term again, and says `true`. If not, does nothing and says `false`.
    ///
    /// It is asked every few seconds as long as the token is being fetched.
    fn renew(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool>;

    /// If this lease is still out: keeps the token for as long as it lives, takes the lease back, and says `true`.
    /// If not, does nothing and says `false`.
    ///
    /// What the token has left, it had when this was called, which may have been a while before a remote store comes to it. So the
    /// store counts from when it gave or last renewed the lease, which was before the call, by its own clock.
    fn save(&self, key: StoreKey, lease: Lease, token: StoredToken) -> StoreFuture<'_, bool>;

    /// Takes this lease back, if it is still out.
    fn release(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, ()>;

    /// Removes the token, and the lease if one is out: the process that holds it has asked for its token before the removal, so
    /// [`save`](Self::save) must refuse that token.
    fn remove(&self, key: StoreKey) -> StoreFuture<'_, ()>;

    /// Removes the token if it is this one, and says whether it was. A lease that is out stays so: what it is for isn't this token.
    fn remove_token(&self, key: StoreKey, token: Secret) -> StoreFuture<'_, bool>;
}

/// What a token is stored under: the API, the route and the company, since the tokens of one aren't those of the other.
///
/// Its text is `da5dbaefee8b2bff/company/8a210b68-6988-11ed-a1eb-0242ac120002` or `da5d…/connectionManagement/8a21…`; the first part stands for the API's
/// origin, and is the same in all processes and releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StoreKey {
    api: u64,
    route: TokenRoute,
    company_id: CompanyId,
}

impl StoreKey {
    /// The key of a company's tokens, of the API at this origin: `https://api.codat.io`.
    pub fn new(origin: &str, route: TokenRoute, company_id: CompanyId) -> Self {
        Self {
            api: fnv_1a(origin),
            route,
            company_id,
        }
    }

    /// The company.
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }

    /// The route that gives the tokens.
    pub fn route(&self) -> TokenRoute {
        self.route
    }
}

impl fmt::Display for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = match self.route {
            TokenRoute::Company => "company",
            #[expect(deprecated, reason = "for those who ask for it")]
            TokenRoute::ConnectionManagement => "connectionManagement",
        };
        write!(f, "{:016x}/{route}/{}", self.api, self.company_id)
    }
}

/// A hash that doesn't change between processes, as that of the standard library may.
fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The right to fetch a token, as one process holds it for a while: a random id that no other has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    id: Uuid,
    term: Duration,
}

impl Lease {
    /// A lease of one's own, for so long.
    #[must_use]
    pub fn new(term: Duration) -> Self {
        Self {
            id: Uuid::new_v4(),
            term,
        }
    }

    /// What tells it from all others.
    pub fn id(&self) -> &Uuid {
        &self.id
    }

    /// How long it is given for.
    pub fn term(&self) -> Duration {
        self.term
    }
}

/// A token as a store keeps it.
///
/// It counts from now and not by a date, so that processes whose clocks differ agree.
#[derive(Debug, Clone)]
pub struct StoredToken {
    access_token: Secret,
    lifetime: Duration,
    expires_in: Duration,
}

impl StoredToken {
    /// A token that is valid for so long from when it was issued, and for so long from now.
    pub fn new(access_token: impl Into<Secret>, lifetime: Duration, expires_in: Duration) -> Self {
        Self {
            access_token: access_token.into(),
            lifetime,
            expires_in,
        }
    }

    /// The token itself.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }

    /// How long the token is valid, from when it was issued.
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// How long it was still valid when this value was made.
    pub fn expires_in(&self) -> Duration {
        self.expires_in
    }
}

#[cfg(test)]
mod tests {
    use super::{CompanyId, StoreKey, TokenRoute};

    #[test]
    fn the_text_of_a_key_is_the_same_in_all_releases() {
        let key = StoreKey::new(
            "https://api.codat.io",
            TokenRoute::Company,
            CompanyId::nil(),
        );
        let nil = "00000000-0000-0000-0000-000000000000";
        assert_eq!(key.to_string(), format!("da5dbaefee8b2bff/company/{nil}"));
    }
}
