//! What this process remembers: a bounded number of companies, read without a lock.

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::access_token::AccessToken;
use super::lifetime::{Age, Margin};
use crate::CompanyId;

/// What is remembered of one company.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) token: AccessToken,
    /// After a refresh that failed: when to try the next one.
    pub(super) refresh_from: Option<Instant>,
}

/// What memory has to say to a `get`.
#[derive(Debug)]
pub(super) enum Recall {
    Good(AccessToken),
    /// Good, but to be refreshed.
    Ageing(AccessToken),
    /// A new one is needed; an old one may still do.
    Due(Option<AccessToken>),
}

pub(super) struct Memory {
    entries: Cache<CompanyId, Entry>,
    margin: Margin,
}

impl Memory {
    pub(super) fn new(max_companies: u64, margin: Margin) -> Self {
        let entries = Cache::builder()
            .max_capacity(max_companies)
            // By the most recent use, not the most frequent: a company that is new to a full cache has to get in.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { entries, margin }
    }

    pub(super) fn recall(&self, company_id: CompanyId) -> Recall {
        let Some(Entry {
            token,
            refresh_from,
        }) = self.entries.get(&company_id)
        else {
            return Recall::Due(None);
        };
        let pausing = || refresh_from.is_some_and(|from| Instant::now() < from);
        match self.margin.age(token.lifetime(), token.expires_in()) {
            Age::Fresh => Recall::Good(token),
            Age::Ageing | Age::Stale if pausing() => Recall::Good(token),
            Age::Ageing => Recall::Ageing(token),
            Age::Stale => Recall::Due(Some(token)),
            Age::Ended => Recall::Due(None),
        }
    }

    /// The token of a company, however old.
    pub(super) fn recall_any(&self, company_id: CompanyId) -> Option<AccessToken> {
        self.entries.get(&company_id).map(|entry| entry.token)
    }

    pub(super) fn remember(&self, token: AccessToken, refresh_from: Option<Instant>) {
        let entry = Entry {
            token,
            refresh_from,
        };
        self.entries.insert(entry.token.company_id(), entry);
    }

    pub(super) fn forget(&self, company_id: CompanyId) {
        self.entries.invalidate(&company_id);
    }

    /// The number of companies that are remembered.
    pub(super) fn len(&self) -> u64 {
        self.entries.run_pending_tasks();
        self.entries.entry_count()
    }

    pub(super) fn margin(&self) -> Margin {
        self.margin
    }
}
