//! Staying inside the API's limits by waiting on this side.

mod builder;
mod companies;
mod line;
mod pace;

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

/// A [layer](crate::layer) that keeps requests inside Codat's published limits, by letting them wait for their turn: 1,000
/// a minute from one IP address, and 10 at once for each company.
///
/// It is a handle: all its clones, and the clients they are given to, share one limit. Since Codat counts by IP address,
/// give all clients of a machine the same, and each of several processes its [part](RateLimitBuilder::per_minute).
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
/// Every attempt passes it, retries too. If there are other layers, add it last, so that whatever they send passes it.
///
/// # Whose turn it is
///
/// The requests of a company are sent in the order in which they came, and so are those of all companies that have to wait
/// because of the minute. A company whose requests wait for each other doesn't hold up another. A call that is dropped
/// while it waits makes room at once, and those behind it move up. Nothing is kept of a company without requests.
///
/// The company is the value that stands behind `/companies/` in the endpoint's path. An endpoint without one is only
/// limited by the minute.
///
/// # Calls that aren't polled
///
/// A call that has begun and then isn't polled, such as those in a `buffer_unordered` while the body of its loop awaits
/// something else, doesn't hold up others in the minute: it loses its turn, and is the first again once it is polled. But it
/// keeps its place among the requests of its company. Ten such calls of one company hold up every further one of the same
/// company, which then ends with [`Error::RateLimit`] when its time is up; if it is awaited in that body, they wait for each
/// other. Spawn the calls as tasks, or buffer fewer than ten, where the body calls the same company.
///
/// # The minute
///
/// Codat doesn't say when its minute begins, so no minute sees more than the limit, wherever it begins. A tenth of it may pass
/// at once, after a pause; then there is one request in about 67 ms, 900 in a minute. What counts is when a request
/// passes this layer. If it then has to wait, for [credentials](crate::Credentials::provider) or a connection, it may be
/// sent together with others that passed later, and the network may let them arrive closer together too: a 429 is retried
/// all the same.
///
/// The daily quota isn't its concern: that is no matter of waiting. [`Client::quota`](crate::Client::quota) tells what is
/// left of it.
///
/// # Errors
///
/// Waiting counts towards the time of the attempt, and leaves a third of it, 5 s at most, for the request itself: of 30 s, 25 s may be
/// waited. Otherwise a write could be sent so late that it is executed and yet ends in a time-out.
///
/// A call whose turn wouldn't come by then ends with [`Error::RateLimit`], without a retry, which would only stand in line again. This
/// attempt was not sent. If it is the minute for which it would have to wait too long, as the line stands, it learns that at once.
#[derive(Clone)]
pub struct RateLimit {
    limits: Arc<Limits>,
}

struct Limits {
    pace: Pace,
    companies: Companies,
}

/// The most of an attempt's time that is kept for the request itself.
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
    /// Waits until the request may be sent; it is under way until what comes out is dropped.
    async fn admit(&self, attempt: &Attempt, path: &str) -> Result<Option<Place<'_>>, Error> {
        let endpoint = attempt.endpoint;
        let reserve = (attempt.time_left() / 3).min(LONGEST_RESERVE);
        let deadline = attempt.deadline.earlier_by(reserve);
        // The company first: a turn in the minute that then had to wait would come at any time.
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
            Some(Err(wait)) => Err(RateLimitError::minute(endpoint, Some(wait)).into()),
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
                    // It won't be sent either.
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

/// The company that a request is about: what its path has where the template has a placeholder behind `companies`.
fn company(template: &str, path: &str) -> Option<String> {
    let mut value = None;
    // From their ends, since a base URL may have a path of its own.
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
