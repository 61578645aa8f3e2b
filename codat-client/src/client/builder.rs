//! The settings of a client.

use std::env;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use crate::credentials::Credentials;
use crate::engine::Settings;
use crate::engine::pools::Custom;
use crate::error::{ConfigError, Error};
use crate::layer::{AttemptService, BoxError, Layers};
use crate::retry::{RetryBudget, RetryConfig};

/// The settings of a [`Client`](crate::Client). Each has a default, except for the credentials.
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
/// | limit | default | when it is exceeded |
/// | --- | --- | --- |
/// | [total time](Self::timeout) of a call, with all attempts and waits | 60 s | the call ends |
/// | [time of an attempt](Self::attempt_timeout) | 30 s | the attempt is [retried](RetryConfig), unless it is a `POST` or `PATCH` |
/// | [time to connect](Self::connect_timeout) | 10 s | the attempt is retried |
///
/// If an endpoint or a call sets its own total time, each of its attempts may take all of it, unless the time of an attempt is set.
///
/// The wait before a retry is what `Retry-After` asks for, plus the backoff. The header is a number of seconds or a date. A date
/// is compared with the response's `Date`, so the two clocks need not agree. If the wait is longer than the time that the call has
/// left, the call fails at once with the last error.
///
/// # Safety
///
/// The defaults are made for production: [`Client`](crate::Client) lists them. These settings can weaken them:
///
/// - [`https_only`](Self::https_only) and [`trust_origin`](Self::trust_origin) decide where the API key may be sent.
/// - The three time limits decide how long the client waits for a server.
/// - [`max_response_size`](Self::max_response_size) decides how much memory a response may take.
/// - [`retry_budget`](Self::retry_budget) limits the load that retries add to an outage.
/// - [`http_client`](Self::http_client) replaces the client's settings of TLS, proxy and redirects.
#[must_use = "settings do nothing until the client is built"]
pub struct ClientBuilder {
    pub(super) credentials: Option<Credentials>,
    pub(super) base_url: Option<String>,
    pub(super) https_only: bool,
    pub(super) trusted_origins: Vec<String>,
    pub(super) settings: Settings,
    pub(super) connect_timeout: Duration,
    pub(super) user_agent: Option<String>,
    pub(super) max_response_size: usize,
    pub(super) custom: Custom,
    pub(super) layers: Layers,
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

    /// The default settings with credentials and base URL from the environment, as [`Client::from_env`](crate::Client::from_env) takes them.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `CODAT_API_KEY` isn't set, or either variable is blank or isn't Unicode.
    pub fn from_env() -> Result<Self, Error> {
        let key = variable("CODAT_API_KEY")?
            .ok_or_else(|| ConfigError::new("`CODAT_API_KEY` isn't set"))?;
        let builder = Self::new().credentials(Credentials::api_key(key));
        Ok(match variable("CODAT_BASE_URL")? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// The credentials. Required.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The base URL of the API: `https://api.codat.io` unless set. It may have a path, with or without a final slash. It must be
    /// [HTTPS](Self::https_only), except to loopback.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Whether plain HTTP is refused: yes, by default. `https_only(false)` allows plain HTTP to every host. Then others on the
    /// network can read the API key.
    ///
    /// Plain HTTP to loopback (`localhost`, `127.0.0.0/8`, `[::1]`) is always allowed, if the client's own base URL is loopback and
    /// it has no [custom HTTP client](Self::http_client). Any other client may have a proxy, which could read the API key.
    pub fn https_only(mut self, https_only: bool) -> Self {
        self.https_only = https_only;
        self
    }

    /// Another origin (the scheme, host and port of this URL) to which the credentials may be sent. A call with
    /// [another base URL](crate::Call::base_url) fails, unless its origin is the client's own or trusted.
    pub fn trust_origin(mut self, url: impl Into<String>) -> Self {
        self.trusted_origins.push(url.into());
        self
    }

    /// Whether and how calls are retried, by a [`Backoff`](crate::Backoff) or a [`RetryConfig`]: [`RetryConfig::default`] unless set.
    pub fn retries(mut self, retries: impl Into<RetryConfig>) -> Self {
        self.settings.retries = retries.into();
        self
    }

    /// The number of retries that all calls together may make: [`RetryBudget::default`] unless set. Several clients can share
    /// one.
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

    /// The time of one attempt, from asking for the credentials to the end of the response's body. It never exceeds the rest of
    /// the call's total time.
    ///
    /// Unless set it is 30 s, or, if the endpoint or the call sets a total time of its own, that total time.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.attempt_timeout = Some(timeout);
        self
    }

    /// The time to connect, TLS included: 10 s unless set. An attempt that exceeds it fails with [`Error::Connection`]. Nothing
    /// was sent, so every request is retried.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Your program's name and version, such as `bank-of-dave/1.4`. They precede this library's in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// The largest body of a successful response, in bytes: 16 MiB unless set. For a larger one, the call returns [`Error::BodyTooLarge`]. With
    /// the feature `gzip`, decompressed bytes count.
    ///
    /// While it is being received, a body takes at most twice this size in memory.
    ///
    /// The value that is read from it may take more, since a record without members is `{}` in the body. At the worst, a page of
    /// such companies takes 200 times its body. Set a lower limit where a server isn't to be trusted that far.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// A custom HTTP client, for a proxy, certificates or a connection pool of your own.
    /// [`connect_timeout`](Self::connect_timeout) then has no effect.
    ///
    /// - Build it with `redirect(Policy::none())`. A redirect that it follows takes the body and the `Idempotency-Key` along, even
    ///   to another host.
    /// - Build it with `retry(retry::never())`. This crate can't see or limit the retries inside it.
    /// - For a server on loopback without TLS, such as one in a test, build it with `no_proxy()` and set
    ///   [`https_only(false)`](Self::https_only).
    /// - Don't build it with `connection_verbose(true)`: it would log the key.
    ///
    /// Use the `reqwest` that is [re-exported](crate::foreign): its version must be the same.
    ///
    /// # Panics of `reqwest`
    ///
    /// With this crate's feature `rustls`, `reqwest` has TLS but no cryptography of its own, unless another crate enables one of
    /// its features. Then `reqwest::Client::new()` panics everywhere in your program. Install a default crypto provider of rustls
    /// once, at the start of the program (`rustls = { version = "0.23", default-features = false, features = ["ring"] }`):
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::foreign::reqwest::{self, redirect, retry};
    /// use codat_client::{Client, Credentials};
    ///
    /// // An error means that one is installed already.
    /// let _ = rustls::crypto::ring::default_provider().install_default();
    ///
    /// let http = reqwest::Client::builder()
    ///     .redirect(redirect::Policy::none())
    ///     .retry(retry::never())
    ///     .proxy(reqwest::Proxy::https("http://proxy.example:3128")?)
    ///     .build()?;
    /// let codat = Client::builder()
    ///     .credentials(Credentials::api_key("my-api-key"))
    ///     .http_client(http)
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.custom.awaited = Some(client);
        self
    }

    /// A custom HTTP client for [blocking calls](crate::Call::wait). A client with an [`http_client`](Self::http_client) needs it
    /// to make blocking calls.
    ///
    /// Don't use the same client as for `http_client`, unless all calls are blocking. A connection works only while the runtime that made
    /// it runs. A blocking call that blocks the thread of that runtime would wait for itself until it times out.
    #[cfg(feature = "blocking")]
    pub fn blocking_http_client(mut self, client: reqwest::Client) -> Self {
        self.custom.blocking = Some(client);
        self
    }

    /// A `tower` layer around each attempt, inside those added before: see [`layer`](crate::layer). `RateLimit` (feature
    /// `rate-limit`) is one.
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
}

impl fmt::Debug for ClientBuilder {
    /// Doesn't show the HTTP client, which would show its default headers.
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

/// An environment variable. A blank one is an error: it was meant to be set.
fn variable(name: &str) -> Result<Option<String>, ConfigError> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(ConfigError::new(format!("`{name}` is blank"))),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        // The error would print the value, which may be a key.
        Err(env::VarError::NotUnicode(_)) => {
            Err(ConfigError::new(format!("`{name}` isn't Unicode")))
        }
    }
}
