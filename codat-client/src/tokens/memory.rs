//! What this process remembers: a bounded number of companies, read without a lock.

use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

use super::access_token::AccessToken;
use super::failure::{LONGEST, cached_for, slim};
use super::lifetime::{Age, Margin, pause};
use crate::{CompanyId, Error, Secret};

/// What is remembered of one company.
#[derive(Clone, Debug)]
enum Entry {
    Token(AccessToken, Refresh),
    /// There is no token, and this one isn't taken from the store: it was invalidated.
    Rejected(Secret),
}

/// When a token that is no longer fresh is to be refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refresh {
    /// As soon as it isn't fresh.
    Due,
    /// A refresh is under way. Another is needed only if the token becomes stale meanwhile.
    UnderWay,
    /// The last refresh failed: not before this.
    NotBefore(Instant),
}

/// What memory has for a `get`.
#[derive(Debug)]
pub(super) enum Recall {
    Good(AccessToken),
    /// Good, but to be refreshed.
    Ageing(AccessToken),
    /// A new token is needed; an old one may still serve.
    Due(Option<AccessToken>),
    /// There is none, and it is too early to request one.
    Failed(Error),
}

pub(super) struct Memory {
    entries: Cache<CompanyId, Entry>,
    /// For companies without a token: why, and until when none is requested.
    failures: Cache<CompanyId, (Error, Instant)>,
    margin: Margin,
}

impl Memory {
    pub(super) fn new(max_companies: u64, margin: Margin) -> Self {
        // By recency, not by frequency: a company that is new to a full cache has to get in.
        let lru = EvictionPolicy::lru();
        let entries = Cache::builder().max_capacity(max_companies);
        let failures = Cache::builder().max_capacity(max_companies);
        Self {
            entries: entries.eviction_policy(lru.clone()).build(),
            failures: failures.eviction_policy(lru).time_to_live(LONGEST).build(),
            margin,
        }
    }

    pub(super) fn recall(&self, company_id: CompanyId) -> Recall {
        let Some(Entry::Token(token, refresh)) = self.entries.get(&company_id) else {
            return match self.failures.get(&company_id) {
                Some((error, until)) if Instant::now() < until => Recall::Failed(error),
                _ => Recall::Due(None),
            };
        };
        let age = self.margin.age(token.lifetime(), token.expires_in());
        match (age, refresh) {
            (Age::Fresh, _) | (Age::Ageing, Refresh::UnderWay) => Recall::Good(token),
            (Age::Expired, _) => Recall::Due(None),
            (_, Refresh::NotBefore(then)) if Instant::now() < then => Recall::Good(token),
            (Age::Ageing, _) => Recall::Ageing(token),
            (Age::Stale, _) => Recall::Due(Some(token)),
        }
    }

    /// The token of a company, however old, unless it has expired.
    pub(super) fn valid_token(&self, company_id: CompanyId) -> Option<AccessToken> {
        match self.entries.get(&company_id)? {
            Entry::Token(token, _) if !token.has_expired() => Some(token),
            _ => None,
        }
    }

    /// The token of a company that was invalidated last, unless there is another by now.
    pub(super) fn rejected(&self, company_id: CompanyId) -> Option<Secret> {
        match self.entries.get(&company_id)? {
            Entry::Rejected(token) => Some(token),
            Entry::Token(..) => None,
        }
    }

    pub(super) fn remember(&self, token: AccessToken, refresh: Refresh) {
        self.entries
            .insert(token.company_id(), Entry::Token(token, refresh));
    }

    /// Puts the next refresh of a token off for a while, or for as long as asked, and at most until the token expires.
    pub(super) fn put_off_refresh(&self, old: AccessToken, asked: Duration) {
        let pause = pause(old.lifetime()).max(asked).min(old.expires_in());
        self.remember(old, Refresh::NotBefore(Instant::now() + pause));
    }

    /// Caches a failure, if it is one to be cached.
    pub(super) fn remember_failure(&self, company_id: CompanyId, error: &Error) {
        if let Some(pause) = cached_for(error) {
            let until = Instant::now() + pause;
            self.failures.insert(company_id, (slim(error), until));
        }
    }

    pub(super) fn reject(&self, company_id: CompanyId, token: Secret) {
        self.entries.insert(company_id, Entry::Rejected(token));
    }

    /// Rejects the token of a company, whatever it is, and forgets a failure.
    pub(super) fn forget(&self, company_id: CompanyId) {
        let held = self.valid_token(company_id);
        let held = held.map(|token| token.access_token().clone());
        match held.or_else(|| self.rejected(company_id)) {
            Some(token) => self.reject(company_id, token),
            None => self.entries.invalidate(&company_id),
        }
        self.failures.invalidate(&company_id);
    }

    /// The number of companies that are remembered.
    pub(super) fn len(&self) -> u64 {
        self.entries.run_pending_tasks();
        self.entries.entry_count()
    }
}
