//! Pages that fail, walks that stop, and walks that go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use codat_client::paging::ListQuery;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{RetryConfig, Secret};
use tokio::time::Instant;

use super::server::{Lists, SIZE, fail_page, numbers, page_of, requested, serve, whole};
use crate::support::quick_retries;

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_is_retried_by_the_settings_of_the_call() {
    let sandbox = serve(whole(350)).await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::none(), Fault::none(), Fault::status(500)]);
    let items = numbers(&codat).retries(quick_retries()).items();
    assert_eq!(items.collect().await.unwrap().len(), 350);
    assert_eq!(requested(&sandbox), [1, 2, 3, 3, 4]);

    sandbox.take_requests();
    sandbox.script([Fault::none(), Fault::none(), Fault::status(500)]);
    let items = numbers(&codat).retries(RetryConfig::none()).items();
    assert_eq!(items.collect().await.unwrap_err().status().unwrap(), 500);
    assert_eq!(requested(&sandbox), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn after_a_failed_page_the_same_page_is_next() {
    for concurrency in [1, 3] {
        let sandbox = serve(whole(550)).await;
        let codat = sandbox.client().unwrap();
        fail_page(&sandbox, 3, Fault::status(500));
        let call = numbers(&codat).retries(RetryConfig::none());
        let mut items = call.items().concurrency(concurrency);
        let mut given = Vec::new();
        let mut failed = 0;
        while let Some(item) = items.next().await {
            match item {
                Ok(number) => given.push(number),
                Err(error) => {
                    assert_eq!(error.status().unwrap(), 500);
                    assert_eq!(items.next_page(), Some(3));
                    assert_eq!(given.len(), 200);
                    failed += 1;
                }
            }
            if failed == 3 {
                fail_page(&sandbox, 3, Fault::none());
            }
        }
        assert_eq!(given, (0..550).collect::<Vec<_>>());
        let of_page = |page| {
            requested(&sandbox)
                .iter()
                .filter(|&&sent| sent == page)
                .count()
        };
        // The pages behind the failed one aren't sent again.
        assert_eq!([1, 2, 3, 4, 5, 6].map(of_page), [1, 1, 4, 1, 1, 1]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_requested_again() {
    let sandbox = serve(whole(250)).await;
    let codat = sandbox.client().unwrap();
    let html = Reply::new(200).body("text/html", "<h1>Maintenance</h1>");
    sandbox.script([Fault::none(), html.into()]);
    let mut pages = numbers(&codat).pages();
    pages.next().await.unwrap().unwrap();
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, codat_client::Error::Decode(_)), "{error}");
    assert_eq!(pages.collect().await.unwrap().len(), 2);
    assert_eq!(requested(&sandbox), [1, 2, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_429_delays_its_own_page_only() {
    let sandbox = serve(whole(550)).await;
    let codat = sandbox.client().unwrap();
    let is_first = AtomicBool::new(true);
    let start = Instant::now();
    sandbox.set_fault(move |request| {
        match page_of(request) == 3 && is_first.swap(false, Ordering::SeqCst) {
            true => Fault::status(429).retry_after("7"),
            false => Fault::none(),
        }
    });
    let items = numbers(&codat).items().concurrency(4);
    assert_eq!(items.collect().await.unwrap(), (0..550).collect::<Vec<_>>());
    let waited = start.elapsed();
    assert!((7..9).contains(&waited.as_secs()), "{waited:?}");
    let mut sent = requested(&sandbox);
    sent.sort_unstable();
    assert_eq!(sent, [1, 2, 3, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_walk_resumes_where_another_stopped() {
    let sandbox = serve(whole(350)).await;
    let codat = sandbox.client().unwrap();
    let query = ListQuery::new().order_by("id");
    let mut first = codat.list_numbers(&query).items();
    let mut given = Vec::new();
    assert_eq!(first.next_page(), Some(1));
    while first.next_page() != Some(3) {
        given.push(first.next().await.unwrap().unwrap());
    }
    let page = first.next_page().unwrap();
    drop(first);
    let rest = codat.list_numbers(&query).items().from_page(page);
    given.extend(rest.collect().await.unwrap());
    assert_eq!(given, (0..350).collect::<Vec<_>>());
    assert_eq!(requested(&sandbox), [1, 2, 3, 4]);

    // In the middle of a page it is that page which has the next record.
    let mut items = codat.list_numbers(&query).items();
    items.next().await.unwrap().unwrap();
    assert_eq!(items.next_page(), Some(1));
    // The page of the call is replaced, and so is what is under way.
    let query = query.page(2);
    let mut pages = codat.list_numbers(&query).pages().concurrency(3);
    assert_eq!(pages.next_page(), Some(2));
    pages.next().await.unwrap().unwrap();
    let mut pages = pages.from_page(4);
    let last = pages.next().await.unwrap().unwrap();
    assert_eq!((last.page_number, last.results.len()), (Some(4), 50));
    assert!(pages.next().await.is_none());
    assert_eq!(pages.next_page(), None);
    // Behind the end there is nothing.
    let mut pages = codat.list_numbers(&query).pages().from_page(9);
    assert!(pages.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_walk_sends_nothing_more() {
    for concurrency in [1, 4] {
        let sandbox = serve(whole(20 * SIZE)).await;
        let codat = sandbox.client().unwrap();
        // Later pages would be retried for a minute.
        sandbox.set_fault(|request| match page_of(request) {
            1..=3 => Fault::none().delay(Duration::from_secs(1)),
            _ => Fault::status(503),
        });
        let mut items = numbers(&codat).items().concurrency(concurrency);
        for number in 0..=2 * SIZE {
            assert_eq!(items.next().await.unwrap().unwrap(), number);
        }
        drop(items);
        let sent = requested(&sandbox);
        assert!(
            sent.iter()
                .all(|&page| page < 3 + u64::try_from(concurrency).unwrap())
        );
        tokio::time::sleep(Duration::from_secs(600)).await;
        assert_eq!(requested(&sandbox), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn a_next_that_is_dropped_loses_nothing() {
    for concurrency in [1, 3] {
        let sandbox = serve(whole(350)).await;
        let codat = sandbox.client().unwrap();
        sandbox.set_fault(|_| Fault::none().delay(Duration::from_secs(1)));
        let mut items = numbers(&codat).items().concurrency(concurrency);
        let mut given = Vec::new();
        loop {
            let patience = Duration::from_millis(300);
            match tokio::time::timeout(patience, items.next()).await {
                Ok(Some(item)) => given.push(item.unwrap()),
                Ok(None) => break,
                Err(_elapsed) => {}
            }
        }
        assert_eq!(given, (0..350).collect::<Vec<_>>());
        assert_eq!(sandbox.request_count(), 4);
    }
}

#[tokio::test]
async fn nothing_that_prints_shows_a_query_or_a_record() {
    let sandbox = serve(whole(3)).await;
    let codat = sandbox.client().unwrap();
    let query = ListQuery::new().query("name=very-private");
    let secret = Secret::from("very-private");
    let mut items = codat.list_numbers(&query).items();
    items.next().await.unwrap().unwrap();
    let shown = format!("{items:?} {:?}", codat.list_numbers(&query).pages());
    assert!(!shown.contains(secret.expose()), "{shown}");
    assert!(shown.contains("next_page: Some(1)"), "{shown}");
}
