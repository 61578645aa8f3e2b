//! Whose turn it is to fetch, among processes that share a store.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use codat_client::CompanyId;
use codat_client::api::Companies;
use codat_client::sandbox::Fault;
use codat_client::tokens::AccessTokens;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::memory_store::MemoryStore;
use super::shared_store::Shared;
use super::single_flight::Panicking;
use super::{seconds, text};

#[tokio::test(start_paused = true)]
async fn a_process_that_is_late_for_the_lease_looks_again() {
    let shared = Shared::start().await;
    let late = AccessTokens::builder(shared.sandbox.client().unwrap())
        .store(shared.store.clone())
        .store_timeout(seconds(60))
        .build();
    let gate = shared.store.hold_next_lease();
    let company_id = shared.company_id;
    let late = tokio::spawn(async move { late.get(company_id).await });
    sleep(seconds(1)).await;
    // Between its look and its lease, another has come to its end with both.
    let token = shared.get(&shared.replica()).await;
    gate.notify_one();
    assert_eq!(text(&late.await.unwrap().unwrap()), text(&token));
    shared.assert_requests(1);
    // And it gave the lease back.
    let keys = shared.store.entries().into_iter().map(|(key, _)| key);
    let key = format!("token:{}/{company_id}", shared.sandbox.base_url());
    assert_eq!(keys.collect::<Vec<_>>(), [key]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_gives_the_lease_back() {
    let shared = Shared::start().await;
    shared.sandbox.script([Fault::status(404)]);
    let error = shared.replica().get(shared.company_id).await.unwrap_err();
    assert!(error.is_not_found());
    let asked = Instant::now();
    shared.get(&shared.replica()).await;
    assert!(asked.elapsed() < seconds(1));
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_vanishes_with_the_lease_delays_nobody_for_long() {
    let shared = Shared::start().await;
    // A process that is gone in the middle of its request.
    let gone = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    shared.sandbox.script([Fault::none().delay(seconds(3600))]);
    let (replica, company_id) = (shared.replica(), shared.company_id);
    std::thread::spawn(move || {
        gone.block_on(async {
            let wait = Duration::from_millis(300);
            timeout(wait, replica.get(company_id)).await.unwrap_err();
        });
    })
    .join()
    .unwrap();

    let asked = Instant::now();
    shared.get(&shared.replica()).await;
    assert!(asked.elapsed() < seconds(12), "{:?}", asked.elapsed());
}

#[tokio::test(start_paused = true)]
async fn in_a_cold_start_one_replica_asks() {
    for delay in [0, 1, 9] {
        let shared = Shared::start().await;
        shared
            .sandbox
            .set_fault(move |_| Fault::none().delay(seconds(delay)));
        let mut gets = JoinSet::new();
        for replica in std::iter::repeat_with(|| shared.replica()).take(10) {
            let company_id = shared.company_id;
            gets.spawn(async move { replica.get(company_id).await.unwrap() });
        }
        let tokens = gets.join_all().await;
        assert!(tokens.iter().all(|token| text(token) == text(&tokens[0])));
        shared.assert_requests(1);
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_another_process_longer_than_its_lease() {
    let shared = Shared::start().await;
    shared.sandbox.script([Fault::none().delay(seconds(25))]);
    let (slow, company_id) = (shared.replica(), shared.company_id);
    let slow = tokio::spawn(async move { slow.get(company_id).await.unwrap() });
    sleep(seconds(1)).await;
    let asked = Instant::now();
    shared.get(&shared.replica()).await;
    let waited = asked.elapsed();
    assert!((seconds(9)..seconds(11)).contains(&waited), "{waited:?}");
    slow.await.unwrap();
    shared.assert_requests(2);
}

/// As a fetch whose runtime ends does.
#[tokio::test(start_paused = true)]
async fn the_lease_of_a_fetch_that_panicked_delays_nobody_for_long() {
    let store = MemoryStore::new();
    let panics = Arc::new(AtomicU32::new(1));
    let codat: Arc<dyn Companies> = Arc::new(Panicking(Arc::clone(&panics)));
    let tokens = AccessTokens::builder(codat).store(store).build();
    let asked = Instant::now();
    tokens.get(CompanyId::nil()).await.unwrap();
    assert!(asked.elapsed() < seconds(11), "{:?}", asked.elapsed());
    assert_eq!(panics.load(Ordering::Relaxed), 0);
}
