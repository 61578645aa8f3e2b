//! How often a page may have a token replaced.

use std::time::Duration;

use codat_client::CompanyId;
use moka::sync::Cache;

/// Each replacement is a request to Codat, and pages ask for one after errors whose cause they can't know.
const APART: Duration = Duration::from_secs(10 * 60);

/// Which companies' tokens have been replaced lately.
pub(crate) struct Replacements(Cache<CompanyId, ()>);

impl Replacements {
    pub(crate) fn new() -> Self {
        let lately = Cache::builder().max_capacity(10_000).time_to_live(APART);
        Self(lately.build())
    }

    /// Whether this company's token may be replaced now. Of any number that ask, one is told so.
    pub(crate) fn allow(&self, company: CompanyId) -> bool {
        self.0.entry(company).or_insert(()).is_fresh()
    }
}
