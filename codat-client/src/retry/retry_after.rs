//! The `Retry-After` header.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the server asks to wait: seconds, or the time until an HTTP date.
///
/// A date is measured from the response's own `Date` where there is one, since the two clocks need not agree;
/// a date that has passed asks for no wait. A value of another form is as good as none.
pub(crate) fn parse_retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit are still a number of seconds: the longest there is.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let resume = httpdate::parse_http_date(value).ok()?;
    let date = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    Some(
        resume
            .duration_since(date.unwrap_or(now))
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        // Sun, 06 Nov 1994 08:49:37 GMT
        parse_retry_after(
            &headers,
            SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777),
        )
    }

    #[test]
    fn seconds() {
        assert_eq!(parse("120", None), Some(Duration::from_secs(120)));
        assert_eq!(parse(" 0 ", None), Some(Duration::ZERO));
        assert_eq!(
            parse("99999999999999999999999", None),
            Some(Duration::from_secs(u64::MAX))
        );
    }

    #[test]
    fn dates() {
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        assert_eq!(parse(date, None), Some(Duration::from_secs(10)));
        assert_eq!(
            parse(date, Some("Sun, 06 Nov 1994 08:49:40 GMT")),
            Some(Duration::from_secs(7))
        );
        assert_eq!(parse(date, Some("nonsense")), Some(Duration::from_secs(10)));
        assert_eq!(
            parse("Sun, 06 Nov 1994 08:00:00 GMT", None),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn anything_else_is_no_wait() {
        for value in ["", "soon", "-1", "1.5", "1e3", "12 s", "2026-11-22"] {
            assert_eq!(parse(value, None), None, "{value:?}");
        }
        assert_eq!(
            parse_retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH),
            None
        );
    }
}
