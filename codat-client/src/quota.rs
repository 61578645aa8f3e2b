//! The rate-limit headers.

use http::HeaderMap;

/// How much of the daily quota is left, as the `X-Rate-Limit-*` headers of an answer tell.
///
/// Codat allows 1,000 requests a day for each active company and 1,000 more, counted together and reset at 00:00 UTC.
/// A header that is missing or can't be read is absent here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quota {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<String>,
}

impl Quota {
    /// Reads the headers of an answer.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name| text(name).and_then(|value| value.trim().parse().ok());
        Self {
            limit: number("x-rate-limit-limit"),
            remaining: number("x-rate-limit-remaining"),
            reset: text("x-rate-limit-reset").map(str::to_owned),
        }
    }

    /// The requests allowed in a day.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// The requests left today.
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// When the quota is reset: a date in a format that Codat doesn't document, as it was sent.
    pub fn reset(&self) -> Option<&str> {
        self.reset.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_headers_are_absent() {
        let mut headers = HeaderMap::new();
        assert_eq!(Quota::from_headers(&headers), Quota::default());
        headers.insert("x-rate-limit-limit", " 2000 ".parse().unwrap());
        headers.insert("x-rate-limit-remaining", "many".parse().unwrap());
        headers.insert("x-rate-limit-reset", "tomorrow".parse().unwrap());
        let quota = Quota::from_headers(&headers);
        assert_eq!(quota.limit(), Some(2000));
        assert_eq!(quota.remaining(), None);
        assert_eq!(quota.reset(), Some("tomorrow"));
    }
}
