//! How long a failure is the answer, where there is no token to fall back on: pure.

use std::time::Duration;

use crate::Error;

/// After a refusal, which another request would only meet again.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);

/// The most of what `Retry-After` asks for. It may be most of a day, and the plan may be raised meanwhile.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// None: not at all. A transient failure comes after the call's own retries, which have had their pauses.
pub(super) fn kept_for(error: &Error) -> Option<Duration> {
    if let Some(asked) = error.retry_after() {
        return Some(asked.min(LONGEST));
    }
    let refused = error
        .status()
        .is_some_and(|status| status.is_client_error());
    refused.then_some(AFTER_REFUSAL)
}

#[cfg(test)]
mod tests {
    use super::kept_for;
    use crate::{Error, HeaderMap, RawResponse, StatusCode};
    use std::time::Duration;

    fn kept(status: u16, retry_after: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert("retry-after", value.parse().unwrap());
        }
        let status = StatusCode::from_u16(status).unwrap();
        kept_for(&Error::from_response(RawResponse::new(status, headers, "")))
    }

    #[test]
    fn refusals_are_kept_briefly_and_transient_failures_not() {
        for status in [401, 402, 403, 404, 429] {
            assert_eq!(kept(status, None), Some(Duration::from_secs(1)), "{status}");
        }
        for status in [500, 503] {
            assert_eq!(kept(status, None), None, "{status}");
        }
    }

    #[test]
    fn retry_after_is_obeyed_within_reason() {
        for status in [429, 503] {
            assert_eq!(kept(status, Some("60")), Some(Duration::from_secs(60)));
            assert_eq!(kept(status, Some("36000")), Some(Duration::from_secs(300)));
        }
    }
}
