//! The client: the engine, the base URL and the trusted origins that all calls share.

mod base_url;
mod build;
mod builder;
mod trust;

use std::fmt;
use std::sync::{Arc, LazyLock};

pub(crate) use base_url::BaseUrl;
pub use builder::ClientBuilder;

use crate::credentials::Credentials;
use crate::engine::Engine;
use crate::error::Error;
use crate::response::Quota;
use crate::retry::RetryBudget;
use crate::stats::Stats;
use trust::Trust;

/// A client of the Codat API. Create one and share it: clones are cheap and use the same connections.
///
/// The endpoints are methods of the traits in [`api`](crate::api), and of your own traits:
///
/// ```no_run
/// # async fn example(key: &str, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
/// use codat_client::{Client, Credentials, api::Companies};
///
/// let codat = Client::new(Credentials::api_key(key))?;
/// let token = codat.get_company_access_token(company_id).await?;
/// # Ok(()) }
/// ```
///
/// # Guarantees
///
/// These are the defaults. The settings of the [builder](ClientBuilder) change them.
///
/// - Requests use [HTTPS](ClientBuilder::https_only), except to loopback.
/// - The API key is sent to the base URL's origin and to [no other](ClientBuilder::trust_origin). Redirects aren't followed.
/// - A call ends within [60 s](ClientBuilder::timeout), and an attempt within [30 s](ClientBuilder::attempt_timeout).
/// - The body of a successful response can have up to [16 MiB](ClientBuilder::max_response_size). A larger one is an error. Of an
///   error's body, 1 MiB is kept.
/// - JSON values can be nested up to 127 levels deep, except in fields that the type doesn't have.
/// - A write is never [executed twice](crate::RetryConfig) by a retry.
/// - All retries together have a [budget](crate::RetryBudget).
///
/// The number of concurrent calls is not limited, and each may hold a response in memory. To limit it, use a semaphore around
/// the calls, or `tower`'s `ConcurrencyLimitLayer` as a [layer](crate::layer) around their attempts.
///
/// # Runtimes
///
/// A connection belongs to the tokio runtime that made it, and works as long as that runtime is driven. A client can be used on
/// several runtimes, one after the other or at once. If a runtime is dropped, its calls fail, or are retried on the runtime that polls
/// them next. But if a runtime exists and isn't driven, such as a `current_thread` one outside of `block_on`, its connections stay in
/// the pool. Calls that get such a connection time out. Give such a runtime a client of its own.
///
/// [Blocking calls](crate::Call) have a pool and a runtime of their own.
///
/// # Tracing and metrics
///
/// Each attempt is a [`tracing`](https://docs.rs/tracing) span `http.client` with the target `codat_client` and the level
/// `INFO`. Its fields follow
/// [OpenTelemetry's conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span):
///
/// | field | value |
/// | --- | --- |
/// | `otel.name`, `otel.kind` | method and template, such as `GET /companies/{company_id}`; `client` |
/// | `http.request.method` | such as `GET` |
/// | `http.request.resend_count` | 1 for the first retry; absent before |
/// | `url.full` | the template in place of the path, and no query |
/// | `url.template`, `url.scheme` | such as `/companies/{company_id}`; `https` |
/// | `server.address`, `server.port` | those of the base URL |
/// | `http.response.status_code` | if there was a response |
/// | `error.type` | of a failed attempt: the status, or a word such as `timeout` |
/// | `otel.status_code` | of a failed attempt: `ERROR` |
/// | `otel.status_description` | of a failed attempt without a status: the error's message |
/// | `codat.endpoint` | the name of the trait's method |
/// | `codat.company_id` | the path's parameter `company_id`, if it has one that is a [`CompanyId`](crate::CompanyId) |
/// | `codat.correlation_id` | of an error response, if it has one |
///
/// The attempts of a call that is [polled](crate::Call::until) are in one span `codat.until`, with `codat.endpoint`, the number of polls as
/// `codat.polls`, and `otel.status_code` if it failed.
///
/// A call has three events. Each has `codat.endpoint`, and the error's message as `exception.message`:
///
/// | level | event | further fields |
/// | --- | --- | --- |
/// | `DEBUG` | the attempt failed and will be retried | `codat.attempts`, `codat.wait` |
/// | `WARN` | the attempt failed and the [retry budget](RetryBudget) is used up | `codat.attempts` |
/// | `DEBUG` | the response can't be decoded | `http.response.status_code`, `error.type` |
///
/// Spans and events contain no API key, header, argument or body. An error's message may
/// [quote a response](crate::Error#what-it-keeps-and-shows): the quotation is short and masked.
///
/// Metrics don't need a subscriber: see [`stats`](Self::stats), [`quota`](Self::quota) and
/// [`RetryBudget::available`]. The repository's example `opentelemetry` exports both.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What all clones share.
struct Inner {
    engine: Engine,
    base_url: BaseUrl,
    trust: Trust,
}

impl Client {
    /// A client with these credentials, and otherwise the defaults of [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] if the key is malformed, and [`Error::Config`] if TLS or the environment's proxy can't be set up.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::builder().credentials(credentials).build()
    }

    /// A client from the environment. `CODAT_API_KEY` is the API key, or the complete header value `Basic …`. `CODAT_BASE_URL`, if
    /// set, is the base URL.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `CODAT_API_KEY` isn't set or `CODAT_BASE_URL` isn't a base URL, and those of [`new`](Self::new).
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The settings of a new client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client that sends nothing: every call fails with [`Error::Request`].
    ///
    /// A fake returns [`Call::ready`](crate::Call::ready) and needs no client, but its trait requires one:
    ///
    /// ```
    /// use codat_client::{Client, HasClient};
    ///
    /// struct Fake;
    ///
    /// impl HasClient for Fake {
    ///     fn client(&self) -> &Client {
    ///         Client::offline()
    ///     }
    /// }
    /// ```
    pub fn offline() -> &'static Self {
        static OFFLINE: LazyLock<Client> = LazyLock::new(|| ClientBuilder::new().build_offline());
        &OFFLINE
    }

    /// The number of calls, attempts and retries of this client and its clones so far, for metrics.
    pub fn stats(&self) -> Stats {
        self.inner.engine.stats()
    }

    /// The daily quota, as the last response to this client or its clones reported it. `None` before the first response.
    ///
    /// ```no_run
    /// # fn example(codat: &codat_client::Client) {
    /// let left = codat.quota().and_then(|quota| quota.remaining());
    /// if left.is_some_and(|left| left < 100) {
    ///     // Postpone what can wait until 00:00 UTC.
    /// }
    /// # }
    /// ```
    pub fn quota(&self) -> Option<Quota> {
        self.inner.engine.quota()
    }

    /// The retry budget of this client.
    pub fn retry_budget(&self) -> &RetryBudget {
        &self.inner.engine.settings.budget
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.inner.base_url
    }

    pub(crate) fn trust(&self) -> &Trust {
        &self.inner.trust
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("settings", &self.inner.engine.settings)
            .finish_non_exhaustive()
    }
}

/// A type that has a [`Client`]. Every trait of endpoints has this supertrait.
///
/// Make it the supertrait of your own trait, and implement your trait for `Client`:
///
/// ```
/// use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
///
/// trait Invoices: HasClient {
///     #[codat_endpoint(DELETE, "/companies/<company_id>/invoices/<number>")]
///     fn delete_invoice(&self, company_id: CompanyId, number: &str) -> Call<()>;
/// }
///
/// impl Invoices for Client {}
/// ```
///
/// If your own type holds a client, implement both for it: `HasClient`, and your trait with an empty body.
///
/// ```
/// # use codat_client::{Call, Client, CompanyId, HasClient, codat_endpoint};
/// # trait Invoices: HasClient {
/// #     #[codat_endpoint(DELETE, "/companies/<company_id>/invoices/<number>")]
/// #     fn delete_invoice(&self, company_id: CompanyId, number: &str) -> Call<()>;
/// # }
/// struct App {
///     codat: Client,
/// }
///
/// impl HasClient for App {
///     fn client(&self) -> &Client {
///         &self.codat
///     }
/// }
///
/// impl Invoices for App {}
/// ```
///
/// It requires `Send` and `Sync`, so that a spawned task can hold a `&dyn Invoices` across an `.await`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no client to send calls with",
    note = "implement `codat_client::HasClient` for it: `fn client(&self) -> &Client`"
)]
pub trait HasClient: Send + Sync {
    /// The client that sends the calls.
    fn client(&self) -> &Client;
}

impl HasClient for Client {
    fn client(&self) -> &Client {
        self
    }
}

impl<T: HasClient + ?Sized> HasClient for &T {
    fn client(&self) -> &Client {
        (**self).client()
    }
}

impl<T: HasClient + ?Sized> HasClient for Box<T> {
    fn client(&self) -> &Client {
        (**self).client()
    }
}

impl<T: HasClient + ?Sized> HasClient for Arc<T> {
    fn client(&self) -> &Client {
        (**self).client()
    }
}
