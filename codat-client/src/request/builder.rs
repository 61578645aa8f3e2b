//! What the expansion of `#[codat_endpoint]` calls: one step for each part of the declaration.
//!
//! Its form belongs to the macro of the same release and may change with any other.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::body::{EncodedBody, RequestBody};
use super::encode;
use super::headers::check_headers_size;
use super::{Request, check_url_size};
use crate::call::{Call, Prepared};
use crate::client::{Client, HasClient};
use crate::endpoint::{Endpoint, HeaderField, PathSegment, QueryFields, QueryValue};
use crate::engine::Overrides;
use crate::error::{Error, RequestError, RequestFault};
use crate::response::{FromResponse, ResponseValue};

/// What an `async` endpoint returns: a `Result` with the client's own error.
#[diagnostic::on_unimplemented(
    message = "an `async` endpoint returns `Result<T, codat_client::Error>`, not `{Self}`",
    label = "a call fails with `codat_client::Error`",
    note = "write `codat_client::Result<T>` in the place of the whole `Result`, and let the caller turn the error into its own"
)]
pub trait AsyncOutput {
    /// What the response decodes to.
    type Value;

    /// The call as a future of this output.
    fn of(
        call: impl Future<Output = Result<Self::Value, Error>> + Send,
    ) -> impl Future<Output = Self> + Send;
}

#[diagnostic::do_not_recommend]
impl<T> AsyncOutput for Result<T, Error> {
    type Value = T;

    fn of(call: impl Future<Output = Self> + Send) -> impl Future<Output = Self> + Send {
        call
    }
}

/// What [`RequestBuilder::new`] asks of an endpoint's trait, in the words that explain a forgotten supertrait.
///
/// `Probe` is the type of [`RequestBuilder::supertrait`]. rustc proposes a `where` clause for a bound that isn't met, and that
/// would take the trait's dyn-compatibility away; a bound that holds a function's type can't be written, and so isn't
/// proposed.
#[diagnostic::on_unimplemented(
    message = "this endpoint has no client to be sent with",
    label = "nothing gives its `self` a client: `HasClient` is missing",
    note = "declare it in a trait with this supertrait: `trait YourTrait: codat_client::HasClient {{ … }}`; in an `impl` of your own type, implement `codat_client::HasClient` for it"
)]
pub trait Supertrait<Probe> {
    /// The client that sends the calls.
    fn client_of(&self) -> &Client;
}

#[diagnostic::do_not_recommend]
impl<T: HasClient + ?Sized, Probe> Supertrait<Probe> for T {
    fn client_of(&self) -> &Client {
        self.client()
    }
}

/// A request under way. The first fault is kept and comes out of the call; the steps after it do nothing of use.
///
/// The generic steps only hand over to others that aren't, so that an endpoint adds little to its crate.
///
/// It is all that an expansion names of this crate: where `crate = …` is wrong, rustc says so once.
pub struct RequestBuilder {
    client: Client,
    endpoint: &'static Endpoint,
    /// The part of the template that is still to be rendered.
    template: &'static str,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    fault: Option<RequestError>,
}

macro_rules! descriptions {
    ($($function:ident: $method:ident,)*) => {$(
        #[doc = concat!("Describes a `", stringify!($method), "` endpoint by its name and template.")]
        pub const fn $function(name: &'static str, template: &'static str) -> Endpoint {
            Endpoint::new(Method::$method, name, template)
        }
    )*};
}

impl RequestBuilder {
    descriptions! {
        get: GET,
        head: HEAD,
        post: POST,
        put: PUT,
        patch: PATCH,
        delete: DELETE,
    }

    /// Of use for its type alone: see [`Supertrait`].
    pub fn supertrait() {}

    /// Begins a request of the client that `this` has.
    pub fn new<S, Probe>(this: &S, _: Probe, endpoint: &'static Endpoint) -> Self
    where
        S: Supertrait<Probe> + ?Sized,
    {
        Self::begin(this.client_of(), endpoint)
    }

    fn begin(client: &Client, endpoint: &'static Endpoint) -> Self {
        Self {
            client: client.clone(),
            endpoint,
            template: endpoint.template(),
            path: String::with_capacity(endpoint.template().len() + 32),
            query: String::new(),
            headers: HeaderMap::new(),
            body: None,
            fault: None,
        }
    }

    /// Fills the next placeholder of the path.
    pub fn path<T: PathSegment + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.fill(name, &value);
    }

    /// Adds a parameter to the query.
    pub fn query<T: QueryValue + ?Sized>(&mut self, name: &'static str, value: &T) {
        let pushed = encode::push_query(&mut self.query, name, value);
        self.check(pushed);
    }

    /// Flattens a struct into the query.
    pub fn query_fields<T: QueryFields + ?Sized>(&mut self, name: &'static str, fields: &T) {
        let pushed = encode::push_query_fields(&mut self.query, name, fields);
        self.check(pushed);
    }

    /// Adds pairs to the query that are encoded already.
    pub fn query_literal(&mut self, pairs: &'static str) {
        encode::push_pairs(&mut self.query, pairs);
    }

    /// Sets a header.
    pub fn header<T: HeaderField + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.set_header(name, encode::header_values(name, value));
    }

    /// Sets a header to a fixed value.
    pub fn header_literal(&mut self, name: &'static str, value: &'static str) {
        self.set_header(name, Ok(vec![HeaderValue::from_static(value)]));
    }

    /// Sets the body.
    pub fn body<T: RequestBody + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.set_body(name, value.encode());
    }

    /// Sets the body, unless there is none.
    pub fn optional_body<T: RequestBody + ?Sized>(
        &mut self,
        name: &'static str,
        value: Option<&T>,
    ) {
        if let Some(value) = value {
            self.body(name, value);
        }
    }

    /// The call of this request.
    pub fn into_call<T: ResponseValue>(self) -> Call<T> {
        Call::new(self.endpoint, self.finish(T::accept))
    }

    /// The same for a response such as `Page<Bill>`: where it can't be decoded, rustc names `Bill`.
    pub fn into_generic_call<T: FromResponse>(self) -> Call<T> {
        Call::new(self.endpoint, self.finish(T::accept))
    }

    /// The call of this request, as the future that an `async` endpoint returns.
    ///
    /// It gives a future of `R` and not just `Call<T>`, so that nothing more is said of an output that can't be.
    pub fn into_future<R, T>(self) -> impl Future<Output = R> + Send
    where
        R: AsyncOutput<Value = T>,
        T: ResponseValue,
    {
        R::of(self.into_call())
    }

    /// The same for a response such as `Page<Bill>`.
    pub fn into_generic_future<R, T>(self) -> impl Future<Output = R> + Send
    where
        R: AsyncOutput<Value = T>,
        T: FromResponse,
    {
        R::of(self.into_generic_call())
    }

    /// Renders the template up to its next placeholder, and the value in its place.
    fn fill(&mut self, name: &'static str, value: &dyn fmt::Display) {
        if let Some((literal, rest)) = self.template.split_once('{') {
            self.path.push_str(literal);
            self.template = rest.split_once('}').map_or("", |(_, rest)| rest);
        }
        let pushed = encode::push_segment(&mut self.path, name, value);
        self.check(pushed);
    }

    fn check(&mut self, pushed: Result<(), RequestFault>) {
        if let Err(fault) = pushed {
            self.fail(fault, None);
        }
    }

    fn set_header(&mut self, name: &'static str, values: Result<Vec<HeaderValue>, RequestFault>) {
        let name = HeaderName::from_static(name);
        match values {
            Ok(values) => {
                for value in values {
                    self.headers.append(name.clone(), value);
                }
            }
            Err(fault) => self.fail(fault, None),
        }
    }

    fn set_body(
        &mut self,
        name: &'static str,
        encoded: Result<EncodedBody, Box<dyn StdError + Send + Sync>>,
    ) {
        match encoded {
            Ok(encoded) => {
                let (content_type, bytes) = encoded.into_parts();
                let declared = self.headers.entry(CONTENT_TYPE);
                if contradicts(
                    declared.or_insert_with(|| content_type.clone()),
                    &content_type,
                ) {
                    return self.fail(RequestFault::ContentType(name), None);
                }
                self.body = Some(bytes);
            }
            Err(error) => self.fail(RequestFault::Body(name), Some(error)),
        }
    }

    fn fail(&mut self, fault: RequestFault, source: Option<Box<dyn StdError + Send + Sync>>) {
        if self.fault.is_none() {
            let error = RequestError::new(self.endpoint, fault);
            self.fault = Some(match source {
                Some(source) => error.with_source(source),
                None => error,
            });
        }
    }

    fn finish(mut self, accept: fn() -> HeaderValue) -> Result<Box<Prepared>, RequestError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        check_headers_size(&self.headers)
            .map_err(|fault| RequestError::new(self.endpoint, fault))?;
        self.path.push_str(self.template);
        let base_url = self.client.base_url();
        let url = base_url
            .join(&self.path, &self.query)
            .and_then(|url| check_url_size(&url).map(|()| url))
            .map_err(|fault| RequestError::new(self.endpoint, fault))?;
        let host = base_url.host().clone();
        Ok(Box::new(Prepared {
            request: Request {
                endpoint: self.endpoint,
                path: self.path,
                query: self.query,
                url,
                headers: self.headers,
                accept: accept(),
                host,
                body: self.body,
            },
            client: self.client,
            overrides: Overrides::default(),
        }))
    }
}

/// Whether the declared `Content-Type` says that the body has another format. A vendor's own type may well be JSON.
fn contradicts(declared: &HeaderValue, encoded: &HeaderValue) -> bool {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    const MULTIPART: &str = "multipart/";
    const NO_JSON: [&str; 5] = [
        FORM,
        MULTIPART,
        "application/octet-stream",
        "application/xml",
        "text/",
    ];

    if declared == encoded {
        return false;
    }
    let declared = declared.to_str().unwrap_or_default().to_ascii_lowercase();
    match encoded.to_str().unwrap_or_default() {
        JSON => !declared.contains("json") && NO_JSON.iter().any(|it| declared.starts_with(it)),
        FORM => !declared.starts_with(FORM),
        // Its boundary is in its type.
        encoded => encoded.starts_with(MULTIPART),
    }
}

impl fmt::Debug for RequestBuilder {
    /// Without what the arguments say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("endpoint", &self.endpoint.name())
            .finish_non_exhaustive()
    }
}
