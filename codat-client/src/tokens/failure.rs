//! Failures that are cached where there is no token: for how long, and how much of them.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::error::ErrorMessage;
use crate::{Bytes, Error, RawResponse};

/// How long a refusal is cached, which another request would only get again.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// The most that `Retry-After` is obeyed. It may ask for most of a day, and the plan may be raised meanwhile.
pub(super) const LONGEST: Duration = Duration::from_secs(5 * 60);

/// An error whose response is larger than this, in bytes, is cached without headers and body.
const MAX_SIZE: usize = 4096;

/// What a header or an objection of Codat's takes in memory, beside its text.
const OVERHEAD: usize = 100;

/// None: it isn't cached. A transient failure comes after the call's own retries, which have had their pauses.
pub(super) fn cached_for(error: &Error) -> Option<Duration> {
    if let Some(asked) = error.retry_after() {
        return Some(asked.min(LONGEST));
    }
    let status = error.status()?;
    status.is_client_error().then_some(AFTER_REFUSAL)
}

/// The same error as far as there is room for it: without the attempts before, and without a large response.
pub(super) fn slim(error: &Error) -> Error {
    let (Some(status), Some(headers), Some(body)) = (error.status(), error.headers(), error.body())
    else {
        return error.clone();
    };
    let sizes = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + OVERHEAD);
    let validation = error.error_message().and_then(ErrorMessage::validation);
    let objections = validation.map_or(0, |all| all.errors().len() + all.warnings().len());
    let size = sizes.sum::<usize>() + body.len() + objections * OVERHEAD;
    if size <= MAX_SIZE && error.earlier().is_none() {
        return error.clone();
    }
    let retry_after = headers
        .get(RETRY_AFTER)
        .filter(|value| value.len() < MAX_SIZE);
    let retry_after = retry_after.map(|value| (RETRY_AFTER, value.clone()));
    let mut raw = RawResponse::new(status, HeaderMap::from_iter(retry_after), Bytes::new());
    raw.endpoint = error.endpoint().unwrap_or(raw.endpoint);
    raw.attempts = error.attempts();
    Error::from_response(raw)
}
