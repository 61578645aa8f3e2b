//! From arguments to a request: everything that happens before any I/O.

pub mod body;
pub(crate) mod builder;
mod encode;
mod fields;
pub(crate) mod header_value;
mod headers;
mod value;

use std::fmt;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

pub(crate) use headers::{
    IDEMPOTENCY_KEY, check_header_name, check_headers_size, is_set_by_client,
};
pub(crate) use value::single_value;

use crate::CompanyId;
use crate::endpoint::Endpoint;
use crate::error::RequestFault;

/// The request of a call: what [`Call::request`](crate::Call::request) returns.
///
/// It doesn't have what the client adds to each attempt: the credentials, `User-Agent`, `Idempotency-Key`, and `Accept` if the declaration and
/// the call don't set it.
#[derive(Clone)]
pub struct Request {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    /// The `Accept` to send if the headers have none. Beside them, since most requests have no others, and then a map of them is
    /// made once, with the rest of what is sent.
    pub(crate) accept: HeaderValue,
    /// The `Host`, made once for the base URL.
    pub(crate) host: HeaderValue,
    pub(crate) body: Option<Bytes>,
}

impl Request {
    /// The description of the endpoint.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.endpoint.method()
    }

    /// The whole URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, encoded.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

impl Request {
    /// The company in the path.
    pub(crate) fn company_id(&self) -> Option<CompanyId> {
        CompanyId::in_path(self.endpoint.template(), &self.path)
    }

    /// Sets the query, encoded already.
    pub(crate) fn set_query(&mut self, query: String) -> Result<(), RequestFault> {
        self.url.set_query(Some(&query));
        self.query = query;
        check_url_size(&self.url)
    }

    /// The headers for one attempt, with room for those that are added on the way.
    pub(crate) fn headers_to_send(&self) -> HeaderMap {
        // What else there will be: `Accept`, `User-Agent`, `Authorization` and `Host`.
        let mut headers = HeaderMap::with_capacity(self.headers.keys_len() + 4);
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        if !headers.contains_key(ACCEPT) {
            headers.insert(ACCEPT, self.accept.clone());
        }
        headers
    }
}

/// Refuses a URL that is too long to be sent.
fn check_url_size(url: &Url) -> Result<(), RequestFault> {
    match url.as_str().len() > encode::MAX_URL_SIZE {
        true => Err(RequestFault::LongUrl),
        false => Ok(()),
    }
}

impl fmt::Debug for Request {
    /// Without the arguments' values, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", self.method())
            .field("template", &self.endpoint.template())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(Bytes::len))
            .finish()
    }
}
