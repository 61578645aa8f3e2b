//! The description of an endpoint, and what its arguments can be.

mod arguments;

use std::time::Duration;

use http::{Method, StatusCode};

pub use arguments::{HeaderField, PathSegment, QueryFields, QueryValue};

/// The statuses that Codat documents, with an [`ErrorMessage`](crate::error::ErrorMessage) as their body,
/// for every one of its operations.
const DOCUMENTED_EVERYWHERE: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// What the declaration of an endpoint says, known at compile time.
///
/// [`#[codat_endpoint]`](macro@crate::codat_endpoint) makes one for each method;
/// [`Call::endpoint`](crate::Call::endpoint) and [`Error::endpoint`](crate::Error::endpoint) hand it out.
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
#[derive(Debug, Clone)]
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

/// What an endpoint's declaration says of repeating it: the `retry` option of
/// [`#[codat_endpoint]`](macro@crate::codat_endpoint).
///
/// An endpoint that says nothing goes by its method: see [`RetryConfig`](crate::RetryConfig).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// Repeating it is as harmless as repeating a `GET`, whatever its method:
    /// it is retried freely and carries no `Idempotency-Key`.
    Always,
    /// It is sent once, unless a call asks for retries of its own.
    Never,
}

/// For the macro's expansion; their form may change with any release.
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

    /// The path with its placeholders in braces, such as `/companies/{company_id}`:
    /// of low cardinality, so fit for metrics and for OpenTelemetry's `url.template`.
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// Whether this status is documented for this endpoint, so that its body should be an
    /// [`ErrorMessage`](crate::error::ErrorMessage): the usual seven, and those of the option `errors(…)`.
    pub fn documents(&self, status: StatusCode) -> bool {
        let status = status.as_u16();
        DOCUMENTED_EVERYWHERE.contains(&status) || self.documented.contains(&status)
    }

    /// The total time that a call of this endpoint has, if the declaration sets one.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// What the declaration says of retries, if it does.
    pub fn retry_mode(&self) -> Option<RetryMode> {
        self.retry
    }

    /// Whether requests carry the client's credentials: yes, unless the declaration says `auth = none`.
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// Whether requests carry an `Idempotency-Key`, by which Codat tells a repeated write from a new one:
    /// those of `POST` and `PATCH` do, unless the declaration says `retry = always`.
    pub fn takes_idempotency_key(&self) -> bool {
        self.is_write() && self.retry != Some(RetryMode::Always)
    }

    /// Whether repeating a request may execute something twice.
    pub(crate) fn is_write(&self) -> bool {
        matches!(self.method, Method::POST | Method::PATCH)
    }

    /// What stands for an endpoint where none was called: in the answers of fakes.
    pub(crate) fn fake() -> &'static Self {
        static FAKE: Endpoint = Endpoint::new(Method::GET, "fake", "/");
        &FAKE
    }

    /// The note of the method's `#[deprecated]` attribute, if it has one.
    pub fn deprecation_note(&self) -> Option<&'static str> {
        self.deprecated
    }
}
