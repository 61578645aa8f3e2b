//! What an outage costs the server, and what a client counts.

use codat_client::sandbox::Fault;
use codat_client::{Backoff, RetryBudget, RetryConfig, Stats};

use crate::support::raw_server::refusing;
use crate::support::{Probe, sandbox};

const CALLS: u32 = 1000;

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_multiplied_by_retries() {
    let sandbox = sandbox().await;
    let codat = sandbox
        .client_builder()
        .retries(RetryConfig::backoff(Backoff::new().max_attempts(4)))
        .build()
        .unwrap();
    sandbox.set_fault(|_| Fault::status(503));

    // The budget is spent by the first calls, each with three retries.
    let mut spent_after = 0;
    while codat.retry_budget().available() > Some(0) {
        codat.get_probe("1").await.unwrap_err();
        spent_after += 1;
        assert!(spent_after < CALLS, "the budget is never spent");
    }
    assert_eq!(spent_after, 34, "100 retries are spent by three at a time");
    sandbox.take_requests();

    for _ in 0..CALLS {
        let error = codat.get_probe("1").await.unwrap_err();
        assert_eq!(error.status().unwrap(), 503);
        assert_eq!(error.attempts(), 1);
        assert!(error.help().unwrap().contains("retry budget"), "{error:?}");
    }
    let requests = u32::try_from(sandbox.take_requests().len()).unwrap();
    assert!(requests * 10 <= CALLS * 12, "{requests} requests");

    // When the server is well again, so is the client: ten calls earn it a retry.
    sandbox.set_fault(|_| Fault::none());
    for _ in 0..10 {
        codat.get_probe("1").await.unwrap();
    }
    sandbox.script([Fault::status(503)]);
    assert_eq!(attempts(&codat).await, 2);
    assert_eq!(codat.retry_budget().available(), Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_budget_can_be_shared_or_done_without() {
    let sandbox = sandbox().await;
    let budget = RetryBudget::new(1);
    let client = |budget: &RetryBudget| {
        sandbox
            .client_builder()
            .retries(RetryConfig::backoff(Backoff::new().max_attempts(2)))
            .retry_budget(budget.clone())
            .build()
            .unwrap()
    };
    let [first, second] = [client(&budget), client(&budget)];
    sandbox.set_fault(|_| Fault::status(500));
    assert_eq!(first.get_probe("1").await.unwrap_err().attempts(), 2);
    assert_eq!(second.get_probe("1").await.unwrap_err().attempts(), 1);
    let unlimited = client(&RetryBudget::unlimited());
    assert_eq!(unlimited.get_probe("1").await.unwrap_err().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_counts_what_it_does() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script([
        Fault::status(500),
        Fault::status(429),
        Fault::none(),
        Fault::status(404),
    ]);
    codat.get_probe("1").await.unwrap();
    codat.clone().get_probe("1").await.unwrap_err();
    // Neither could be built nor is awaited.
    codat.get_probe("..").await.unwrap_err();
    drop(codat.get_probe("1"));

    let stats = codat.stats();
    assert_eq!(stats.calls(), 2);
    assert_eq!(stats.attempts(), 4);
    assert_eq!(stats.retries(), 2);
    assert_eq!(stats.throttled(), 1);
    assert_eq!(stats.succeeded(), 1);
    assert_eq!(stats.failed(), 1);

    codat.get_probe("1").await.unwrap();
    let since = codat.stats() - stats;
    assert_eq!((since.calls(), since.attempts(), since.failed()), (1, 1, 0));
    assert_eq!(stats - codat.stats(), Stats::default());
}

/// A server that refuses all connections, and one that answers 503, with many calls under way at once.
#[tokio::test]
async fn calls_at_once_share_the_budget_in_an_outage() {
    const AT_ONCE: usize = 64;
    const BUDGET: u64 = 100;

    let sandbox = sandbox().await;
    sandbox.set_fault(|_| Fault::status(503));
    let (_socket, refusing) = refusing();
    for url in [sandbox.base_url(), refusing.as_str()] {
        let quick = Backoff::new().initial_interval(std::time::Duration::from_millis(1));
        let codat = sandbox
            .client_builder()
            .base_url(url)
            .retries(quick.max_attempts(4))
            .build()
            .unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE {
            calls.spawn(codat.get_probe("1").into_future());
        }
        for outcome in calls.join_all().await {
            let error = outcome.unwrap_err();
            assert!((1..=4).contains(&error.attempts()), "{error:?}");
            assert_eq!(error.is_connect(), url == refusing, "{error:?}");
        }
        assert_eq!(codat.stats().retries(), BUDGET, "{url}");
        assert_eq!(codat.retry_budget().available(), Some(0));

        for _ in 0..AT_ONCE {
            let error = codat.get_probe("1").await.unwrap_err();
            assert_eq!(error.attempts(), 1);
            assert!(error.help().unwrap().contains("retry budget"), "{error:?}");
        }
        assert_eq!(codat.stats().retries(), BUDGET);
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_not_made_costs_nothing() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::status(503).retry_after("30")]);
    let call = tokio::time::timeout(std::time::Duration::from_secs(10), codat.get_probe("1"));
    assert!(call.await.is_err(), "it is dropped while it waits");
    assert_eq!(sandbox.request_count(), 1);
    assert_eq!(codat.retry_budget().available(), Some(100));
}

/// A caller that gives up, or whose own time is up, doesn't know how the retry would have ended.
#[tokio::test(start_paused = true)]
async fn a_retry_that_is_dropped_gives_its_token_back() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for _ in 0..3 {
        sandbox.script([
            Fault::status(503),
            Fault::none().delay(std::time::Duration::from_secs(20)),
        ]);
        let call = tokio::time::timeout(std::time::Duration::from_secs(10), codat.get_probe("1"));
        assert!(call.await.is_err(), "it is dropped in its second attempt");
        assert_eq!(sandbox.take_requests().len(), 2);
        assert_eq!(codat.retry_budget().available(), Some(100));
    }

    // A retry that ran out of its own time has failed.
    sandbox.script([
        Fault::status(503),
        Fault::none().delay(std::time::Duration::from_secs(20)),
    ]);
    let call = codat
        .get_probe("1")
        .timeout(std::time::Duration::from_secs(10));
    assert!(call.await.unwrap_err().is_timeout());
    assert_eq!(codat.retry_budget().available(), Some(99));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_earns_as_much_as_a_success() {
    let sandbox = sandbox().await;
    let budget = RetryBudget::new(1);
    let builder = sandbox.client_builder().retry_budget(budget.clone());
    let codat = builder.build().unwrap();
    sandbox.script([Fault::status(503), Fault::status(404)]);
    assert_eq!(codat.get_probe("1").await.unwrap_err().attempts(), 2);
    assert_eq!(budget.available(), Some(1));

    sandbox.script([Fault::status(503), Fault::status(503)]);
    assert_eq!(codat.get_probe("1").await.unwrap_err().attempts(), 2);
    for status in [400, 401, 403, 404, 409, 422, 301, 404, 404] {
        sandbox.script([Fault::status(status)]);
        codat.get_probe("1").await.unwrap_err();
        assert_eq!(budget.available(), Some(0));
    }
    for status in [408, 429, 500, 503] {
        sandbox.script([Fault::status(status)]);
        let once = codat.get_probe("1").retries(RetryConfig::none());
        once.await.unwrap_err();
        assert_eq!(budget.available(), Some(0));
    }
    sandbox.script([Fault::status(404)]);
    codat.get_probe("1").await.unwrap_err();
    assert_eq!(budget.available(), Some(1));
}

async fn attempts(codat: &codat_client::Client) -> u32 {
    let response = codat.get_probe("1").with_response().await;
    response.unwrap().attempts()
}
