//! The store in Redis.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::store::{Lease, StoreFuture, StoreKey, StoredToken, TokenStore};

/// Saves a token if the lease is still the caller's, and gives the lease back.
///
/// The token's life is counted from when the lease was given, by Redis's clock alone, or from now if that is shorter.
const SAVE: &str = "\
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local since = tonumber(ARGV[5]) - redis.call('PTTL', KEYS[2])
local left = math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - since)
if left >= 1 then redis.call('SET', KEYS[1], ARGV[2], 'PX', left) end
redis.call('DEL', KEYS[2])
return 1";

/// Gives the lease back if it is still the caller's.
const RELEASE: &str = "\
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
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
/// | `codat:{company/ID}:token` | the token, **in clear**, and its lifetime | as long as the token |
/// | `codat:{company/ID}:lease` | a random value, while a process fetches the token | 30 s at most |
///
/// Who can read the keys has the tokens, each of which opens the data of one company for up to a day: give the
/// processes a user of their own by an ACL (`GET`, `SET`, `DEL`, `PTTL`, `EVAL`, `MULTI` and `EXEC` on `~codat:*`), and encrypt the connection unless
/// it is a private one. For `rediss://` URLs, depend on the crate `redis` with its feature `tokio-rustls-comp` or
/// `tokio-native-tls-comp`.
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

    /// Sends commands, all of them at once or, if there are several, as one transaction.
    ///
    /// The crate's own manager of connections would keep one that no longer answers: to it, a time-out is no reason to
    /// make another. Here each failure is, and so is an answer that nobody has waited for long enough.
    async fn send<T: FromRedisValue>(&self, commands: &redis::Pipeline) -> Result<T, RedisError> {
        let mut connection = self.connect().await?;
        let doubt = Doubt(Some(connection.is_dead));
        let answer = commands.query_async(&mut connection.commands).await?;
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
            let key = self.token_key(key);
            let mut commands = redis::pipe();
            // How long it lives is what Redis says, not a date that one machine wrote and another reads.
            commands.atomic().get(&key).pttl(&key);
            let (value, left): (Option<Vec<u8>>, i64) = self.send(&commands).await?;
            let (Some(value), Ok(left)) = (value, u64::try_from(left)) else {
                return Ok(None);
            };
            // What another release has written, or somebody by hand, is as good as nothing: it will be replaced.
            let Ok(value) = serde_json::from_slice::<Value<'_>>(&value) else {
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
            let mut commands = redis::pipe();
            commands
                .cmd("SET")
                .arg(self.lease_key(key))
                .arg(lease.id().to_string())
                .arg("NX")
                .arg("PX")
                .arg(millis(lease.term()));
            let (given,): (bool,) = self.send(&commands).await?;
            Ok(given)
        })
    }

    fn save(&self, key: StoreKey, lease: Lease, token: StoredToken) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let value = serde_json::to_vec(&Value {
                access_token: token.access_token().expose_secret().into(),
                lifetime_ms: millis(token.lifetime()),
            })?;
            let mut commands = redis::pipe();
            commands
                .cmd("EVAL")
                .arg(SAVE)
                .arg(2)
                .arg(self.token_key(key))
                .arg(self.lease_key(key))
                .arg(lease.id().to_string())
                .arg(value)
                .arg(millis(token.expires_in()))
                .arg(millis(token.lifetime()))
                .arg(millis(lease.term()));
            let (saved,): (bool,) = self.send(&commands).await?;
            Ok(saved)
        })
    }

    fn release(&self, key: StoreKey, lease: Lease) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut commands = redis::pipe();
            commands
                .cmd("EVAL")
                .arg(RELEASE)
                .arg(1)
                .arg(self.lease_key(key))
                .arg(lease.id().to_string())
                .ignore();
            Ok(self.send(&commands).await?)
        })
    }

    fn remove(&self, key: StoreKey) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut commands = redis::pipe();
            commands
                .del(&[self.token_key(key), self.lease_key(key)])
                .ignore();
            Ok(self.send(&commands).await?)
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

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
