//! The description of an endpoint, and the traits of its arguments.

mod arguments;

use std::time::Duration;

use http::{Method, StatusCode};

pub use arguments::{HeaderField, PathSegment, QueryFields, QueryValue};

/// The error statuses that Codat documents for all its operations, with an [`ErrorMessage`](crate::error::ErrorMessage) as
/// the body.
const DOCUMENTED_EVERYWHERE: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// The declaration of an endpoint, known at compile time.
///
/// [`#[codat_endpoint]`](macro@crate::codat_endpoint) makes one for each method.
/// [`Call::endpoint`](crate::Call::endpoint) and [`Error::endpoint`](crate::Error::endpoint) return it.
///
/// ```
/// use codat_client::{Call, Client, CompanyId, HasClient, Method, codat_endpoint};
///
/// trait Profiles: HasClient {
///     #[codat_endpoint(GET, "/companies/<company_id>/profile")]
///     fn get_profile(&self, company_id: CompanyId) -> Call<String>;
/// }
/// impl Profiles for Client {}
///
/// let call = Client::offline().get_profile(CompanyId::nil());
/// let endpoint = call.endpoint().unwrap();
/// assert_eq!(endpoint.method(), Method::GET);
/// assert_eq!(endpoint.template(), "/companies/{company_id}/profile");
/// ```
///
/// Two descriptions are equal if all that is declared is, wherever they are in memory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    method: Method,
    name: &'static str,
    template: &'static str,
    documented: &'static [u16],
    timeout: Option<Duration>,
    retry: Option<RetryMode>,
    authenticated: bool,
    deprecated: Option<&'static str>,
}

/// The `retry` option of [`#[codat_endpoint]`](macro@crate::codat_endpoint).
///
/// Without the option, an endpoint is retried according to its method: see [`RetryConfig`](crate::RetryConfig).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// The endpoint is idempotent, whatever its method: it is retried like a `GET` and sends no `Idempotency-Key`.
    Always,
    /// The endpoint is not retried, unless a [call](crate::Call::retries) asks for it.
    Never,
}

/// For the macro's expansion. These may change in any release.
#[doc(hidden)]
impl Endpoint {
    pub const fn new(method: Method, name: &'static str, template: &'static str) -> Self {
        Self {
            method,
            name,
            template,
            documented: &[],
            timeout: None,
            retry: None,
            authenticated: true,
            deprecated: None,
        }
    }

    #[must_use]
    pub const fn errors(mut self, statuses: &'static [u16]) -> Self {
        self.documented = statuses;
        self
    }

    #[must_use]
    pub const fn timeout_millis(mut self, millis: u64) -> Self {
        self.timeout = Some(Duration::from_millis(millis));
        self
    }

    #[must_use]
    pub const fn always_retried(mut self) -> Self {
        self.retry = Some(RetryMode::Always);
        self
    }

    #[must_use]
    pub const fn never_retried(mut self) -> Self {
        self.retry = Some(RetryMode::Never);
        self
    }

    #[must_use]
    pub const fn unauthenticated(mut self) -> Self {
        self.authenticated = false;
        self
    }

    #[must_use]
    pub const fn deprecated(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }
}

impl Endpoint {
    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The name of the trait's method, such as `get_access_token`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The path with its placeholders in braces, such as `/companies/{company_id}`.
    ///
    /// It has a low cardinality, so it is suited to metrics and to OpenTelemetry's `url.template`.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// Whether this error status is documented for this endpoint: 401, 402, 403, 404, 429, 500, 503 and those of the option
    /// `errors(…)`. Its body should be an [`ErrorMessage`](crate::error::ErrorMessage).
    pub fn documents(&self, status: StatusCode) -> bool {
        let status = status.as_u16();
        DOCUMENTED_EVERYWHERE.contains(&status) || self.documented.contains(&status)
    }

    /// The total time of a call of this endpoint, if the declaration sets one.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The option `retry` of the declaration, if it has one.
    pub fn retry_mode(&self) -> Option<RetryMode> {
        self.retry
    }

    /// Whether requests send the client's credentials: yes, unless the declaration says `auth = none`.
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// Whether requests send an `Idempotency-Key`, by which Codat recognizes a retry of a write: those of `POST` and `PATCH` do,
    /// unless the declaration says `retry = always`.
    pub fn takes_idempotency_key(&self) -> bool {
        self.is_write() && self.retry != Some(RetryMode::Always)
    }

    /// Whether a request that is sent twice may be executed twice.
    pub(crate) fn is_write(&self) -> bool {
        matches!(self.method, Method::POST | Method::PATCH)
    }

    /// Whether its requests may be sent any number of times: they change nothing, or the declaration says that they may.
    pub(crate) fn is_repeatable(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD) || self.retry == Some(RetryMode::Always)
    }

    /// The endpoint in the errors and responses of fakes.
    pub(crate) fn fake() -> &'static Self {
        static FAKE: Endpoint = Endpoint::new(Method::GET, "fake", "/");
        &FAKE
    }

    /// The note of the method's `#[deprecated]` attribute, if it has the attribute.
    pub fn deprecation_note(&self) -> Option<&'static str> {
        self.deprecated
    }
}
