//! The client: what all calls share.

mod base_url;
mod builder;
mod trust;

use std::fmt;
use std::sync::{Arc, LazyLock};

pub(crate) use base_url::BaseUrl;
pub use builder::ClientBuilder;

use crate::credentials::Credentials;
use crate::engine::{Engine, Stats};
use crate::error::Error;
use crate::response::Quota;
use crate::retry::RetryBudget;
use trust::Trust;

/// A client of the Codat API. Cheap to clone: make one and share it.
///
/// It has no methods for endpoints of its own; they come from the traits in [`api`](crate::api), and from yours:
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
/// Unless its [builder](ClientBuilder) is told otherwise,
///
/// - requests go over [HTTPS](ClientBuilder::https_only) but for loopback, the key goes to the base URL's origin and
///   [no other](ClientBuilder::trust_origin), and redirects aren't followed;
/// - a call ends within [60 s](ClientBuilder::timeout) and an attempt within [30 s](ClientBuilder::attempt_timeout), however
///   slowly an answer comes;
/// - an answer is read to [16 MiB](ClientBuilder::max_response_size), an error's to 1 MiB, and JSON to a depth of 127;
/// - a write that may have happened isn't [repeated](crate::RetryConfig), and all retries together have a
///   [budget](crate::RetryBudget).
///
/// The number of calls under way at once is up to you. Each may hold an answer of the largest size in memory; a semaphore around
/// the calls, or `tower`'s `ConcurrencyLimitLayer` as a [layer](crate::layer) around their attempts, limits them.
///
/// # Tracing and metrics
///
/// Each attempt is a [`tracing`](https://docs.rs/tracing) span `http.client` of the target `codat_client` at the level `INFO`, by
/// [OpenTelemetry's conventions](https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span) for HTTP clients:
///
/// | field | value |
/// | --- | --- |
/// | `otel.name`, `otel.kind` | method and template, such as `GET /companies/{company_id}`; `client` |
/// | `http.request.method` | such as `GET` |
/// | `http.request.resend_count` | from 1, of a retry only |
/// | `url.full` | with the template in place of the path, and no query |
/// | `url.template`, `url.scheme` | such as `/companies/{company_id}`; `https` |
/// | `server.address`, `server.port` | the base URL's |
/// | `http.response.status_code` | once there is an answer |
/// | `error.type` | of a failure: the status, or a word such as `timeout` |
/// | `otel.status_code`, `otel.status_description` | of a failure: `ERROR`; the error's message, where there is no status |
/// | `codat.endpoint` | the method of the trait |
/// | `codat.correlation_id` | of an error, where Codat sent one |
///
/// And there are three events, each with `codat.endpoint` and the error's message as `exception.message`:
///
/// | level | event | further fields |
/// | --- | --- | --- |
/// | `DEBUG` | the attempt failed and will be repeated | `codat.attempts`, `codat.wait` |
/// | `WARN` | the attempt failed and the [retry budget](RetryBudget) is spent | `codat.attempts` |
/// | `DEBUG` | the answer can't be read | `http.response.status_code`, `error.type` |
///
/// No key, header, argument or body is in any of them, but for what an error's message [quotes of an answer](crate::Error#what-it-keeps-and-shows),
/// which is short and masked.
///
/// Without a subscriber there are [`stats`](Self::stats), [`quota`](Self::quota) and the budget's
/// [`available`](RetryBudget::available). The repository's example `opentelemetry` exports spans and numbers.
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
    /// A client with these credentials and otherwise the defaults of [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] if the key can't be one, and [`Error::Config`] if the TLS library can't be set up.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::builder().credentials(credentials).build()
    }

    /// A client from the environment: `CODAT_API_KEY` holds the key, in either of its two forms, and
    /// `CODAT_BASE_URL`, if set, the base URL.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if `CODAT_API_KEY` isn't set or `CODAT_BASE_URL` isn't a base URL, and
    /// [`Error::Credentials`] if the key can't be one.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// Settings for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// The client of fakes, which fails every call with [`Error::Request`] and sends nothing.
    ///
    /// A fake answers with [`Call::ready`](crate::Call::ready) and needs no client, yet its trait asks for one:
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

    /// What this client and its clones have done so far, for metrics.
    pub fn stats(&self) -> Stats {
        self.inner.engine.stats()
    }

    /// How much of the daily quota is left, by the last answer that any call of this client or its clones received: none
    /// before the first. Of answers that arrive together any may be the last.
    ///
    /// ```no_run
    /// # fn example(codat: &codat_client::Client) {
    /// let left = codat.quota().and_then(|quota| quota.remaining());
    /// if left.is_some_and(|left| left < 100) {
    ///     // What can wait until 00:00 UTC, should.
    /// }
    /// # }
    /// ```
    pub fn quota(&self) -> Option<Quota> {
        self.inner.engine.quota()
    }

    /// The budget that this client's retries draw on.
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

/// What an endpoint's trait builds on: something that has a [`Client`].
///
/// Make it the supertrait of a trait of endpoints, and let `Client` have the trait:
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
/// A type of your own that holds a client has the trait by two implementations: `HasClient`, and an empty one of the trait.
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
/// It is `Send` and `Sync`, so that a `&dyn Invoices` can be held across an await in a spawned task.
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
