//! What is answered while there is no token to be had. All in paused time.

use std::time::Duration;

use codat_client::sandbox::Fault;
use tokio::time::{advance, sleep};

use super::{seconds, setup};

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_without_a_token_too() {
    let setup = setup().await;
    setup
        .sandbox
        .set_fault(|_| Fault::status(429).retry_after("120"));
    for _ in 0..100 {
        assert!(setup.get().await.unwrap_err().is_rate_limited());
        sleep(seconds(1)).await;
    }
    setup.assert_requests(1);
    setup.sandbox.set_fault(|_| Fault::none());
    advance(seconds(20)).await;
    setup.get().await.unwrap();
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_for_five_minutes_at_most() {
    let setup = setup().await;
    setup
        .sandbox
        .set_fault(|_| Fault::status(429).retry_after("36000"));
    setup.get().await.unwrap_err();
    advance(seconds(299)).await;
    setup.get().await.unwrap_err();
    setup.assert_requests(1);
    // The plan may have been raised meanwhile.
    setup.sandbox.set_fault(|_| Fault::none());
    advance(seconds(2)).await;
    setup.get().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_asked_for_by_each_view() {
    for status in [401, 402, 403, 404] {
        let setup = setup().await;
        setup.sandbox.script([Fault::status(status)]);
        for _ in 0..9 {
            let error = setup.get().await.unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            sleep(Duration::from_millis(100)).await;
        }
        setup.assert_requests(1);
        // Neither is it the answer for longer, nor for another company.
        setup.tokens.get(setup.sandbox.add_company()).await.unwrap();
        sleep(Duration::from_millis(200)).await;
        setup.get().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_is_not_kept() {
    let setup = setup().await;
    setup.sandbox.set_fault(|_| Fault::status(503));
    setup.get().await.unwrap_err();
    setup.sandbox.set_fault(|_| Fault::none());
    setup.get().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_ends_a_failure() {
    let setup = setup().await;
    setup
        .sandbox
        .script([Fault::status(429).retry_after("36000")]);
    setup.get().await.unwrap_err();
    setup.tokens.invalidate(setup.sandbox.company_id()).await;
    setup.get().await.unwrap();
}
