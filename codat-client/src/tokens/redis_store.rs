//! The store in Redis.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::secret::Secret;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::store::{Lease, StoreFuture, StoreKey, StoredToken, TokenStore};

// What a key holds that isn't ours, written by another release or by hand, counts as nothing, whatever its type; hence `pcall`.

/// The token and how long Redis will keep it.
const LOAD: &str = "\
local token = redis.pcall('GET', KEYS[1])
if type(token) ~= 'string' then return false end
return {token, redis.call('PTTL', KEYS[1])}";

/// Gives the lease unless another is out. One that would never run out isn't ours.
const LEASE: &str = "\
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and redis.call('PTTL', KEYS[1]) >= 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1";

/// Renews the lease if it is still the caller's.
const RENEW: &str = "\
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1";

/// Saves a token if the lease is still the caller's, and gives the lease back.
///
/// What the token has left counts from when the lease was given or renewed, by Redis's clock alone.
const SAVE: &str = "\
if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local since = ARGV[4] - redis.call('PTTL', KEYS[2])
local left = ARGV[3] - since
if left >= 1 then redis.call('SET', KEYS[1], ARGV[2], 'PX', left) end
redis.call('DEL', KEYS[2])
return 1";

/// Gives the lease back if it is still the caller's.
const RELEASE: &str = "\
if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

/// Removes the token if it is this one.
const REMOVE_TOKEN: &str = "\
local token = redis.pcall('GET', KEYS[1])
local is_read, value = pcall(cjson.decode, token)
if not is_read or type(value) ~= 'table' or value.accessToken ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

/// Tokens in Redis (or Valkey), shared by all processes that use the same database and prefix.
///
/// ```no_run
/// # fn example(codat: codat_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use codat_client::tokens::{AccessTokens, RedisStore};
///
/// let tokens = AccessTokens::builder(codat)
///     .store(RedisStore::new("redis://:password@redis.internal:6379")?)
///     .build();
/// # Ok(()) }
/// ```
///
/// Nothing is connected before the first token is needed, and a connection that fails is made anew; while there is none, the
/// process goes on by itself.
///
/// # What is in Redis
///
/// | key | value | lives |
/// | --- | --- | --- |
/// | `codat:{API/company/ID}:token` | the token, **in clear**, and its lifetime | as long as the token |
/// | `codat:{API/company/ID}:lease` | a random value, while a process fetches the token | 15 s at most, unless it is renewed |
///
/// Who can read the keys has the tokens, each of which opens the data of one company for up to a day: give the
/// processes a user of their own, and encrypt the connection unless it is a private one. The ACL is
/// `~codat:* +get +set +del +pttl +eval`, and `+select` where the URL names a database. For `rediss://` URLs, depend on the crate `redis` with its feature `tokio-rustls-comp` or
/// `tokio-native-tls-comp`.
///
/// *API* are 16 digits that stand for the origin of the API, so that those of a sandbox and of Codat's production can share a
/// database. The API key has no part in the names: company ids are Codat's, no two clients of Codat have the same, and a rotation of
/// keys splits no fleet. So processes with a key that Codat refuses get what the others have stored: what may not see each
/// other's tokens needs a database, or a [prefix](Self::prefix) and an ACL, of its own.
///
/// The keys of a company are in one slot of a cluster, but the connection is to one server.
pub struct RedisStore {
    client: Client,
    prefix: String,
    timeout: Duration,
    connection: Mutex<Option<Connection>>,
}

/// A connection, and whether it is still one.
#[derive(Clone)]
struct Connection {
    commands: MultiplexedConnection,
    is_dead: Arc<AtomicBool>,
}

/// While commands are under way: gives their connection up unless an answer comes, even if nobody waits for that any more.
struct Doubt(Option<Arc<AtomicBool>>);

impl Doubt {
    fn dispel(mut self) {
        self.0 = None;
    }
}

impl Drop for Doubt {
    fn drop(&mut self) {
        if let Some(is_dead) = &self.0 {
            is_dead.store(true, Ordering::Relaxed);
        }
    }
}

/// What is stored beside the time to live.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    lifetime_ms: u64,
}

impl RedisStore {
    /// A store at this URL: `redis://[[user]:password@]host[:port][/database]`.
    ///
    /// # Errors
    ///
    /// If the URL can't be read, or needs what the crate `redis` wasn't built with. Nothing is sent yet.
    pub fn new(url: &str) -> Result<Self, RedisError> {
        Client::open(url).map(Self::with_client)
    }

    /// A store at which this client finds it: for certificates of your own, say.
    pub fn with_client(client: Client) -> Self {
        Self {
            client,
            prefix: "codat:".to_owned(),
            timeout: Duration::from_millis(500),
            connection: Mutex::default(),
        }
    }

    /// What all keys begin with: `codat:` unless this is called.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long to wait for a connection, and for an answer: 500 ms each unless this is called.
    ///
    /// Beyond [`AccessTokensBuilder::store_timeout`](super::AccessTokensBuilder::store_timeout) nobody waits.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn token_key(&self, key: StoreKey) -> String {
        format!("{}{{{key}}}:token", self.prefix)
    }

    fn lease_key(&self, key: StoreKey) -> String {
        format!("{}{{{key}}}:lease", self.prefix)
    }

    /// Sends a command, and reads the answer.
    ///
    /// The crate's own manager of connections would keep one that no longer answers: to it, a time-out is no reason to
    /// make another. Here each failure is, and so is an answer that nobody has waited for long enough.
    async fn send<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, RedisError> {
        let mut connection = self.connect().await?;
        let doubt = Doubt(Some(connection.is_dead));
        let answer = command.query_async(&mut connection.commands).await?;
        doubt.dispel();
        Ok(answer)
    }

    async fn connect(&self) -> Result<Connection, RedisError> {
        let mut current = self.connection.lock().await;
        if let Some(connection) = &*current
            && !connection.is_dead.load(Ordering::Relaxed)
        {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
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
    fn load(&self, key: StoreKey) -> StoreFuture<'_, Option<StoredToken>> {
        Box::pin(async move {
            let command = script(LOAD, &[self.token_key(key)]);
            // How long it lives is what Redis says, not a date that one machine wrote and another reads.
            let found: Option<(Vec<u8>, i64)> = self.send(&command).await?;
            let Some((value, left)) = found else {
                return Ok(None);
            };
            let (Ok(value), Ok(left)) = (
                serde_json::from_slice::<Value<'_>>(&value),
                u64::try_from(left),
            ) else {
                return Ok(None);
            };
            Ok(Some(StoredToken::new(
                value.access_token.into_owned(),
                Duration::from_millis(value.lifetime_ms),
                Duration::from_millis(left),
            )))
        })
    }

    fn lease(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut command = script(LEASE, &[self.lease_key(key)]);
            command
                .arg(lease.id().to_string())
                .arg(millis(lease.term()));
            Ok(self.send(&command).await?)
        })
    }

    fn renew(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut command = script(RENEW, &[self.lease_key(key)]);
            command
                .arg(lease.id().to_string())
                .arg(millis(lease.term()));
            Ok(self.send(&command).await?)
        })
    }

    fn save(&self, key: StoreKey, lease: Lease, token: StoredToken) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let value = serde_json::to_vec(&Value {
                access_token: token.access_token().expose().into(),
                lifetime_ms: millis(token.lifetime()),
            })?;
            let mut command = script(SAVE, &[self.token_key(key), self.lease_key(key)]);
            command
                .arg(lease.id().to_string())
                .arg(value)
                .arg(millis(token.expires_in()))
                .arg(millis(lease.term()));
            Ok(self.send(&command).await?)
        })
    }

    fn release(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut command = script(RELEASE, &[self.lease_key(key)]);
            command.arg(lease.id().to_string());
            let _was_out: bool = self.send(&command).await?;
            Ok(())
        })
    }

    fn remove(&self, key: StoreKey) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut command = redis::cmd("DEL");
            command.arg(self.token_key(key)).arg(self.lease_key(key));
            let _removed: usize = self.send(&command).await?;
            Ok(())
        })
    }

    fn remove_token(&self, key: StoreKey, token: Secret) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut command = script(REMOVE_TOKEN, &[self.token_key(key)]);
            command.arg(token.expose());
            Ok(self.send(&command).await?)
        })
    }
}

impl fmt::Debug for RedisStore {
    /// Shows no password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

fn script(text: &str, keys: &[String]) -> redis::Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(text).arg(keys.len()).arg(keys);
    command
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
