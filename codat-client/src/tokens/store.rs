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
/// For Redis, the feature `redis` has `RedisStore`. Memcached can be a store, and so can a table with a column for the expiry. A store
/// doesn't interpret keys and values. Values are secrets. A key is printable ASCII, such as
/// `token:https://api.codat.io/8a210b68-6988-11ed-a1eb-0242ac120002`.
///
/// Each process first looks into its own memory. It only uses the store before it would send a request to Codat. The entry `token:…` has
/// the token. The entry `lease:…` exists for at most 10 s, while a process fetches the token.
///
/// A store may fail, hang or panic. The process then continues as if it had no store. The message of an error is logged, with
/// possible secrets masked.
///
/// The body of each method is `Box::pin(async move { … })`.
pub trait TokenStore: Send + Sync + 'static {
    /// The value of this key, and how long it will still exist by the store's own clock. `None` if it has expired or was deleted.
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<(Secret, Duration)>>;

    /// Sets an entry, which expires after this time. It replaces an existing entry.
    fn set<'a>(&'a self, key: &'a str, value: Secret, expires_in: Duration) -> StoreFuture<'a, ()>;

    /// Sets an entry, unless one exists, as one atomic step. Returns whether it was set.
    fn set_if_absent<'a>(
        &'a self,
        key: &'a str,
        value: Secret,
        expires_in: Duration,
    ) -> StoreFuture<'a, bool>;

    /// Deletes an entry, if it exists.
    fn delete<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()>;
}
