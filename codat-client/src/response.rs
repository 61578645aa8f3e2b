//! Responses: as they came over the wire, and what is read from them.

mod from_response;
mod quota;
mod raw_response;

use std::fmt;

use http::{HeaderMap, StatusCode};

pub(crate) use from_response::unread;
pub use from_response::{FromResponse, ResponseValue};
pub(crate) use quota::LatestQuota;
pub use quota::Quota;
pub use raw_response::RawResponse;
pub(crate) use raw_response::own_values;

/// A successful response: its value, status, headers and quota, made by [`Call::with_response`](crate::Call::with_response).
///
/// ```no_run
/// # async fn example(codat: codat_client::Client, company_id: codat_client::CompanyId) -> codat_client::Result<()> {
/// use codat_client::api::Companies;
///
/// let response = codat.get_company_access_token(company_id).with_response().await?;
/// println!("{}, {:?} requests left today", response.status(), response.quota().remaining());
/// let token = response.into_value();
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, raw: &RawResponse) -> Self {
        let mut headers = raw.headers().clone();
        own_values(&mut headers);
        Self {
            value,
            status: raw.status(),
            headers,
            attempts: raw.attempts(),
        }
    }

    /// What the endpoint returned.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the endpoint returned, by value.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same response with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            status: self.status,
            headers: self.headers,
            attempts: self.attempts,
        }
    }

    /// The HTTP status: 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The response's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The quota in the response's headers.
    pub fn quota(&self) -> Quota {
        Quota::from_headers(&self.headers)
    }

    /// The number of attempts: 1 if nothing was retried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// Without the headers' values, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("attempts", &self.attempts)
            .finish()
    }
}
