//! Tokens that must not be returned any more.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use codat_client::CompanyId;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::AccessTokens;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::memory_store::{Condition, MemoryStore};
use super::runtimes::Fake;
use super::shared_store::Shared;
use super::{seconds, setup, text};

#[tokio::test(start_paused = true)]
async fn after_an_invalidation_the_next_get_fetches() {
    let setup = setup().await;
    let company_id = setup.sandbox.company_id();
    let first = setup.get().await.unwrap();
    setup.tokens.invalidate(company_id).await;
    let second = setup.get().await.unwrap();
    assert_ne!(text(&first), text(&second));
    setup.assert_requests(2);

    // The response to an earlier request goes to those who waited for it, and isn't cached.
    setup.tokens.invalidate(company_id).await;
    setup.sandbox.script([Fault::none().delay(seconds(2))]);
    let waiting = tokio::spawn({
        let tokens = setup.tokens.clone();
        async move { tokens.get(company_id).await }
    });
    sleep(seconds(1)).await;
    setup.tokens.invalidate(company_id).await;
    let after = setup.get().await.unwrap();
    let before = waiting.await.unwrap().unwrap();
    assert_ne!(text(&before), text(&after));
    setup.assert_requests(2);
    assert_eq!(text(&setup.get().await.unwrap()), text(&after));
    setup.assert_requests(0);
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_reaches_the_store() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    let first = shared.get(&replica).await;
    replica.invalidate(shared.company_id).await;
    let other = shared.replica();
    let second = shared.get(&other).await;
    assert_ne!(text(&first), text(&second));
    assert_eq!(text(&shared.get(&replica).await), text(&second));
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_token_requested_before_an_invalidation_is_not_stored() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    shared.sandbox.script([Fault::none().delay(seconds(5))]);
    let company_id = shared.company_id;
    let before = tokio::spawn({
        let replica = replica.clone();
        async move { replica.get(company_id).await }
    });
    sleep(seconds(1)).await;
    replica.invalidate(company_id).await;
    let after = shared.get(&replica).await;
    let before = before.await.unwrap().unwrap();
    assert_ne!(text(&before), text(&after));
    // The later response to the earlier request didn't replace it, neither in the store nor in memory.
    for replica in [&shared.replica(), &replica] {
        assert_eq!(text(&shared.get(replica).await), text(&after));
    }
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_holds_even_if_the_store_was_away() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    let first = shared.get(&replica).await;
    shared.store.set_condition(Condition::Failing);
    replica.invalidate(shared.company_id).await;
    shared.store.set_condition(Condition::Well);
    sleep(seconds(6)).await;
    // It still has the old token, which this process knows better than to take.
    let second = shared.get(&replica).await;
    assert_ne!(text(&first), text(&second));
    shared.assert_requests(2);
    // And which is overwritten now.
    assert_eq!(text(&shared.get(&shared.replica()).await), text(&second));
    shared.assert_requests(0);
}

/// That many pages report this token, some at once and some later, and get another.
async fn report(replicas: &[&AccessTokens], shared: &Shared, bad: &str, count: u64) {
    let mut reports = JoinSet::new();
    for number in 0..count {
        for replica in replicas {
            let (replica, bad, company_id) =
                ((*replica).clone(), bad.to_owned(), shared.company_id);
            reports.spawn(async move {
                sleep(Duration::from_millis(10 * (number / 4))).await;
                replica.invalidate_token(company_id, &bad).await;
                assert_ne!(text(&replica.get(company_id).await.unwrap()), bad);
            });
        }
    }
    reports.join_all().await;
}

#[tokio::test(start_paused = true)]
async fn a_crowd_that_reports_one_token_makes_one_request() {
    let shared = Shared::start().await;
    let alone = AccessTokens::new(shared.sandbox.client().unwrap());
    let [one, other, unused] = [shared.replica(), shared.replica(), shared.replica()];
    for replicas in [&[&alone][..], &[&one], &[&one, &other], &[&one, &unused]] {
        let bad = shared.get(replicas[0]).await;
        for replica in replicas {
            if !std::ptr::eq(*replica, &unused) {
                shared.get(replica).await;
            }
        }
        shared.sandbox.take_requests();
        shared
            .sandbox
            .set_fault(|_| Fault::none().delay(Duration::from_millis(300)));
        report(replicas, &shared, text(&bad), 100).await;
        shared.assert_requests(1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_report_of_another_token_changes_nothing() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    let token = shared.get(&replica).await;
    for company_id in [shared.company_id, shared.sandbox.add_company()] {
        replica.invalidate_token(company_id, "another").await;
        shared
            .replica()
            .invalidate_token(company_id, "another")
            .await;
    }
    for replica in [replica, shared.replica()] {
        assert_eq!(text(&shared.get(&replica).await), text(&token));
    }
    shared.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_only_the_store_holds_is_deleted_there() {
    let shared = Shared::start().await;
    let bad = shared.get(&shared.replica()).await;
    let restarted = shared.replica();
    restarted
        .invalidate_token(shared.company_id, text(&bad))
        .await;
    for replica in [restarted, shared.replica()] {
        assert_ne!(text(&shared.get(&replica).await), text(&bad));
    }
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn a_report_holds_even_if_the_store_was_away() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    let bad = shared.get(&replica).await;
    shared.store.set_condition(Condition::Hanging);
    replica
        .invalidate_token(shared.company_id, text(&bad))
        .await;
    shared.store.set_condition(Condition::Well);
    sleep(seconds(6)).await;
    assert_ne!(text(&shared.get(&replica).await), text(&bad));
    shared.assert_requests(2);
}

#[test]
fn an_invalidation_needs_no_runtime() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let company_id = sandbox.company_id();
    let store = MemoryStore::new();
    let tokens = AccessTokens::builder(sandbox.client().unwrap())
        .store(store.clone())
        .build();
    let first = tokens.wait(company_id).unwrap();
    let invalidation = pin!(tokens.invalidate(company_id));
    let poll = invalidation.poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(poll, Poll::Ready(()));
    let second = tokens.wait(company_id).unwrap();
    assert_ne!(text(&first), text(&second));

    // A blocking invalidation also reaches the store.
    tokens.invalidate_blocking(company_id);
    let other = AccessTokens::builder(sandbox.client().unwrap())
        .store(store)
        .build();
    let third = other.wait(company_id).unwrap();
    assert_ne!(text(&second), text(&third));
    other.invalidate_token_blocking(company_id, text(&second));
    assert_eq!(text(&other.wait(company_id).unwrap()), text(&third));
    other.invalidate_token_blocking(company_id, text(&third));
    assert_ne!(text(&tokens.wait(company_id).unwrap()), text(&third));
    assert_eq!(sandbox.request_count(), 4);
}

#[tokio::test]
async fn codat_may_send_the_same_token_again() {
    let fake = Fake::default();
    let tokens = fake.tokens();
    let company_id = CompanyId::nil();
    for requests in 1..5 {
        let token = tokens.get(company_id).await.unwrap();
        tokens.get(company_id).await.unwrap();
        assert_eq!(fake.0.load(Ordering::Relaxed), requests);
        match requests % 2 {
            0 => tokens.invalidate(company_id).await,
            _ => tokens.invalidate_token(company_id, text(&token)).await,
        }
    }
}
