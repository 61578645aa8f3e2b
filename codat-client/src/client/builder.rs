//! The settings of a client.

use std::env;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use tower_layer::Layer;
use tower_service::Service;

use super::base_url::BaseUrl;
use super::trust::Trust;
use super::{Client, Inner};
use crate::credentials::Credentials;
use crate::engine::pools::{Custom, HttpSettings, Pools};
use crate::engine::{AttemptRunner, Engine, Sender, Settings};
use crate::error::{ConfigError, Error};
use crate::layer::{AttemptService, BoxError, Layers};
use crate::response::LatestQuota;
use crate::retry::{RetryBudget, RetryConfig};

/// The name and version that every request carries.
const USER_AGENT: &str = concat!("codat-client/", env!("CARGO_PKG_VERSION"));

/// The settings of a [`Client`], each with a default but for the credentials.
///
/// ```
/// # fn main() -> codat_client::Result<()> {
/// use std::time::Duration;
/// use codat_client::{Client, Credentials};
///
/// let codat = Client::builder()
///     .credentials(Credentials::api_key("my-api-key"))
///     .timeout(Duration::from_secs(20))
///     .user_agent("bank-of-dave/1.4")
///     .build()?;
/// # Ok(()) }
/// ```
///
/// # Time
///
/// A call has a [total time](Self::timeout) of 60 s, with all its attempts and the waits between them, and each attempt an
/// [attempt time](Self::attempt_timeout) of 30 s, of which [10 s](Self::connect_timeout) are to connect. Who sets a longer total time
/// for an endpoint or a call sets that of its attempts with it. An attempt that runs out of its time is
/// [retried](RetryConfig) unless it is a keyed write; a call that does ends, wherever it is.
///
/// The wait before a retry is what `Retry-After` asks for and the backoff on top. The header may be a number of seconds or a date,
/// which is measured by the answer's own `Date`, so that it doesn't matter whether the two clocks agree. No wait begins that would
/// end past the total time: the call then ends at once, with the failure at hand.
///
/// # Safety and bounds
///
/// The defaults are for production; [`Client`] lists them. What takes one away says so in its documentation:
/// [`https_only`](Self::https_only) and [`trust_origin`](Self::trust_origin), where the key may go; the three time-outs and
/// [`max_response_size`](Self::max_response_size), what a server can make the client wait for and hold in memory;
/// [`retry_budget`](Self::retry_budget), what a client adds to an outage; and [`http_client`](Self::http_client), which
/// comes with settings of its own.
#[must_use = "settings do nothing until the client is built"]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    https_only: bool,
    trusted_origins: Vec<String>,
    settings: Settings,
    connect_timeout: Duration,
    user_agent: Option<String>,
    max_response_size: usize,
    custom: Custom,
    layers: Layers,
}

impl ClientBuilder {
    /// The default settings.
    pub fn new() -> Self {
        Self {
            credentials: None,
            base_url: None,
            https_only: true,
            trusted_origins: Vec::new(),
            settings: Settings {
                retries: RetryConfig::default(),
                budget: RetryBudget::default(),
                timeout: Duration::from_secs(60),
                attempt_timeout: None,
            },
            connect_timeout: Duration::from_secs(10),
            user_agent: None,
            max_response_size: 16 * 1024 * 1024,
            custom: Custom::default(),
            layers: Layers::default(),
        }
    }

    /// The default settings with credentials and base URL from the environment, as [`Client::from_env`] takes them.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `CODAT_API_KEY` isn't set, or either variable isn't Unicode.
    pub fn from_env() -> Result<Self, Error> {
        let key = variable("CODAT_API_KEY")?
            .ok_or_else(|| ConfigError::new("`CODAT_API_KEY` isn't set"))?;
        let builder = Self::new().credentials(Credentials::api_key(key));
        Ok(match variable("CODAT_BASE_URL")? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// What to authenticate with. Required.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Where the API is: `https://api.codat.io` unless set. It may have a path, with or without a final slash, and has to be
    /// [HTTPS](Self::https_only) unless it is this very machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Whether plain HTTP is refused, which everybody on the way can read: yes unless set. A server on this very machine
    /// (`localhost`, `127.0.0.0/8`, `[::1]`) may be spoken to all the same, by a client whose own base URL is there and that has
    /// no [custom HTTP client](Self::http_client): any other may have a proxy, which would be sent the key.
    pub fn https_only(mut self, https_only: bool) -> Self {
        self.https_only = https_only;
        self
    }

    /// Another origin (scheme, host and port of this URL) that may be given the credentials. A call that is sent to
    /// [another base URL](crate::Call::base_url) is refused unless its origin is the client's own or trusted.
    pub fn trust_origin(mut self, url: impl Into<String>) -> Self {
        self.trusted_origins.push(url.into());
        self
    }

    /// Whether and how calls are retried, by a [`Backoff`](crate::Backoff) or a [`RetryConfig`]: [`RetryConfig::default`] unless set.
    pub fn retries(mut self, retries: impl Into<RetryConfig>) -> Self {
        self.settings.retries = retries.into();
        self
    }

    /// How many retries all calls together may make: [`RetryBudget::default`] unless set. Give several clients the same to
    /// have them share it.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.settings.budget = budget;
        self
    }

    /// The total time of a call, with all its attempts and the waits between them: 60 s unless set.
    ///
    /// An endpoint's `timeout` option and [`Call::timeout`](crate::Call::timeout) take precedence over it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// The time of one attempt, from asking for the credentials to the end of the answer's body, and never more than what
    /// is left of the call's total time. Unless set it is 30 s, or the whole of a total time that the endpoint or the call
    /// sets for itself.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// The time in which a connection has to be made, TLS included: 10 s unless set. Running out of it is an
    /// [`Error::Connection`]: nothing was sent, so every request is retried after it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Your own program's name and version, such as `bank-of-dave/1.4`: they precede this library's in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// The largest body of a successful answer that is read, in bytes: 16 MiB unless set.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// The HTTP client to send with, in place of one with this library's settings: for a proxy, certificates or a
    /// connection pool of your own. [`connect_timeout`](Self::connect_timeout) then has no effect. For a server on this very
    /// machine without TLS, such as one in a test, build it with `no_proxy()` and set [`https_only(false)`](Self::https_only).
    ///
    /// Build it with `redirect(Policy::none())` and `retry(retry::never())`: a redirect that it follows takes body and
    /// `Idempotency-Key` along, even to another host, and a request that it repeats is out of this client's sight. With
    /// `connection_verbose(true)` it logs what it sends, the key included.
    ///
    /// `reqwest` is [re-exported](crate::foreign), since its version has to be the same. With this crate's feature
    /// `rustls` it brings no cryptography of its own: install a default of rustls's, or enable one of reqwest's features.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.custom.awaited = Some(client);
        self
    }

    /// The same for [blocking calls](crate::Call::wait): without one, a client that is given an
    /// [`http_client`](Self::http_client) can't make them. It has to be another one than that, unless all calls
    /// are blocking ones: a connection in its pool is driven by the runtime on which it was made, and if that is the one which
    /// the waiting thread blocks, the call runs out of time.
    #[cfg(feature = "blocking")]
    pub fn blocking_http_client(mut self, client: reqwest::Client) -> Self {
        self.custom.blocking = Some(client);
        self
    }

    /// A `tower` layer around each attempt, inside those added before: see [`layer`](crate::layer). `RateLimit`, of the
    /// feature `rate-limit`, is one.
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<AttemptService> + Send + Sync + 'static,
        L::Service: Service<http::Request<Bytes>, Response = http::Response<Bytes>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<http::Request<Bytes>>>::Error: Into<BoxError>,
        <L::Service as Service<http::Request<Bytes>>>::Future: Send + 'static,
    {
        self.layers.push(layer);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no credentials are set, the base URL isn't one or would send the key in clear text, a trusted
    /// origin's URL isn't one, the `User-Agent` can't be sent or the TLS library can't be set up, and [`Error::Credentials`]
    /// if the key can't be one.
    pub fn build(mut self) -> Result<Client, Error> {
        let credentials = self.credentials.take().ok_or_else(|| {
            ConfigError::new("it has no credentials; set them with `ClientBuilder::credentials`")
        })?;
        credentials.check()?;
        let base_url = match &self.base_url {
            Some(url) => BaseUrl::parse(url).map_err(base_url_problem)?,
            None => BaseUrl::production(),
        };
        let trusted = self.trusted_origins.iter();
        let trusted: Vec<_> = trusted
            .map(|url| {
                BaseUrl::parse(url).map_err(|problem| {
                    ConfigError::new(format!("a trusted origin's URL {problem}"))
                })
            })
            .collect::<Result<_, _>>()?;
        let own_pools = self.custom.is_empty();
        let trust = Trust::new(self.https_only, !own_pools, &base_url, &trusted);
        trust.check_scheme(&base_url).map_err(base_url_problem)?;
        let user_agent = match &self.user_agent {
            Some(product) => HeaderValue::from_str(&format!("{product} {USER_AGENT}"))
                .map_err(|error| ConfigError::with_source("the user agent can't be sent", error))?,
            None => HeaderValue::from_static(USER_AGENT),
        };
        let knows_host = own_pools && cfg!(not(feature = "http2"));
        let http = HttpSettings {
            connect_timeout: self.connect_timeout,
            proxy: !base_url.is_loopback(),
            needs_tls: base_url.is_https(),
        };
        let sender = Sender {
            pools: Pools::new(self.custom, &http)?,
            credentials,
            user_agent,
            max_response_size: self.max_response_size,
            quota: LatestQuota::default(),
            knows_host,
        };
        let engine = Engine::new(
            Some(AttemptRunner::new(sender, &self.layers)),
            self.settings,
        );
        Ok(assemble(engine, base_url, trust))
    }

    /// A client that sends nothing, and therefore can be built from nothing.
    pub(super) fn build_offline(self) -> Client {
        let base_url = BaseUrl::production();
        let trust = Trust::new(true, false, &base_url, &[]);
        assemble(Engine::new(None, self.settings), base_url, trust)
    }
}

fn assemble(engine: Engine, base_url: BaseUrl, trust: Trust) -> Client {
    Client {
        inner: Arc::new(Inner {
            engine,
            base_url,
            trust,
        }),
    }
}

impl fmt::Debug for ClientBuilder {
    /// Without the HTTP client, which shows the values of its default headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("settings", &self.settings)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("max_response_size", &self.max_response_size)
            .finish_non_exhaustive()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self::new()
    }
}

fn base_url_problem(problem: impl fmt::Display) -> ConfigError {
    ConfigError::new(format!("the base URL {problem}"))
}

/// A variable of the environment; an empty one counts as not set.
fn variable(name: &str) -> Result<Option<String>, ConfigError> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        // The error would print the value, which may be a key.
        Err(env::VarError::NotUnicode(_)) => {
            Err(ConfigError::new(format!("`{name}` isn't Unicode")))
        }
    }
}
