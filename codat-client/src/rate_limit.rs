//! A client-side rate limit: requests wait here instead of exceeding the API's limits.

mod builder;
mod companies;
mod pace;
mod queue;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tower::ServiceExt as _;
use tower_layer::Layer;

pub use self::builder::RateLimitBuilder;
use self::companies::{Companies, Place};
use self::pace::Pace;
use crate::error::{Error, RateLimitError};
use crate::layer::{Attempt, AttemptService};

/// A [layer](crate::layer) that delays requests to stay within Codat's published limits: 1,000 requests a minute from one IP address,
/// and 10 concurrent requests for each company.
///
/// Clones of a `RateLimit` count together. Codat counts by IP address, so create one, and give a clone to each client of the process.
/// If several processes use one IP address, [set](RateLimitBuilder::per_minute) a part of the limit in each.
///
/// ```
/// # fn main() -> codat_client::Result<()> {
/// use codat_client::{Client, Credentials, RateLimit};
///
/// let limit = RateLimit::new();
/// let codat = Client::builder()
///     .credentials(Credentials::api_key("my-api-key"))
///     .layer(limit.clone())
///     .build()?;
/// let another = Client::builder()
///     .credentials(Credentials::api_key("another-api-key"))
///     .layer(limit)
///     .build()?;
/// # Ok(()) }
/// ```
///
/// It counts every attempt, retries included. If there are other layers, add it last, so that it counts every request that they send.
///
/// # Order
///
/// Requests are sent in the order of arrival, within their company and within the minute. Requests that wait for their company
/// don't block other companies. A call that is dropped while it waits makes room at once. A company without requests takes no
/// memory.
///
/// The company is the value behind `/companies/` in the endpoint's path. A request without a company is limited by the minute
/// only.
///
/// # Calls that aren't polled
///
/// A call may be polled once and then left for a while: for example the calls in a `buffer_unordered`, while the body of the
/// loop awaits something else.
///
/// - For the limit of a minute, such a call blocks no other call. It loses its turn, and is first when it is polled again.
/// - For the limit of a company, it keeps its place. Ten such calls block all other calls of that company. If the body of the loop
///   makes such a call, that call fails with [`Error::RateLimit`] at its time limit.
///
/// If the body calls the same company, spawn the calls as tasks, or buffer fewer than ten.
///
/// # The minute
///
/// Codat doesn't say when its minute begins, so the limit holds for any 60 seconds. After a pause, a tenth of the limit passes
/// at once. Then one request passes about every 67 ms, which is 900 a minute.
///
/// What counts is when a request passes this layer. It may still have to wait for [credentials](crate::Credentials::provider)
/// or a connection, so requests can reach Codat closer together. A 429 is therefore still possible, and is retried.
///
/// The daily quota is not limited here: see [`Client::quota`](crate::Client::quota).
///
/// # Errors
///
/// Waiting counts towards the time of the attempt. A third of that time, at most 5 s, is reserved for the request itself: of
/// 30 s, a request may wait for 25 s. Otherwise a write could be sent so late that it is executed and still times out.
///
/// A call whose turn doesn't come by then fails with [`Error::RateLimit`]. The attempt was not sent, and it is not retried:
/// a retry would have to queue again. If the queue for the minute is already too long, the call fails at once.
#[derive(Clone)]
pub struct RateLimit {
    limits: Arc<Limits>,
}

struct Limits {
    pace: Pace,
    companies: Companies,
}

/// The most of an attempt's time that is reserved for the request itself.
const LONGEST_RESERVE: Duration = Duration::from_secs(5);

impl RateLimit {
    /// Codat's published limits.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Other limits.
    pub fn builder() -> RateLimitBuilder {
        RateLimitBuilder::new()
    }
}

impl Limits {
    /// Waits until the request may be sent. It counts as under way until the place is dropped.
    async fn admit(&self, attempt: &Attempt, path: &str) -> Result<Option<Place<'_>>, Error> {
        let endpoint = attempt.endpoint;
        let reserve = (attempt.time_left() / 3).min(LONGEST_RESERVE);
        let deadline = attempt.deadline.earlier_by(reserve);
        // The company first: a request must be sent as soon as it has its turn in the minute.
        let place = match company(endpoint.template(), path) {
            Some(company) => {
                let entered = deadline.limit(self.companies.enter(&company)).await;
                Some(entered.ok_or_else(|| RateLimitError::company(endpoint))?)
            }
            None => None,
        };
        let turn = deadline.limit(self.pace.turn(|| deadline.left())).await;
        match turn {
            Some(Ok(())) => Ok(place),
            Some(Err(wait)) => {
                let turn = (wait, deadline.left());
                Err(RateLimitError::minute(endpoint, Some(turn)).into())
            }
            None => Err(RateLimitError::minute(endpoint, None).into()),
        }
    }
}

impl Layer<AttemptService> for RateLimit {
    type Service = AttemptService;

    fn layer(&self, inner: AttemptService) -> AttemptService {
        let limits = Arc::clone(&self.limits);
        AttemptService::new(tower::service_fn(move |request: Request<Bytes>| {
            let (limits, inner) = (Arc::clone(&limits), inner.clone());
            async move {
                let _place = match request.extensions().get::<Attempt>() {
                    Some(attempt) => limits.admit(attempt, request.uri().path()).await?,
                    // A layer took the `Attempt` away. The sender refuses such a request.
                    None => None,
                };
                inner.oneshot(request).await
            }
        }))
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit")
            .field("per_minute", &self.limits.pace.per_minute)
            .field("concurrent_per_company", &self.limits.companies.most)
            .finish()
    }
}

/// The company of a request: the part of its path where the template has a placeholder behind `companies`.
fn company(template: &str, path: &str) -> Option<String> {
    let mut value = None;
    // From the end, since a base URL may have a path.
    for (declared, actual) in template.rsplit('/').zip(path.rsplit('/')) {
        if declared == "companies" && value.is_some() {
            return value.map(str::to_ascii_lowercase);
        }
        value = declared.starts_with('{').then_some(actual);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_stands_behind_companies() {
        let of = |template, path| company(template, path);
        let some = |company: &str| Some(company.to_owned());
        assert_eq!(of("/companies/{id}", "/companies/A1"), some("a1"));
        let template = "/companies/{company_id}/connections/{connection_id}";
        assert_eq!(of(template, "/companies/a/connections/b"), some("a"));
        assert_eq!(of(template, "/base/companies/a/connections/b"), some("a"));
        assert_eq!(of("/companies", "/companies"), None);
        assert_eq!(of("/companies/all", "/companies/all"), None);
        assert_eq!(of("/connections/{id}", "/connections/companies"), None);
        assert_eq!(of("/{a}/{b}", "/companies/b"), None);
        assert_eq!(of("/v/{a}", "/companies/a/v/companies"), None);
    }
}
