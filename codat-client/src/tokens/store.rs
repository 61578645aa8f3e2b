//! What several processes share.

use std::error::Error as StdError;
use std::pin::Pin;
use std::time::Duration;

use crate::Secret;

/// Why a store failed.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// What a method of a [`TokenStore`] returns.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A key-value store whose entries expire, for processes that share their tokens.
///
/// Redis is one, for which the feature `redis` has `RedisStore`. So is memcached, or a table with a column for the expiry. Keys and
/// values are made here and are opaque to a store. Values are secrets. A key is printable ASCII, such as
/// `token:https://api.codat.io/8a210b68-6988-11ed-a1eb-0242ac120002`.
///
/// Each process has its own memory in front of the store, and uses the store only where it would otherwise send a request to Codat.
/// The entry `token:…` holds the token. The entry `lease:…` says that a process is fetching it, and exists for at most ten seconds.
///
/// A store may fail, hang or panic. The process then goes on as if it had none; it costs requests and nothing else. The message of
/// an error is logged, with everything masked that may be a secret.
///
/// The body of each method is `Box::pin(async move { … })`.
pub trait TokenStore: Send + Sync + 'static {
    /// The value with this key, unless it has expired or was deleted, and for how long it still exists by the store's own clock.
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<(Secret, Duration)>>;

    /// Sets an entry, in place of one that exists. It expires by itself.
    fn set<'a>(&'a self, key: &'a str, value: Secret, expires_in: Duration) -> StoreFuture<'a, ()>;

    /// Sets an entry unless one exists, in one step. Returns whether it was set.
    fn set_if_absent<'a>(
        &'a self,
        key: &'a str,
        value: Secret,
        expires_in: Duration,
    ) -> StoreFuture<'a, bool>;

    /// Deletes an entry, if it exists.
    fn delete<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()>;
}
