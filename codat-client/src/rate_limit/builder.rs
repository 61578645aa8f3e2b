//! The settings of a rate limit.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::companies::Companies;
use super::pace::Pace;
use super::{Limits, RateLimit};

/// Builds a [`RateLimit`] with other limits than Codat's published ones.
///
/// ```
/// use codat_client::RateLimit;
///
/// // One of four processes behind the same address.
/// let limit = RateLimit::builder().per_minute(250).build();
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct RateLimitBuilder {
    per_minute: NonZeroU32,
    concurrent_per_company: NonZeroU32,
}

impl RateLimitBuilder {
    pub(super) fn new() -> Self {
        Self {
            per_minute: at_least_one(1_000),
            concurrent_per_company: at_least_one(10),
        }
    }

    /// The requests a minute, at least one: 1,000 unless set. Set it where several processes share an IP address, or where
    /// Codat has agreed to another limit.
    pub fn per_minute(mut self, requests: u32) -> Self {
        self.per_minute = at_least_one(requests);
        self
    }

    /// The concurrent requests of one company, at least one: 10 unless set.
    pub fn concurrent_per_company(mut self, requests: u32) -> Self {
        self.concurrent_per_company = at_least_one(requests);
        self
    }

    /// Builds the limit. Clone it to share it.
    pub fn build(self) -> RateLimit {
        RateLimit {
            limits: Arc::new(Limits {
                pace: Pace::new(self.per_minute),
                companies: Companies::new(self.concurrent_per_company.get()),
            }),
        }
    }
}

fn at_least_one(requests: u32) -> NonZeroU32 {
    NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_what_they_were_set_to() {
        let builder = RateLimit::builder().per_minute(0);
        let limit = builder.concurrent_per_company(3).build();
        let shown = format!("{limit:?} {:?}", RateLimit::default());
        assert_eq!(
            shown,
            "RateLimit { per_minute: 1, concurrent_per_company: 3 } \
             RateLimit { per_minute: 1000, concurrent_per_company: 10 }"
        );
    }
}
