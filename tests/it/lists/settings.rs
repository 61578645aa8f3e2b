//! The settings of a call, seen on every page.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use codat_client::error::TimeoutScope;
use codat_client::sandbox::Fault;
use codat_client::{Error, RetryConfig};

use super::server::{numbers, page_of, requested, serve, whole};
use crate::support::quick_retries;

#[tokio::test(start_paused = true)]
async fn headers_and_credentials_are_on_every_page() {
    for concurrency in [1, 4] {
        let sandbox = serve(whole(450)).await;
        let codat = sandbox.client().unwrap();
        let call = numbers(&codat).header("X-Own", "value");
        let items = call.items().concurrency(concurrency);
        assert_eq!(items.collect().await.unwrap().len(), 450);
        let sent = sandbox.requests();
        assert_eq!(sent.len(), 5);
        for request in sent {
            assert_eq!(request.header("x-own"), Some("value"));
            assert_eq!(request.header("x-declared"), Some("yes"));
            assert!(request.header("authorization").is_some());
            assert_eq!(request.header("idempotency-key"), None);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retries_are_those_of_the_call_on_every_page() {
    for concurrency in [1, 4] {
        let sandbox = serve(whole(450)).await;
        let codat = sandbox.client().unwrap();
        sandbox.set_fault(|_| Fault::status(500));
        let mut once = numbers(&codat).retries(RetryConfig::none()).items();
        assert_eq!(once.next().await.unwrap().unwrap_err().attempts(), 1);
        let every_second = AtomicBool::new(false);
        sandbox.set_fault(
            move |_| match every_second.fetch_xor(true, Ordering::SeqCst) {
                false => Fault::status(500),
                true => Fault::none(),
            },
        );
        sandbox.take_requests();
        let call = numbers(&codat).retries(quick_retries());
        let items = call.items().concurrency(concurrency);
        assert_eq!(items.collect().await.unwrap().len(), 450);
        assert_eq!(sandbox.request_count(), 10);
        assert_eq!(
            requested(&sandbox)
                .iter()
                .filter(|&&page| page == 1)
                .count(),
            2
        );
    }
}

#[tokio::test(start_paused = true)]
async fn time_limits_are_those_of_the_call_on_every_page() {
    for concurrency in [1, 4] {
        let sandbox = serve(whole(450)).await;
        let codat = sandbox.client().unwrap();
        sandbox.set_fault(|request| {
            let is_first = page_of(request) == 1;
            Fault::none().delay(Duration::from_secs(if is_first { 1 } else { 9 }))
        });
        let call = numbers(&codat).timeout(Duration::from_secs(8));
        let mut pages = call.pages().concurrency(concurrency);
        pages.next().await.unwrap().unwrap();
        match pages.next().await.unwrap().unwrap_err() {
            Error::Timeout(error) => {
                assert_eq!(error.scope(), TimeoutScope::Call);
                assert_eq!(error.after(), Some(Duration::from_secs(8)));
            }
            other => panic!("{other}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn another_base_url_is_that_of_every_page() {
    let (sandbox, other) = (serve(whole(0)).await, serve(whole(250)).await);
    let builder = sandbox.client_builder().trust_origin(other.base_url());
    let builder = builder.credentials(codat_client::Credentials::api_key(other.api_key()));
    let codat = builder.build().unwrap();
    let call = numbers(&codat).base_url(other.base_url());
    assert_eq!(call.items().collect().await.unwrap().len(), 250);
    assert_eq!(requested(&other), [1, 2, 3]);
    assert_eq!(sandbox.request_count(), 0);
}
