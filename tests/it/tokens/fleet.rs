//! Several processes that share a store; here they are several `AccessTokens`, so that time can be paused.

use std::time::Duration;

use codat_client::CompanyId;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::{AccessToken, AccessTokens, Lease, StoreKey, TokenRoute, TokenStore};
use tokio::task::JoinSet;
use tokio::time::{Instant, advance, sleep, timeout};

use super::memory_store::{Condition, MemoryStore};
use super::{seconds, text};

const DAY: u64 = 86_400;

struct Fleet {
    sandbox: Sandbox,
    store: MemoryStore,
    company_id: CompanyId,
}

impl Fleet {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        Self {
            store: MemoryStore::new(),
            company_id: sandbox.company_id(),
            sandbox,
        }
    }

    fn replica(&self) -> AccessTokens {
        AccessTokens::builder(self.sandbox.client().unwrap())
            .store(self.store.clone())
            .build()
    }

    async fn get(&self, replica: &AccessTokens) -> AccessToken {
        replica.get(self.company_id).await.unwrap()
    }

    #[track_caller]
    fn assert_requests(&self, count: usize) {
        assert_eq!(self.sandbox.take_requests().len(), count);
    }
}

#[tokio::test(start_paused = true)]
async fn many_replicas_make_one_request_for_each_company() {
    let fleet = Fleet::start().await;
    let companies: Vec<_> = (0..20).map(|_| fleet.sandbox.add_company()).collect();
    let mut gets = JoinSet::new();
    for replica in std::iter::repeat_with(|| fleet.replica()).take(5) {
        for company_id in companies.iter().copied().cycle().take(200) {
            let replica = replica.clone();
            gets.spawn(async move {
                let token = replica.get(company_id).await.unwrap();
                assert_eq!(token.company_id(), company_id);
            });
        }
    }
    gets.join_all().await;
    fleet.assert_requests(20);
}

#[tokio::test(start_paused = true)]
async fn who_is_late_for_the_lease_looks_again() {
    let fleet = Fleet::start().await;
    let late = AccessTokens::builder(fleet.sandbox.client().unwrap())
        .store(fleet.store.clone())
        .store_timeout(seconds(60))
        .build();
    let gate = fleet.store.hold_next_lease();
    let company_id = fleet.company_id;
    let late = tokio::spawn(async move { late.get(company_id).await });
    sleep(seconds(1)).await;
    // Between its look and its lease, another has come to its end with both.
    let token = fleet.get(&fleet.replica()).await;
    gate.notify_one();
    assert_eq!(text(&late.await.unwrap().unwrap()), text(&token));
    fleet.assert_requests(1);
    // And it gave the lease back.
    let key = StoreKey::new(TokenRoute::Company, company_id);
    let lease = fleet.store.lease(key, Lease::new(seconds(1))).await;
    assert!(lease.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_restart_costs_no_request_and_no_life() {
    let fleet = Fleet::start().await;
    let first = fleet.get(&fleet.replica()).await;
    advance(seconds(DAY / 2)).await;
    let replica = fleet.replica();
    let second = fleet.get(&replica).await;
    assert_eq!(text(&first), text(&second));
    assert_eq!(second.lifetime(), seconds(DAY));
    let left = second.expires_in();
    assert!(
        (seconds(DAY / 2 - 60)..=seconds(DAY / 2)).contains(&left),
        "{left:?}"
    );
    fleet.assert_requests(1);
    // A token in memory is got without the store.
    fleet.store.take_asked();
    fleet.get(&replica).await;
    assert_eq!(fleet.store.take_asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_is_one_request_for_all() {
    let fleet = Fleet::start().await;
    let replicas = [fleet.replica(), fleet.replica(), fleet.replica()];
    for replica in &replicas {
        fleet.get(replica).await;
    }
    fleet.assert_requests(1);
    // First in the background, then with everybody waiting.
    for left in [DAY / 10 + 60, DAY / 20] {
        advance(seconds(DAY - left)).await;
        for replica in &replicas {
            fleet.get(replica).await;
            sleep(seconds(1)).await;
        }
        fleet.assert_requests(1);
        for replica in &replicas {
            assert!(fleet.get(replica).await.expires_in() > seconds(DAY - 10));
        }
        fleet.assert_requests(0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_an_outage_finds_the_old_token() {
    let fleet = Fleet::start().await;
    let first = fleet.get(&fleet.replica()).await;
    advance(seconds(DAY - DAY / 20)).await;
    fleet.sandbox.set_fault(|_| Fault::status(402));
    let replica = fleet.replica();
    assert_eq!(text(&fleet.get(&replica).await), text(&first));
    advance(seconds(DAY / 20)).await;
    let error = replica.get(fleet.company_id).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 402);
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_gives_the_lease_back() {
    let fleet = Fleet::start().await;
    fleet.sandbox.script([Fault::status(404)]);
    let error = fleet.replica().get(fleet.company_id).await.unwrap_err();
    assert!(error.is_not_found());
    let asked = Instant::now();
    fleet.get(&fleet.replica()).await;
    assert!(asked.elapsed() < seconds(1));
    fleet.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn who_vanishes_with_the_lease_holds_nobody_up_for_long() {
    let fleet = Fleet::start().await;
    // A process that is gone in the middle of its request.
    let gone = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    fleet.sandbox.script([Fault::none().delay(seconds(3600))]);
    let (replica, company_id) = (fleet.replica(), fleet.company_id);
    std::thread::spawn(move || {
        gone.block_on(async {
            let wait = Duration::from_millis(300);
            timeout(wait, replica.get(company_id)).await.unwrap_err();
        });
    })
    .join()
    .unwrap();

    let asked = Instant::now();
    fleet.get(&fleet.replica()).await;
    assert!(asked.elapsed() < seconds(12), "{:?}", asked.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_or_hangs_fails_nothing() {
    for condition in [Condition::Failing, Condition::Hanging] {
        let fleet = Fleet::start().await;
        let replica = fleet.replica();
        fleet.store.set(condition);
        let asked = Instant::now();
        let first = fleet.get(&replica).await;
        assert!(asked.elapsed() < seconds(2), "{condition:?}");
        assert_eq!(fleet.store.take_asked(), 1);

        // For some seconds it isn't asked again.
        let asked = Instant::now();
        let others: Vec<_> = (0..10).map(|_| fleet.sandbox.add_company()).collect();
        for company_id in &others {
            replica.get(*company_id).await.unwrap();
        }
        assert!(asked.elapsed() < seconds(1), "{condition:?}");
        assert_eq!(fleet.store.take_asked(), 0);
        assert_eq!(text(&fleet.get(&replica).await), text(&first));
        fleet.assert_requests(11);

        // When it is back, it is used.
        fleet.store.set(Condition::Well);
        sleep(seconds(6)).await;
        let company_id = fleet.sandbox.add_company();
        replica.get(company_id).await.unwrap();
        fleet.replica().get(company_id).await.unwrap();
        fleet.assert_requests(1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_reaches_the_store() {
    let fleet = Fleet::start().await;
    let replica = fleet.replica();
    let first = fleet.get(&replica).await;
    replica.invalidate(fleet.company_id).await;
    let other = fleet.replica();
    let second = fleet.get(&other).await;
    assert_ne!(text(&first), text(&second));
    assert_eq!(text(&fleet.get(&replica).await), text(&second));
    fleet.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_for_before_an_invalidation_is_not_stored() {
    let fleet = Fleet::start().await;
    let [slow, quick] = [fleet.replica(), fleet.replica()];
    fleet.sandbox.script([Fault::none().delay(seconds(5))]);
    let company_id = fleet.company_id;
    let before = tokio::spawn(async move { slow.get(company_id).await });
    sleep(seconds(1)).await;
    quick.invalidate(company_id).await;
    let after = fleet.get(&quick).await;
    let before = before.await.unwrap().unwrap();
    assert_ne!(text(&before), text(&after));
    // The later answer of the earlier request didn't take its place.
    assert_eq!(text(&fleet.get(&fleet.replica()).await), text(&after));
    fleet.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_holds_even_if_the_store_was_away() {
    let fleet = Fleet::start().await;
    let replica = fleet.replica();
    let first = fleet.get(&replica).await;
    fleet.store.set(Condition::Failing);
    replica.invalidate(fleet.company_id).await;
    fleet.store.set(Condition::Well);
    sleep(seconds(6)).await;
    // It still has the old token, which this process knows better than to take.
    let second = fleet.get(&replica).await;
    assert_ne!(text(&first), text(&second));
    fleet.assert_requests(2);
    // And which is overwritten now.
    assert_eq!(text(&fleet.get(&fleet.replica()).await), text(&second));
    fleet.assert_requests(0);
}
