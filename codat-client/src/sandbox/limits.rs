//! Codat's limits, where a test wants them enforced.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::Reply;
use crate::lock::lock;

/// The requests of one company that Codat handles at once.
const AT_ONCE: usize = 10;

/// The requests under way, by company.
#[derive(Debug, Default)]
pub(super) struct Limits {
    under_way: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// A request that is under way until this is dropped.
#[derive(Debug)]
pub(super) struct UnderWay {
    counts: Arc<Mutex<BTreeMap<String, usize>>>,
    company: String,
}

impl Limits {
    /// Lets a request of this company in, or else refuses it: the daily quota is used up, or ten are under way.
    pub(super) fn enter(
        &self,
        company: Option<&str>,
        limit: u64,
        used: u64,
    ) -> Result<Option<UnderWay>, Reply> {
        if used > limit {
            return Err(Reply::error(429));
        }
        let Some(company) = company else {
            return Ok(None);
        };
        let mut counts = lock(&self.under_way);
        let count = counts.entry(company.to_owned()).or_default();
        if *count >= AT_ONCE {
            return Err(Reply::error(429));
        }
        *count += 1;
        Ok(Some(UnderWay {
            counts: Arc::clone(&self.under_way),
            company: company.to_owned(),
        }))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        if let Some(count) = counts.get_mut(&self.company) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.company);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn ten_of_each_company_are_let_in_until_the_quota_is_used_up() {
        let limits = Limits::default();
        let enter = |company| limits.enter(Some(company), 100, 1);
        let mut under_way: Vec<_> = (0..10).map(|_| enter("a").unwrap()).collect();
        assert_eq!(enter("a").unwrap_err().status(), 429);
        enter("b").unwrap();
        under_way.pop();
        enter("a").unwrap();
        assert!(limits.enter(None, 100, 100).unwrap().is_none());
        assert_eq!(limits.enter(None, 100, 101).unwrap_err().status(), 429);
        drop(under_way);
        assert!(limits.under_way.lock().unwrap().is_empty());
    }
}
