//! How often a page may have a token replaced.

use std::time::Duration;

use codat_client::CompanyId;
use moka::sync::Cache;

/// Each replacement is a request to Codat, and pages request one after errors of unknown cause.
const APART: Duration = Duration::from_secs(10 * 60);

/// The companies whose tokens were replaced recently.
pub(crate) struct Replacements(Cache<CompanyId, ()>);

impl Replacements {
    pub(crate) fn new() -> Self {
        let lately = Cache::builder().max_capacity(10_000).time_to_live(APART);
        Self(lately.build())
    }

    /// Whether this company's token may be replaced now. Of several callers, one gets `true`.
    pub(crate) fn allow(&self, company: CompanyId) -> bool {
        self.0.entry(company).or_insert(()).is_fresh()
    }
}
