//! What this process remembers: a bounded number of companies, read without a lock.

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::access_token::AccessToken;
use super::lifetime::{Age, Margin};
use crate::CompanyId;

/// What is remembered of one company.
#[derive(Clone, Debug)]
struct Entry {
    token: AccessToken,
    refresh: Refresh,
}

/// When a token that is no longer fresh is to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refresh {
    /// As soon as it isn't fresh.
    Due,
    /// It is under way: another is needed only if it takes so long that the token gets stale.
    UnderWay,
    /// Not before this, since the last one has failed.
    NotBefore(Instant),
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
        let Some(Entry { token, refresh }) = self.entries.get(&company_id) else {
            return Recall::Due(None);
        };
        let age = self.margin.age(token.lifetime(), token.expires_in());
        match (age, refresh) {
            (Age::Fresh, _) | (Age::Ageing, Refresh::UnderWay) => Recall::Good(token),
            (Age::Ended, _) => Recall::Due(None),
            (_, Refresh::NotBefore(then)) if Instant::now() < then => Recall::Good(token),
            (Age::Ageing, _) => Recall::Ageing(token),
            (Age::Stale, _) => Recall::Due(Some(token)),
        }
    }

    /// The token of a company, however old.
    pub(super) fn recall_any(&self, company_id: CompanyId) -> Option<AccessToken> {
        self.entries.get(&company_id).map(|entry| entry.token)
    }

    pub(super) fn remember(&self, token: AccessToken, refresh: Refresh) {
        let company_id = token.company_id();
        self.entries.insert(company_id, Entry { token, refresh });
    }

    pub(super) fn forget(&self, company_id: CompanyId) {
        self.entries.invalidate(&company_id);
    }

    /// The number of companies that are remembered.
    pub(super) fn len(&self) -> u64 {
        self.entries.run_pending_tasks();
        self.entries.entry_count()
    }
}
