//! The store in Redis.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ExistenceCheck, FromRedisValue, RedisError};
use redis::{SetExpiry, SetOptions};
use tokio::sync::Mutex;

use super::store::{StoreError, StoreFuture, TokenStore};
use crate::Secret;

/// Tokens in Redis or Valkey, shared by all processes that use the same database and prefix.
///
/// ```no_run
/// # fn example(codat: codat_client::Client) -> std::io::Result<()> {
/// use codat_client::tokens::{AccessTokens, RedisStore};
///
/// let tokens = AccessTokens::builder(codat)
///     .store(RedisStore::new("redis://:password@redis.internal:6379")?)
///     .build();
/// # Ok(()) }
/// ```
///
/// It connects when the first token is needed. After a failure, or after
/// [`store_timeout`](super::AccessTokensBuilder::store_timeout), the next use makes a new connection.
///
/// # What is in Redis
///
/// | key | value | exists |
/// | --- | --- | --- |
/// | `codat:token:https://api.codat.io/ID` | the token **in clear text**, and when it expires | until the token expires |
/// | `codat:lease:https://api.codat.io/ID` | `1`, while a process fetches the token | for at most 10 s |
///
/// Whoever can read the keys has the tokens. Each token gives access to the data of one company for up to a day. Give the processes their
/// own Redis user, and encrypt the connection unless the network is private. The user needs the ACL `~codat:* +get +set +del +pttl`, and
/// `+select` if the URL names a database.
///
/// The keys don't depend on the API key, so tokens stay valid when you rotate it. Therefore a process whose API key Codat refuses still gets
/// the tokens of the others. Processes that must not see each other's tokens need their own [prefix](Self::prefix) and ACL.
pub struct RedisStore {
    client: Client,
    prefix: String,
    connection: Mutex<Option<Connection>>,
}

/// A connection, and whether it is to be replaced.
#[derive(Clone)]
struct Connection {
    commands: MultiplexedConnection,
    is_dead: Arc<AtomicBool>,
}

/// Discards a connection unless its commands got a response, even if the caller has stopped waiting.
///
/// The crate's own connection manager keeps a connection that no longer responds: a time-out is no reason for it to make another.
struct DiscardOnDrop(Option<Arc<AtomicBool>>);

impl Drop for DiscardOnDrop {
    fn drop(&mut self) {
        if let Some(is_dead) = &self.0 {
            is_dead.store(true, Ordering::Relaxed);
        }
    }
}

impl RedisStore {
    /// A store at this URL: `redis://[[user]:password@]host[:port][/database]`.
    ///
    /// For a `rediss://` URL, depend on the crate `redis` with its feature `tokio-rustls-comp` or `tokio-native-tls-comp`.
    ///
    /// # Errors
    ///
    /// If the URL can't be parsed, or needs a feature that the crate `redis` wasn't built with. Nothing is sent yet.
    pub fn new(url: &str) -> io::Result<Self> {
        let client = Client::open(url);
        let client = client.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(Self::with_client(client))
    }

    /// A store with a client of the crate [`redis`], version 1, for example for your own certificates.
    pub fn with_client(client: Client) -> Self {
        Self {
            client,
            prefix: "codat:".to_owned(),
            connection: Mutex::default(),
        }
    }

    /// The prefix of all keys. Default: `codat:`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    async fn set<T: FromRedisValue>(
        &self,
        key: &str,
        value: &Secret,
        expires_in: Duration,
        options: SetOptions,
    ) -> Result<T, StoreError> {
        // Redis takes no zero.
        let millis = u64::try_from(expires_in.as_millis())?.max(1);
        let options = options.with_expiration(SetExpiry::PX(millis));
        self.send(Cmd::set_options(self.key(key), value.expose(), options))
            .await
    }

    async fn send<T: FromRedisValue>(&self, command: Cmd) -> Result<T, StoreError> {
        let mut connection = self.connect().await?;
        let mut discard = DiscardOnDrop(Some(connection.is_dead));
        let response = command.query_async(&mut connection.commands).await?;
        discard.0 = None;
        Ok(response)
    }

    async fn connect(&self) -> Result<Connection, RedisError> {
        let mut current = self.connection.lock().await;
        if let Some(connection) = &*current
            && !connection.is_dead.load(Ordering::Relaxed)
        {
            return Ok(connection.clone());
        }
        // `store_timeout` limits each use.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let commands = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        let new = Connection {
            commands,
            is_dead: Arc::default(),
        };
        Ok(current.insert(new).clone())
    }
}

impl TokenStore for RedisStore {
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<(Secret, Duration)>> {
        Box::pin(async move {
            let key = self.key(key);
            // In this order: if the entry is replaced in between, the new one isn't said to exist for longer.
            let left: i64 = self.send(Cmd::pttl(&key)).await?;
            // There is none, or one that never expires, which isn't ours.
            let Ok(left) = u64::try_from(left) else {
                return Ok(None);
            };
            let value: Option<Vec<u8>> = self.send(Cmd::get(&key)).await?;
            let value = value.and_then(|value| String::from_utf8(value).ok());
            Ok(value.map(|value| (value.into(), Duration::from_millis(left))))
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: Secret, expires_in: Duration) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let options = SetOptions::default();
            self.set(key, &value, expires_in, options).await
        })
    }

    fn set_if_absent<'a>(
        &'a self,
        key: &'a str,
        value: Secret,
        expires_in: Duration,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let options = SetOptions::default().conditional_set(ExistenceCheck::NX);
            let set: Option<String> = self.set(key, &value, expires_in, options).await?;
            Ok(set.is_some())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()> {
        Box::pin(self.send(Cmd::del(self.key(key))))
    }
}

impl fmt::Debug for RedisStore {
    /// Shows no password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
