//! Calls that outlive the runtime that they began on.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use codat_client::paging::Page;
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Client, Error, Method};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::time::sleep;

use crate::support::Probe;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.mount(Method::GET, "/probe/{id}", |_| Reply::json(200, json!({})));
    sandbox.mount(Method::POST, "/probe", |_| Reply::json(200, json!({})));
    sandbox
}

/// Polls a future on a runtime until the sandbox has received so many requests, and a while longer.
fn begin(sandbox: &Sandbox, requests: usize, mut future: Pin<&mut impl Future>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for since in 0..1_000 {
            let polled = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending()));
            assert!(polled.await, "it is still under way");
            sleep(Duration::from_millis(5)).await;
            if sandbox.request_count() >= requests && since > 20 {
                return;
            }
        }
        panic!("{} requests", sandbox.request_count());
    });
}

/// What it has come to outside of runtimes.
fn end<T>(future: Pin<&mut impl Future<Output = T>>) -> T {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing can wait here"),
    }
}

#[track_caller]
fn assert_has_no_runtime(error: &Error) {
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    let shown = error.to_string();
    assert!(
        shown.contains("no tokio runtime is running here"),
        "{shown}"
    );
}

#[test]
fn a_request_that_was_sent_may_have_been_executed() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::none().delay(Duration::from_secs(60))]);
    let mut call = pin!(codat.post_probe(&json!({})));
    begin(&sandbox, 1, call.as_mut());
    let error = end(call).unwrap_err();
    assert_has_no_runtime(&error);
    assert!(error.may_have_been_executed());
    let key = error.idempotency_key().unwrap().to_string();
    assert_eq!(
        sandbox.requests()[0].header("idempotency-key"),
        Some(key.as_str())
    );
}

#[test]
fn a_call_that_waits_for_its_retry_fails_with_its_history() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::status(503).retry_after("30")]);
    let mut call = pin!(codat.get_probe("1").timeout(Duration::from_secs(600)));
    begin(&sandbox, 1, call.as_mut());
    let error = end(call).unwrap_err();
    assert_has_no_runtime(&error);
    assert!(error.may_have_been_executed());
    assert_eq!((error.attempts(), sandbox.request_count()), (1, 1));
}

#[test]
fn a_call_that_waits_to_be_polled_again_fails() {
    let sandbox = sandbox();
    let codat = sandbox.client().unwrap();
    let mut until = pin!(
        codat
            .get_probe("1")
            .until(|_| false)
            .every(Duration::from_secs(60))
    );
    begin(&sandbox, 1, until.as_mut());
    let error = end(until).unwrap_err();
    assert_eq!(error.last(), Some(&json!({})));
    assert_has_no_runtime(error.error());
    assert_eq!(sandbox.request_count(), 1);
}

#[test]
fn a_walk_goes_on_when_there_is_a_runtime_again() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.mount(Method::GET, "/probe/{id}", |request| {
        let page = request
            .query()
            .and_then(|query| query.strip_prefix("page="));
        let number = page.map_or(1, |page| page.parse::<u64>().unwrap());
        let results: Vec<u64> = (number * 2 - 1..=number * 2).collect();
        Reply::json(
            200,
            json!({"results": results, "pageNumber": number, "pageSize": 2, "totalResults": 6}),
        )
    });
    let codat = sandbox.client().unwrap();
    let mut pages = Numbers::numbers(&codat).pages().concurrency(2);
    sandbox.script([Fault::none().delay(Duration::from_secs(60))]);
    begin(&sandbox, 1, pin!(pages.next()));
    assert_has_no_runtime(&end(pin!(pages.next())).unwrap().unwrap_err());
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(
        runtime.block_on(pages.next()).unwrap().unwrap().results,
        [1, 2]
    );
    assert_eq!(runtime.block_on(pages.collect()).unwrap().len(), 2);
}

trait Numbers: codat_client::HasClient {
    #[codat_client::codat_endpoint(GET, "/probe/numbers")]
    fn numbers(&self) -> codat_client::Call<Page<Value>>;
}

impl Numbers for Client {}
