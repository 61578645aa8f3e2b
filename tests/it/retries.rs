//! When a call is retried and how long it waits, beyond what the fault matrix shows. Waits are in paused time.

use std::time::Duration;

use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, Error, HasClient, RetryConfig, Uuid, codat_endpoint};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Probe, quick_retries, sandbox};

/// A client of a server that only the test knows.
fn client(url: &str) -> Client {
    let key = codat_client::Credentials::api_key("abc");
    Client::builder()
        .base_url(url)
        .credentials(key)
        .retries(quick_retries())
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_that_is_a_date_is_measured_by_the_servers_clock() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let date = |seconds| format!("Sun, 06 Nov 1994 08:49:{seconds} GMT");
    let throttled = |now, resume| {
        Fault::status(429)
            .header("Date", date(now))
            .retry_after(date(resume))
    };
    // Decades behind this machine's clock, or past already by its own.
    for (resume, seconds) in [(35, 5), (30, 0), (20, 0)] {
        sandbox.script([throttled(30, resume)]);
        let start = Instant::now();
        codat.get_probe("1").await.unwrap();
        // What is asked for, and the backoff's 500 ms at most.
        let asked = Duration::from_secs(seconds);
        let waits = asked..asked + Duration::from_millis(600);
        assert!(waits.contains(&start.elapsed()), "{:?}", start.elapsed());
        assert_eq!(sandbox.take_requests().len(), 2);
    }

    sandbox.script([throttled(10, 40)]);
    let call = codat.get_probe("1").timeout(Duration::from_secs(20));
    let start = Instant::now();
    let error = call.await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(sandbox.request_count(), 1);
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn no_wait_goes_past_the_total_time() {
    let sandbox = sandbox().await;
    let patient = codat_client::Backoff::new().initial_interval(Duration::from_secs(60));
    let builder = sandbox.client_builder();
    let codat = builder
        .retries(RetryConfig::backoff(patient))
        .build()
        .unwrap();
    // With jitter the wait is 30 s at least.
    for (total, requests) in [(30, 1), (61, 2)] {
        sandbox.set_fault(|_| Fault::status(503));
        let call = codat.get_probe("1").timeout(Duration::from_secs(total));
        let start = Instant::now();
        assert_eq!(call.await.unwrap_err().status().unwrap(), 503);
        assert_eq!(sandbox.take_requests().len(), requests, "{total} s");
        assert!(start.elapsed() < Duration::from_secs(total));
        assert_eq!(start.elapsed() < Duration::from_secs(1), requests == 1);
    }
}

#[tokio::test(start_paused = true)]
async fn backoff_grows_until_the_total_time_is_up() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script(std::iter::repeat_n(Fault::status(500), 100));
    let start = Instant::now();
    let error = codat.get_probe("1").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);
    assert!(start.elapsed() < Duration::from_secs(60));
    // 500 ms × 1.5ⁿ reaches 60 s after about ten attempts.
    let attempts = sandbox.request_count();
    assert!((8..=10).contains(&attempts), "{attempts}");
}

/// However short the waits are and whatever fails, other calls still have retries.
#[tokio::test(start_paused = true)]
async fn one_call_leaves_retries_for_the_others() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let brief = || {
        let backoff = codat_client::Backoff::new().initial_interval(Duration::from_millis(1));
        backoff.max_interval(Duration::from_millis(1))
    };
    sandbox.set_fault(|_| Fault::status(503));
    let call = codat.get_probe("1").timeout(Duration::from_secs(3600));
    let error = call.retries(brief()).await.unwrap_err();
    assert_eq!(error.attempts(), 10);
    assert_eq!(codat.retry_budget().available(), Some(91));

    sandbox.set_fault(|_| Fault::none().stall_body());
    let call = codat
        .get_probe("1")
        .attempt_timeout(Duration::from_millis(1));
    let error = call.retries(brief()).await.unwrap_err();
    assert_eq!(error.attempts(), 10);

    sandbox.set_fault(|_| Fault::none());
    sandbox.script([Fault::status(503)]);
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(response.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_not_is_repeated_with_its_key() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for fault in [
        Fault::status(429),
        Fault::close(),
        Fault::none().lose_response(),
        Fault::none().cut_body(),
    ] {
        let writes = sandbox.executed_writes();
        sandbox.script([fault.clone()]);
        codat
            .post_probe(&json!({}))
            .retries(quick_retries())
            .await
            .unwrap();
        let requests = sandbox.take_requests();
        assert_eq!(requests.len(), 2, "{fault:?}");
        let keys: Vec<_> = requests
            .iter()
            .map(|request| request.header("idempotency-key").unwrap())
            .collect();
        assert_eq!(keys[0], keys[1], "{fault:?}");
        assert_eq!(
            sandbox.executed_writes(),
            writes + 1,
            "{fault:?}: executed once"
        );
    }
}

#[tokio::test]
async fn a_write_with_the_callers_key_uses_it() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let key = Uuid::from_u128(7);
    codat
        .post_probe(&json!({}))
        .idempotency_key(key)
        .await
        .unwrap();
    codat
        .post_probe(&json!({}))
        .idempotency_key(key)
        .await
        .unwrap();
    assert_eq!(sandbox.executed_writes(), 1);
    for request in sandbox.take_requests() {
        assert_eq!(
            request.header("idempotency-key"),
            Some(key.to_string().as_str())
        );
    }

    let error = codat.get_probe("1").idempotency_key(key).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn no_retries_is_exactly_one_request() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for fault in [
        Fault::status(500),
        Fault::status(429),
        Fault::close(),
        Fault::none().cut_body(),
    ] {
        // A connection that is open already is the one on which a client might repeat on its own account.
        codat.get_probe("1").await.unwrap();
        sandbox.take_requests();
        sandbox.script([fault.clone()]);
        codat
            .get_probe("1")
            .retries(RetryConfig::none())
            .await
            .unwrap_err();
        assert_eq!(sandbox.take_requests().len(), 1, "{fault:?}");
    }

    let server = RawServer::start(vec![Answer::Close]).await;
    let error = client(server.url())
        .get_probe("1")
        .retries(RetryConfig::none())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error:?}");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_time_out_of_a_ready_made_http_client_is_one_too() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sandbox = sandbox().await;
    let http = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    let builder = sandbox.client_builder().http_client(http);
    let codat = builder.retries(quick_retries()).build().unwrap();
    for fault in [
        Fault::none().delay(Duration::from_secs(30)),
        Fault::none().stall_body(),
    ] {
        sandbox.script([fault.clone()]);
        let error = codat.post_probe(&json!({})).await.unwrap_err();
        assert!(error.is_timeout(), "{fault:?}: {error:?}");
        assert_eq!(error.to_string(), "POST /probe: an attempt took too long");
        assert_eq!(sandbox.take_requests().len(), 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_gives_a_call_more_time_gives_it_to_its_attempts() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let slow = || Fault::none().delay(Duration::from_secs(50));

    sandbox.script([slow()]);
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(response.attempts(), 2, "the second one, after 30 s");

    sandbox.script([slow()]);
    let call = codat.get_probe("1").timeout(Duration::from_secs(300));
    assert_eq!(call.with_response().await.unwrap().attempts(), 1);

    sandbox.script([slow()]);
    let call = codat.get_probe("1").timeout(Duration::from_secs(300));
    let call = call.attempt_timeout(Duration::from_secs(20));
    assert_eq!(call.with_response().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn a_call_without_any_time_sends_nothing() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for _ in 0..20 {
        let call = codat.post_probe(&json!({})).timeout(Duration::ZERO);
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    assert_eq!(sandbox.request_count(), 0);
    assert_eq!(codat.stats().attempts(), 0);
}

#[tokio::test]
async fn a_key_that_a_cut_off_attempt_holds_is_waited_for() {
    let conflict = "HTTP/1.1 409 Conflict\r\ncontent-type: application/json";
    let server = RawServer::start(vec![
        Answer::Close,
        Answer::whole(conflict, "{}"),
        Answer::whole(conflict, "{}"),
        Answer::whole("HTTP/1.1 201 Created", "{}"),
    ])
    .await;
    let codat = client(server.url());
    let response = codat.post_probe(&json!({})).with_response().await.unwrap();
    assert_eq!(response.attempts(), 4);
}

#[tokio::test]
async fn what_came_before_the_last_failure_is_told() {
    // The first attempt was executed, and its connection broke; the repeat finds nothing to delete.
    let gone = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json";
    let server = RawServer::start(vec![Answer::Close, Answer::whole(gone, "{}")]).await;
    let error = client(server.url()).delete_probe("1").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.attempts(), 2);
    assert!(matches!(error.earlier(), Some(Error::Connection(_))));
}

#[tokio::test(start_paused = true)]
async fn the_total_time_holds_over_all_attempts() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    // A first failure, a wait, and then an attempt without an answer.
    sandbox.script([
        Fault::status(500),
        Fault::none().delay(Duration::from_secs(3600)),
    ]);
    let start = Instant::now();
    let error = codat
        .get_probe("1")
        .timeout(Duration::from_secs(10))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /probe/{id}: the call took longer than 10s (after 2 attempts)"
    );
    let earlier = std::error::Error::source(&error).unwrap();
    assert!(earlier.to_string().contains("500"), "{earlier}");
    let elapsed = start.elapsed();
    assert!(
        (Duration::from_secs(10)..Duration::from_millis(10_100)).contains(&elapsed),
        "{elapsed:?}"
    );
    assert_eq!(sandbox.request_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_nothing_more() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();

    drop(codat.get_probe("1"));
    assert_eq!(
        sandbox.request_count(),
        0,
        "a call that isn't polled sends nothing"
    );

    // Dropped while it waits for its second attempt, and while an answer is under way.
    for fault in [
        Fault::status(500),
        Fault::none().delay(Duration::from_secs(30)),
    ] {
        sandbox.script([fault.clone(), fault]);
        let call = tokio::spawn(codat.get_probe("1"));
        for _ in 0..1000 {
            if sandbox.request_count() > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        call.abort();
        assert!(call.await.is_err_and(|error| error.is_cancelled()));
        // Longer than it would have waited.
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(sandbox.take_requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_do_not_come_are_a_time_out() {
    let sandbox = sandbox().await;
    let never = codat_client::Credentials::provider(|| async {
        std::future::pending::<Result<codat_client::Secret, std::io::Error>>().await
    });
    let codat = sandbox.client_builder().credentials(never).build().unwrap();
    let start = Instant::now();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(start.elapsed().as_secs(), 60);
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn credentials_are_asked_for_on_each_attempt() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    let sandbox = sandbox().await;
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let key = sandbox.api_key().to_owned();
    let provider = codat_client::Credentials::provider(move || {
        count.fetch_add(1, Ordering::Relaxed);
        let key = key.clone();
        async move { Ok::<_, std::io::Error>(key.into()) }
    });
    let codat = sandbox
        .client_builder()
        .credentials(provider)
        .retries(quick_retries())
        .build()
        .unwrap();
    sandbox.script([Fault::status(500), Fault::status(500)]);
    codat.get_probe("1").await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 3);

    let broken = codat_client::Credentials::provider(|| async {
        Err::<_, std::io::Error>(std::io::Error::other("vault is sealed"))
    });
    let codat = sandbox
        .client_builder()
        .credentials(broken)
        .build()
        .unwrap();
    sandbox.take_requests();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "vault is sealed"
    );
    assert_eq!(sandbox.request_count(), 0);
}

trait Declared: HasClient {
    #[codat_endpoint(GET, "/probe/never", retry = never)]
    fn get_never(&self) -> Call<Value>;

    #[codat_endpoint(POST, "/probe", retry = always)]
    fn post_always(&self) -> Call<Value>;

    #[codat_endpoint(GET, "/probe/hurry", timeout = "200ms")]
    fn get_hurry(&self) -> Call<Value>;
}

impl Declared for Client {}

#[tokio::test(start_paused = true)]
async fn a_declaration_has_its_say_and_a_call_the_last_word() {
    let sandbox = sandbox().await;
    let codat = sandbox
        .client_builder()
        .retries(quick_retries())
        .build()
        .unwrap();

    sandbox.script([Fault::status(500)]);
    codat.get_never().await.unwrap_err();
    assert_eq!(sandbox.take_requests().len(), 1);
    sandbox.script([Fault::status(500)]);
    codat.get_never().retries(quick_retries()).await.unwrap();
    assert_eq!(sandbox.take_requests().len(), 2);

    sandbox.script([Fault::status(500)]);
    codat.post_always().await.unwrap();
    let requests = sandbox.take_requests();
    assert_eq!(requests.len(), 2);
    assert!(
        requests
            .iter()
            .all(|request| request.header("idempotency-key").is_none())
    );

    sandbox.script([Fault::none().delay(Duration::from_secs(30))]);
    assert!(codat.get_hurry().await.unwrap_err().is_timeout());
    sandbox
        .script([Fault::reply(Reply::json(200, json!("slow"))).delay(Duration::from_millis(300))]);
    assert_eq!(
        codat
            .get_hurry()
            .timeout(Duration::from_secs(20))
            .await
            .unwrap(),
        "slow"
    );
}

#[tokio::test]
async fn a_refusal_that_codat_does_not_document_is_not_retried() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for status in [418, 422, 451] {
        sandbox.script([Fault::status(status)]);
        codat
            .get_probe("1")
            .retries(quick_retries())
            .await
            .unwrap_err();
        assert_eq!(sandbox.take_requests().len(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::status(429).retry_after("2")]);
    let start = Instant::now();
    codat.get_probe("1").await.unwrap();
    assert_eq!(sandbox.request_count(), 2);
    let waited = start.elapsed();
    assert!(
        (Duration::from_secs(2)..Duration::from_secs(3)).contains(&waited),
        "{waited:?}"
    );
}

#[tokio::test]
async fn a_refused_connection_is_repeated_too() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let codat = client(&url);
    let limited = RetryConfig::backoff(
        codat_client::Backoff::new()
            .initial_interval(Duration::from_millis(1))
            .max_attempts(3),
    );
    let error = codat
        .post_probe(&json!({}))
        .retries(limited)
        .await
        .unwrap_err();
    let Error::Connection(connection) = &error else {
        panic!("{error:?}");
    };
    assert!(connection.is_connect() && error.is_retryable());
    assert_eq!(error.attempts(), 3);
    assert!(matches!(error.earlier(), Some(Error::Connection(_))));
    assert!(
        error.earlier().unwrap().earlier().is_none(),
        "only one is kept"
    );
    assert_eq!(error.status(), None);
}
