//! Several processes that share a store; here they are several `AccessTokens`, so that time can be paused.

use std::time::{Duration, SystemTime};

use codat_client::CompanyId;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::{AccessToken, AccessTokens};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, advance, sleep};

use super::memory_store::{Condition, MemoryStore};
use super::{seconds, subject, text};
use crate::support::logged::Logged;

const DAY: u64 = 86_400;

pub(super) struct Shared {
    pub(super) sandbox: Sandbox,
    pub(super) store: MemoryStore,
    pub(super) company_id: CompanyId,
}

impl Shared {
    pub(super) async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        Self {
            store: MemoryStore::new(),
            company_id: sandbox.company_id(),
            sandbox,
        }
    }

    pub(super) fn replica(&self) -> AccessTokens {
        AccessTokens::builder(self.sandbox.client().unwrap())
            .store(self.store.clone())
            .build()
    }

    pub(super) async fn get(&self, replica: &AccessTokens) -> AccessToken {
        replica.get(self.company_id).await.unwrap()
    }

    #[track_caller]
    pub(super) fn assert_requests(&self, count: usize) {
        assert_eq!(self.sandbox.take_requests().len(), count);
    }
}

#[tokio::test(start_paused = true)]
async fn many_replicas_make_one_request_for_each_company() {
    let shared = Shared::start().await;
    let companies: Vec<_> = (0..20).map(|_| shared.sandbox.add_company()).collect();
    let mut gets = JoinSet::new();
    for replica in std::iter::repeat_with(|| shared.replica()).take(5) {
        for company_id in companies.iter().copied().cycle().take(200) {
            let replica = replica.clone();
            gets.spawn(async move {
                let token = replica.get(company_id).await.unwrap();
                assert_eq!(token.company_id(), company_id);
                assert_eq!(subject(&token), company_id);
            });
        }
    }
    gets.join_all().await;
    shared.assert_requests(20);
}

#[tokio::test(start_paused = true)]
async fn a_restart_costs_no_request_and_no_lifetime() {
    let shared = Shared::start().await;
    let first = shared.get(&shared.replica()).await;
    advance(seconds(DAY / 2)).await;
    let replica = shared.replica();
    let second = shared.get(&replica).await;
    assert_eq!(text(&first), text(&second));
    assert_eq!(second.lifetime(), seconds(DAY));
    let left = second.expires_in();
    assert!(
        (seconds(DAY / 2 - 60)..=seconds(DAY / 2)).contains(&left),
        "{left:?}"
    );
    shared.assert_requests(1);
    // A token in memory is got without the store.
    shared.store.take_asked();
    shared.get(&replica).await;
    assert_eq!(shared.store.take_asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_is_one_request_for_all() {
    let shared = Shared::start().await;
    let replicas = [shared.replica(), shared.replica(), shared.replica()];
    for replica in &replicas {
        shared.get(replica).await;
    }
    shared.assert_requests(1);
    // First in the background, then with everybody waiting.
    for left in [DAY / 10 + 60, DAY / 20] {
        advance(seconds(DAY - left)).await;
        for replica in &replicas {
            shared.get(replica).await;
            sleep(seconds(1)).await;
        }
        shared.assert_requests(1);
        for replica in &replicas {
            assert!(shared.get(replica).await.expires_in() > seconds(DAY - 10));
        }
        shared.assert_requests(0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_an_outage_finds_the_old_token() {
    let shared = Shared::start().await;
    let first = shared.get(&shared.replica()).await;
    advance(seconds(DAY - DAY / 20)).await;
    shared.sandbox.set_fault(|_| Fault::status(402));
    let replica = shared.replica();
    assert_eq!(text(&shared.get(&replica).await), text(&first));
    advance(seconds(DAY / 20)).await;
    let error = replica.get(shared.company_id).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 402);
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_an_outage_does_not_wait_for_it() {
    for (left, longest) in [(DAY / 10 + 600, seconds(1)), (DAY / 20, seconds(6))] {
        let shared = Shared::start().await;
        let first = shared.get(&shared.replica()).await;
        advance(seconds(DAY - left)).await;
        shared
            .sandbox
            .set_fault(|_| Fault::none().delay(seconds(20)));
        let replica = shared.replica();
        let asked = Instant::now();
        assert_eq!(text(&shared.get(&replica).await), text(&first));
        assert!(asked.elapsed() < longest, "{:?}", asked.elapsed());
        // Once is enough.
        let asked = Instant::now();
        assert_eq!(text(&shared.get(&replica).await), text(&first));
        assert_eq!(asked.elapsed(), Duration::ZERO);
        // And it has been refreshed meanwhile.
        sleep(seconds(30)).await;
        assert_ne!(text(&shared.get(&replica).await), text(&first));
        shared.assert_requests(2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_memory_that_holds_nothing_still_comes_to_an_end() {
    let shared = Shared::start().await;
    shared.get(&shared.replica()).await;
    advance(seconds(DAY - DAY / 20)).await;
    let forgetful = AccessTokens::builder(shared.sandbox.client().unwrap())
        .store(shared.store.clone())
        .max_companies(0)
        .build();
    shared.store.take_asked();
    let token = shared.get(&forgetful).await;
    assert!(token.expires_in() > seconds(DAY / 10));
    assert!(shared.store.take_asked() < 20);
}

#[tokio::test(start_paused = true)]
async fn a_better_old_token_of_another_replica_is_taken() {
    let shared = Shared::start().await;
    let [one, other] = [shared.replica(), shared.replica()];
    let first = shared.get(&one).await;
    advance(seconds(DAY - 60)).await;
    let second = shared.get(&other).await;
    // That one has come to be old, too, and `one` hasn't been asked since.
    shared.sandbox.set_fault(|_| Fault::status(402));
    advance(seconds(50)).await;
    assert_eq!(text(&shared.get(&one).await), text(&second));
    assert_ne!(text(&first), text(&second));
}

/// The store counts from when the token was saved, which may have been late.
#[tokio::test(start_paused = true)]
async fn a_stored_token_expires_by_its_own_date_too() {
    let shared = Shared::start().await;
    let first = shared.get(&shared.replica()).await;
    let in_so_long = |left| {
        let date = SystemTime::now() + seconds(left);
        let date = date.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        move |value: &mut Value| value["expiresAt"] = (date.as_millis() as u64).into()
    };
    shared.store.edit(in_so_long(DAY / 2));
    let token = shared.get(&shared.replica()).await;
    assert_eq!(text(&token), text(&first));
    assert!(token.expires_in() <= seconds(DAY / 2));
    shared.store.edit(in_so_long(0));
    assert_ne!(text(&shared.get(&shared.replica()).await), text(&first));
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_after_the_lease_fails_nothing() {
    for condition in [Condition::Failing, Condition::Hanging, Condition::Panicking] {
        let shared = Shared::start().await;
        let replica = shared.replica();
        shared.store.set_condition_for_saves(condition);
        let asked = Instant::now();
        let first = shared.get(&replica).await;
        assert!(asked.elapsed() < seconds(2), "{condition:?}");
        // The token is in memory all the same.
        assert_eq!(text(&shared.get(&replica).await), text(&first));
        shared.assert_requests(1);
        // For another process the lease runs out, and in this one it isn't in the way.
        let asked = Instant::now();
        shared.get(&shared.replica()).await;
        assert!(asked.elapsed() < seconds(20), "{condition:?}");
        shared.store.set_condition_for_saves(Condition::Well);
        sleep(seconds(20)).await;
        shared.get(&shared.replica()).await;
        shared.assert_requests(2);
        shared.get(&shared.replica()).await;
        shared.assert_requests(0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_hangs_or_panics_fails_nothing() {
    for condition in [Condition::Failing, Condition::Hanging, Condition::Panicking] {
        let shared = Shared::start().await;
        let replica = shared.replica();
        shared.store.set_condition(condition);
        let asked = Instant::now();
        let first = shared.get(&replica).await;
        assert!(asked.elapsed() < seconds(2), "{condition:?}");
        assert_eq!(shared.store.take_asked(), 1);

        // For some seconds it isn't asked again.
        let asked = Instant::now();
        let others: Vec<_> = (0..10).map(|_| shared.sandbox.add_company()).collect();
        for company_id in &others {
            replica.get(*company_id).await.unwrap();
        }
        assert!(asked.elapsed() < seconds(1), "{condition:?}");
        assert_eq!(shared.store.take_asked(), 0);
        assert_eq!(text(&shared.get(&replica).await), text(&first));
        shared.assert_requests(11);

        // When it is back, it is used.
        shared.store.set_condition(Condition::Well);
        sleep(seconds(6)).await;
        let company_id = shared.sandbox.add_company();
        replica.get(company_id).await.unwrap();
        shared.replica().get(company_id).await.unwrap();
        shared.assert_requests(1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_log_reports_trouble_once_and_no_token() {
    let (logged, _guard) = Logged::collect();
    let shared = Shared::start().await;
    let replica = shared.replica();
    let first = shared.get(&replica).await;
    shared.store.set_condition(Condition::Failing);
    for _ in 0..10 {
        replica.get(shared.sandbox.add_company()).await.unwrap();
        sleep(seconds(6)).await;
    }
    shared.store.set_condition(Condition::Well);
    replica.get(shared.sandbox.add_company()).await.unwrap();

    advance(seconds(DAY - DAY / 20)).await;
    shared.sandbox.set_fault(|_| Fault::status(402));
    let second = shared.get(&replica).await;
    assert_eq!(text(&first), text(&second));

    let log = logged.text();
    for event in [
        "the token store failed",
        "the store is out of order since it has",
        "can't refresh an access token",
    ] {
        assert_eq!(log.matches(event).count(), 1, "{event}:\n{log}");
    }
    assert!(!log.contains(text(&first)));
}
