//! The rate-limit headers.

use std::sync::Mutex;

use http::{HeaderMap, HeaderValue};

use crate::lock::lock;

/// How much of the daily quota is left, from the `X-Rate-Limit-*` headers of a response.
///
/// Codat allows 1,000 requests a day for each active company and 1,000 more, counted together and reset at 00:00 UTC.
/// If a header is missing or can't be read, its value is `None`.
///
/// [`Response::quota`](crate::Response::quota) is the quota in one response, [`Client::quota`](crate::Client::quota) that in the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quota {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<String>,
}

impl Quota {
    /// Reads the headers of a response.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut quota = Self::default();
        quota.update(&QuotaHeaders::read(headers));
        quota
    }

    fn update(&mut self, sent: &QuotaHeaders<'_>) {
        self.limit = sent.limit;
        self.remaining = sent.remaining;
        // It changes once a day: a response that repeats it costs no allocation.
        if self.reset.as_deref() != sent.reset {
            self.reset = sent.reset.map(str::to_owned);
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

/// The quota headers of one response.
#[derive(PartialEq, Eq, Default)]
struct QuotaHeaders<'a> {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<&'a str>,
}

impl<'a> QuotaHeaders<'a> {
    /// In one pass: it is done for every response, and looking three names up costs more.
    fn read(headers: &'a HeaderMap) -> Self {
        let mut sent = Self::default();
        for (name, value) in headers {
            match name.as_str() {
                "x-rate-limit-limit" => sent.limit = number(value),
                "x-rate-limit-remaining" => sent.remaining = number(value),
                "x-rate-limit-reset" => sent.reset = value.to_str().ok(),
                _ => {}
            }
        }
        sent
    }
}

fn number(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.trim().parse().ok()
}

/// The quota of the last response that had one.
#[derive(Debug, Default)]
pub(crate) struct LatestQuota(Mutex<Option<Quota>>);

impl LatestQuota {
    /// Takes in a response. One without these headers, such as a proxy's, changes nothing.
    pub(crate) fn record(&self, headers: &HeaderMap) {
        let sent = QuotaHeaders::read(headers);
        if sent != QuotaHeaders::default() {
            lock(&self.0).get_or_insert_default().update(&sent);
        }
    }

    pub(crate) fn get(&self) -> Option<Quota> {
        lock(&self.0).clone()
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
        for unreadable in ["", " ", "-1", "1.5", "18446744073709551616"] {
            headers.insert("x-rate-limit-limit", unreadable.parse().unwrap());
            assert_eq!(
                Quota::from_headers(&headers).limit(),
                None,
                "{unreadable:?}"
            );
        }
    }

    #[test]
    fn the_latest_response_with_quota_headers_counts() {
        let latest = LatestQuota::default();
        latest.record(&HeaderMap::new());
        assert_eq!(latest.get(), None);

        let mut headers = HeaderMap::new();
        headers.insert("x-rate-limit-limit", "2000".parse().unwrap());
        headers.insert("x-rate-limit-remaining", "7".parse().unwrap());
        headers.insert("x-rate-limit-reset", "tomorrow".parse().unwrap());
        latest.record(&headers);
        latest.record(&HeaderMap::new());
        assert_eq!(latest.get(), Some(Quota::from_headers(&headers)));

        // A missing header isn't filled in from an earlier response.
        headers.remove("x-rate-limit-reset");
        headers.insert("x-rate-limit-remaining", "6".parse().unwrap());
        latest.record(&headers);
        assert_eq!(latest.get(), Some(Quota::from_headers(&headers)));
    }
}
