//! One request among several processes, through a store that may be slow or gone.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::access_token::{AccessToken, LONGEST_LIFETIME, Moment, unix_millis};
use super::guarded_store::GuardedStore;
use super::lifetime::{Age, Margin};
use super::source::Source;
use crate::models::CompanyAccessToken;
use crate::{CompanyId, Error, Secret};

/// How long a process may fetch while the others wait. One that needs longer, or has vanished, no longer holds them up.
const LEASE_TERM: Duration = Duration::from_secs(10);

/// The first interval between two looks at the store, and the longest.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

pub(super) struct SharedStore {
    pub(super) store: GuardedStore,
    /// Of the API, without a final slash.
    pub(super) base_url: String,
    pub(super) margin: Margin,
}

/// Which token is wanted.
pub(super) struct Wanted<'a> {
    pub(super) company_id: CompanyId,
    /// The one in memory, which is to be replaced.
    pub(super) known: Option<AccessToken>,
    /// One that was invalidated, and may still be in the store.
    pub(super) rejected: Option<Secret>,
    /// Whether nothing has been invalidated since: only then is a new token saved.
    pub(super) is_current: &'a (dyn Fn() -> bool + Sync),
}

/// What came of it.
pub(super) enum Obtained {
    Fresh(AccessToken),
    /// A token of the store that isn't fresh, but better than the one in memory. No request was sent.
    Old(AccessToken),
    Failed(Error),
}

impl From<Result<AccessToken, Error>> for Obtained {
    fn from(fetched: Result<AccessToken, Error>) -> Self {
        fetched.map_or_else(Self::Failed, Self::Fresh)
    }
}

/// A token as the store holds it. What isn't ours, or can't be used, isn't read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value {
    base_url: String,
    company_id: CompanyId,
    /// In milliseconds since 1970, by the clock of the process that fetched it.
    expires_at: u64,
    #[serde(flatten)]
    token: CompanyAccessToken,
}

impl SharedStore {
    /// A token of the store, or a new one if no other process is fetching it.
    pub(super) async fn obtain(&self, wanted: Wanted<'_>, source: &Source) -> Obtained {
        let company_id = wanted.company_id;
        if let Some(found) = self.look(&wanted).await {
            return found;
        }
        let lease = self.key("lease", company_id);
        let patience = Instant::now() + LEASE_TERM;
        let mut interval = INTERVALS.0;
        loop {
            let is_mine = self
                .store
                .ask(|store| store.set_if_absent(&lease, "1".into(), LEASE_TERM))
                .await;
            // Another process may have saved its token and deleted its lease since the last look.
            if let Some(found) = self.look(&wanted).await {
                if is_mine == Some(true) {
                    self.store.ask(|store| store.delete(&lease)).await;
                }
                return found;
            }
            // If the store failed, or another's lease outlives its term, this process goes on by itself.
            if is_mine != Some(false) || Instant::now() >= patience {
                break;
            }
            sleep(interval.mul_f64(0.5 + fastrand::f64() / 2.0)).await;
            interval = (interval * 3 / 2).min(INTERVALS.1);
        }
        let fetched = source.fetch(company_id).await;
        if let Ok(token) = &fetched
            && (wanted.is_current)()
        {
            self.save(token).await;
        }
        // It may be another's by now. That does no harm, since the token is saved before.
        self.store.ask(|store| store.delete(&lease)).await;
        fetched.into()
    }

    /// Deletes a company's token, so that all processes without one request another.
    pub(super) async fn remove(&self, company_id: CompanyId) {
        let [token, lease] = [self.key("token", company_id), self.key("lease", company_id)];
        self.store.ask(|store| store.delete(&token)).await;
        // A fetch that is under way was requested before.
        self.store.ask(|store| store.delete(&lease)).await;
    }

    /// Deletes a company's token if it is this one. Returns whether it was.
    pub(super) async fn remove_token(&self, company_id: CompanyId, token: &Secret) -> bool {
        let key = self.key("token", company_id);
        let held = self.load(company_id).await;
        let is_held = held.is_some_and(|held| held.access_token() == token);
        if is_held {
            self.store.ask(|store| store.delete(&key)).await;
        }
        is_held
    }

    /// What the store has that is of use.
    async fn look(&self, wanted: &Wanted<'_>) -> Option<Obtained> {
        let token = self.load(wanted.company_id).await?;
        if token.has_expired() || wanted.rejected.as_ref() == Some(token.access_token()) {
            return None;
        }
        if self.margin.age(token.lifetime(), token.expires_in()) == Age::Fresh {
            return Some(Obtained::Fresh(token));
        }
        let is_better = wanted.known.as_ref().is_none_or(|known| {
            token.access_token() != known.access_token() && token.expires_in() > known.expires_in()
        });
        is_better.then_some(Obtained::Old(token))
    }

    async fn load(&self, company_id: CompanyId) -> Option<AccessToken> {
        let key = self.key("token", company_id);
        let now = Moment::now();
        let (value, expires_in) = self.store.ask(|store| store.get(&key)).await??;
        let value: Value = serde_json::from_str(value.expose()).ok()?;
        let is_ours = value.base_url == self.base_url && value.company_id == company_id;
        if !is_ours || value.token.expires_in() > LONGEST_LIFETIME {
            return None;
        }
        // The store's clock doesn't count the time until the token was saved, and the other process' clock may be wrong.
        let left = value
            .expires_at
            .saturating_sub(unix_millis(now.system_time));
        let left = Duration::from_millis(left).min(expires_in);
        Some(AccessToken::new(company_id, value.token, now, left))
    }

    async fn save(&self, token: &AccessToken) {
        let value = json!({
            "baseUrl": self.base_url,
            "companyId": token.company_id(),
            "accessToken": token.access_token().expose(),
            "expiresIn": token.lifetime().as_secs(),
            "tokenType": token.token_type(),
            "expiresAt": unix_millis(token.expires_at()),
        });
        let expires_in = token.expires_in();
        if !expires_in.is_zero() {
            let (key, value) = (self.key("token", token.company_id()), value.to_string());
            self.store
                .ask(|store| store.set(&key, value.into(), expires_in))
                .await;
        }
    }

    /// The key of a company's `token` or `lease`.
    fn key(&self, what: &str, company_id: CompanyId) -> String {
        format!("{what}:{}/{company_id}", self.base_url)
    }
}
