//! Lists and polls on a thread without a runtime.

use std::time::{Duration, Instant};

use codat_client::Call;
use codat_client::paging::Page;
use codat_client::sandbox::{Fault, Sandbox};

use super::server::{SIZE, fail_page, mount, numbers, requested, whole};
use crate::support::Probe;

fn serve(total: u64) -> Sandbox {
    let sandbox = Sandbox::start_blocking().unwrap();
    mount(&sandbox, whole(total));
    sandbox
}

#[test]
fn a_list_is_an_iterator() {
    let sandbox = serve(350);
    let codat = sandbox.client().unwrap();
    for concurrency in [1, 4] {
        let items = numbers(&codat).items().concurrency(concurrency).wait();
        let all: Result<Vec<u64>, _> = items.collect();
        assert_eq!(all.unwrap(), (0..350).collect::<Vec<_>>());
        assert_eq!(sandbox.take_requests().len(), 4);
    }
    let mut pages = numbers(&codat).pages().from_page(4).wait();
    assert_eq!(pages.next().unwrap().unwrap().results.len(), 50);
    assert!(pages.next().is_none() && pages.next().is_none());
    assert_eq!(pages.next_page(), None);
    let fake = Call::ready(Ok(Page::of(vec![1, 2])));
    assert_eq!(fake.items().wait().flatten().sum::<i32>(), 3);
}

#[test]
fn a_failed_page_is_requested_again() {
    let sandbox = serve(350);
    let codat = sandbox.client().unwrap();
    fail_page(&sandbox, 3, Fault::status(404));
    let mut items = numbers(&codat).items().wait();
    let given = items.by_ref().take_while(Result::is_ok).count();
    assert_eq!(given, 200);
    assert_eq!(items.next_page(), Some(3));
    fail_page(&sandbox, 3, Fault::none());
    assert_eq!(items.flatten().count(), 150);
    assert_eq!(requested(&sandbox), [1, 2, 3, 3, 4]);
}

#[test]
fn requests_are_under_way_while_the_thread_is_busy() {
    let sandbox = serve(5 * SIZE);
    let codat = sandbox.client().unwrap();
    let mut pages = numbers(&codat).pages().concurrency(5).wait();
    for _ in 0..2 {
        pages.next().unwrap().unwrap();
    }
    let start = Instant::now();
    while sandbox.request_count() < 5 {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "they aren't sent"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(pages.count(), 3);
}

#[test]
fn a_walk_that_was_polled_goes_on() {
    let sandbox = serve(350);
    let codat = sandbox.client().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut items = numbers(&codat).items().concurrency(3);
    for number in 0..150 {
        assert_eq!(runtime.block_on(items.next()).unwrap().unwrap(), number);
    }
    drop(runtime);
    let rest: Result<Vec<u64>, _> = items.wait().collect();
    assert_eq!(rest.unwrap(), (150..350).collect::<Vec<_>>());
}

#[test]
fn a_poll_is_waited_for() {
    let sandbox = Sandbox::start_blocking().unwrap();
    super::until::serve(&sandbox, &["Pending", "Pending", "Success"]);
    let codat = sandbox.client().unwrap();
    let quick = |status: &'static str| {
        let until = codat
            .get_probe("1")
            .until(move |value| value["status"] == status);
        until.every(Duration::from_millis(5))
    };
    assert_eq!(quick("Success").wait().unwrap()["status"], "Success");
    assert_eq!(sandbox.take_requests().len(), 3);
    let error = quick("Failed")
        .within(Duration::from_millis(20))
        .wait()
        .unwrap_err();
    assert!(error.is_expired(), "{error}");
    assert_eq!(error.last().unwrap()["status"], "Success");
    assert_eq!(
        Call::ready(Ok(5))
            .until(|&value| value == 5)
            .wait()
            .unwrap(),
        5
    );
}
