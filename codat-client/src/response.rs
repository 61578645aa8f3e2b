//! What comes back.

mod from_response;

pub use from_response::FromResponse;

use http::{HeaderMap, StatusCode};

use crate::quota::Quota;
use crate::raw_response::RawResponse;

/// A successful answer with what came around its value: made by [`Call::with_response`](crate::Call::with_response).
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
#[derive(Debug, Clone)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, raw: RawResponse) -> Self {
        Self { value, raw }
    }

    /// What the endpoint returned.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the endpoint returned, by value.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status: 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        self.raw.headers()
    }

    /// The quota that the answer's headers tell of.
    pub fn quota(&self) -> Quota {
        Quota::from_headers(self.raw.headers())
    }

    /// How many attempts the call took: 1 where nothing had to be retried.
    pub fn attempts(&self) -> u32 {
        self.raw.attempts()
    }
}
