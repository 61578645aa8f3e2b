//! What this process remembers: a bounded number of companies, read without a lock.

use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::access_token::AccessToken;
use super::lifetime::{Age, Margin, pause};
use crate::{CompanyId, Error};

/// What is remembered of one company.
#[derive(Clone, Debug)]
enum Entry {
    Token(AccessToken, Refresh),
    /// There is no token, and none is asked for until then.
    Failure(Error, Instant),
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
    /// There is none, and it's too early to ask again.
    Failed(Error),
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
        let (token, refresh) = match self.entries.get(&company_id) {
            Some(Entry::Token(token, refresh)) => (token, refresh),
            Some(Entry::Failure(error, until)) if Instant::now() < until => {
                return Recall::Failed(error);
            }
            _ => return Recall::Due(None),
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

    /// The token of a company, however old, unless it has ended.
    pub(super) fn recall_valid(&self, company_id: CompanyId) -> Option<AccessToken> {
        match self.entries.get(&company_id)? {
            Entry::Token(token, _) if !token.has_ended() => Some(token),
            _ => None,
        }
    }

    pub(super) fn remember(&self, token: AccessToken, refresh: Refresh) {
        self.entries
            .insert(token.company_id(), Entry::Token(token, refresh));
    }

    /// Puts off the next refresh of a token: for a while, or for as long as is asked, and at most until it ends.
    pub(super) fn put_off_refresh(&self, old: AccessToken, asked: Duration) {
        let pause = pause(old.lifetime()).max(asked).min(old.expires_in());
        self.remember(old, Refresh::NotBefore(Instant::now() + pause));
    }

    /// Has a failure be the answer for a while, in the place of a token.
    pub(super) fn remember_failure(&self, company_id: CompanyId, error: Error, pause: Duration) {
        let until = Instant::now() + pause;
        self.entries
            .insert(company_id, Entry::Failure(error, until));
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
