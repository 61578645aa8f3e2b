//! The `Retry-After` header.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the server asks to wait: seconds, or the time until an HTTP date. Of several values the longest counts.
///
/// A date is measured from the response's own `Date` where there is one, since the two clocks need not agree. A date that has
/// passed asks for no wait. A value of another form is ignored.
pub(crate) fn parse_retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let values = headers.get_all(RETRY_AFTER).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    let date = || {
        let date = headers.get(DATE)?.to_str().ok()?;
        httpdate::parse_http_date(date).ok()
    };
    let waits = values.filter_map(|value| match httpdate::parse_http_date(value.trim()) {
        Ok(resume) => {
            let wait = resume.duration_since(date().unwrap_or(now));
            Some(wait.unwrap_or_default())
        }
        // A proxy may have put several headers into one.
        Err(_) => value.split(',').filter_map(seconds).max(),
    });
    waits.max()
}

/// Seconds, perhaps with a fraction.
fn seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let is_number =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // More seconds than fit are still a number of seconds: the longest there is.
    let whole = Duration::from_secs(whole.parse().unwrap_or(u64::MAX));
    let begun = fraction.bytes().any(|digit| digit != b'0');
    Some(whole.saturating_add(Duration::from_secs(u64::from(begun))))
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
    fn a_begun_second_is_waited_for() {
        for (value, seconds) in [("1.5", 2), ("1.0", 1), ("0.001", 1)] {
            assert_eq!(
                parse(value, None),
                Some(Duration::from_secs(seconds)),
                "{value}"
            );
        }
    }

    #[test]
    fn of_several_the_longest_counts() {
        let later = "Sun, 06 Nov 1994 09:49:37 GMT";
        for (values, expected) in [
            (vec!["0", "3600"], 3600),
            (vec!["3600", "0"], 3600),
            (vec!["3600, 3600"], 3600),
            (vec!["soon, 7, 0"], 7),
            (vec!["soon", "7"], 7),
            (vec!["5", later], 3600),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append(RETRY_AFTER, value.parse().unwrap());
            }
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
            let wait = parse_retry_after(&headers, now);
            assert_eq!(wait, Some(Duration::from_secs(expected)), "{values:?}");
        }
    }

    #[test]
    fn anything_else_is_no_wait() {
        for value in [
            "",
            "soon",
            "-1",
            "1.",
            ".5",
            "1.5.1",
            "1e3",
            "12 s",
            "2026-11-22",
            ",",
        ] {
            assert_eq!(parse(value, None), None, "{value:?}");
        }
        assert_eq!(
            parse_retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH),
            None
        );
    }
}
