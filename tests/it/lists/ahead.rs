//! Several requests under way: their order, their number, and who makes them go on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::paging::Items;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{Client, CompanyId, RateLimit};
use tokio::time::{Instant, sleep};

use super::server::{Lists, SIZE, numbers, page_of, requested, serve, whole, without};
use crate::support::logged::Logged;

const SECOND: Duration = Duration::from_secs(1);

/// Each request takes a second; returns the arrivals.
fn watch(sandbox: &Sandbox) -> Arc<Mutex<Vec<Instant>>> {
    let arrivals = Arc::<Mutex<Vec<Instant>>>::default();
    let seen = Arc::clone(&arrivals);
    sandbox.set_fault(move |_| {
        seen.lock().unwrap().push(Instant::now());
        Fault::none().delay(SECOND)
    });
    arrivals
}

/// The most requests that were under way at once.
fn peak(arrivals: &Mutex<Vec<Instant>>) -> usize {
    let arrivals = arrivals.lock().unwrap();
    let under_way = |now: Instant| {
        let begun = arrivals.iter();
        begun.filter(|&&at| at <= now && now < at + SECOND).count()
    };
    arrivals.iter().map(|&now| under_way(now)).max().unwrap()
}

#[tokio::test(start_paused = true)]
async fn records_keep_their_order_whatever_each_page_takes() {
    let sandbox = serve(whole(40 * SIZE)).await;
    let codat = sandbox.client().unwrap();
    sandbox.set_fault(|request| {
        let shuffled = page_of(request) * 7919 % 13;
        Fault::none().delay(Duration::from_millis(100 * shuffled))
    });
    let start = Instant::now();
    let items = numbers(&codat).items().concurrency(10);
    let all = items.collect().await.unwrap();
    assert_eq!(all, (0..40 * SIZE).collect::<Vec<_>>());
    assert_eq!(sandbox.request_count(), 40);
    // One after the other, they take 24 s.
    assert!(start.elapsed() < 8 * SECOND, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn so_many_requests_are_under_way_as_was_asked_for() {
    for (concurrency, seconds) in [(0, 41), (1, 41), (4, 11), (10, 5), (100, 2)] {
        let sandbox = serve(whole(41 * SIZE)).await;
        let codat = sandbox.client().unwrap();
        let arrivals = watch(&sandbox);
        let start = Instant::now();
        let items = numbers(&codat).items().concurrency(concurrency);
        assert_eq!(items.collect().await.unwrap().len(), 4100);
        // The first page alone, and the others in rounds.
        assert_eq!(start.elapsed().as_secs(), seconds);
        assert_eq!(peak(&arrivals), concurrency.clamp(1, 40));
        assert_eq!(sandbox.request_count(), 41);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_total_one_page_comes_after_the_other() {
    let sandbox = serve(without(["totalResults"], whole(550))).await;
    let codat = sandbox.client().unwrap();
    let arrivals = watch(&sandbox);
    let items = numbers(&codat).items().concurrency(10);
    assert_eq!(items.collect().await.unwrap().len(), 550);
    assert_eq!(peak(&arrivals), 1);
    assert_eq!(requested(&sandbox), [1, 2, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn no_more_pages_are_held_than_were_asked_for() {
    let sandbox = serve(whole(30 * SIZE)).await;
    let codat = sandbox.client().unwrap();
    let mut items = numbers(&codat).items().concurrency(4);
    let mut given = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        given += 1;
        // A caller that takes its time, so that everything that was sent arrives.
        sleep(SECOND).await;
        let page = usize::try_from((given - 1) / SIZE + 1).unwrap();
        // This page and three others.
        assert!(sandbox.request_count() <= page + 3);
    }
    assert_eq!(given, 30 * SIZE);
}

#[tokio::test(start_paused = true)]
async fn a_slow_caller_lets_no_page_run_out_of_time() {
    let sandbox = serve(whole(10 * SIZE)).await;
    let codat = sandbox.client().unwrap();
    watch(&sandbox);
    let mut pages = numbers(&codat).pages().concurrency(4);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        assert_eq!(page.unwrap().results.len(), 100);
        count += 1;
        // Longer than a call may take.
        sleep(600 * SECOND).await;
    }
    assert_eq!(count, 10);
    assert_eq!(sandbox.request_count(), 10);
}

fn of_company(codat: &Client, company: CompanyId) -> Items<u64> {
    codat
        .list_of_company(company, 1, "")
        .items()
        .concurrency(50)
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_holds_pages_back_and_leaves_room_for_the_caller() {
    let sandbox = serve(whole(7 * 60)).await;
    let company = sandbox.company_id();
    let builder = sandbox.client_builder().layer(RateLimit::new());
    let codat = builder.build().unwrap();
    let arrivals = watch(&sandbox);
    let mut items = of_company(&codat, company);
    let mut count = 0;
    while let Some(item) = items.next().await {
        assert_eq!(item.unwrap(), count);
        count += 1;
        if count % 100 == 0 {
            // A call of the same company, while many pages are under way.
            codat.list_of_company(company, 1, "").await.unwrap();
        }
    }
    assert_eq!(count, 420);
    assert_eq!(peak(&arrivals), 10);
    assert_eq!(sandbox.request_count(), 64);
}

#[tokio::test(start_paused = true)]
async fn pages_that_are_ahead_belong_to_the_callers_span_and_subscriber() {
    let (logged, _guard) = Logged::collect();
    let sandbox = serve(whole(450)).await;
    let codat = sandbox.client().unwrap();
    let span = tracing::info_span!("of_the_caller");
    let items = numbers(&codat).items().concurrency(4);
    tracing::Instrument::instrument(items.collect(), span)
        .await
        .unwrap();
    let text = logged.text();
    let spans = text
        .lines()
        .filter(|line| line.contains("of_the_caller:http.client{") && line.contains(": close "));
    assert_eq!(spans.count(), 5, "{text}");
}

#[test]
fn a_walk_goes_on_where_its_runtime_is_dropped() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().unwrap()
    };
    let (servers, first, second) = (runtime(), runtime(), runtime());
    let sandbox = servers.block_on(serve(whole(550)));
    sandbox.set_fault(|request| {
        let page = page_of(request);
        Fault::none().delay(Duration::from_millis(if page > 2 { 300 } else { 0 }))
    });
    let codat = sandbox.client().unwrap();
    let mut pages = numbers(&codat).pages().concurrency(4);
    first.block_on(async {
        for _ in 0..2 {
            pages.next().await.unwrap().unwrap();
        }
    });
    drop(first);
    let rest = second.block_on(pages.collect()).unwrap();
    assert_eq!(rest.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_of_a_layer_comes_out_of_the_walk() {
    let sandbox = serve(whole(550)).await;
    let calls = Arc::new(AtomicUsize::new(0));
    let layer = tower::util::MapRequestLayer::new(move |request| {
        assert!(calls.fetch_add(1, Ordering::SeqCst) < 2, "a layer's own");
        request
    });
    let codat = sandbox.client_builder().layer(layer).build().unwrap();
    let items = numbers(&codat).items().concurrency(4);
    let panic = tokio::spawn(items.collect()).await.unwrap_err();
    assert!(panic.is_panic());
}

#[test]
fn streams_can_be_sent_and_moved() {
    fn check<T: Send + Unpin + 'static>(_: &T) {}
    let codat = Client::offline();
    check(&numbers(codat).items());
    check(&numbers(codat).pages());
}

#[tokio::test(start_paused = true)]
async fn a_total_that_is_wrong_begins_no_flood() {
    let sandbox = serve(whole(100 * SIZE)).await;
    let codat = sandbox.client().unwrap();
    let arrivals = watch(&sandbox);
    let items = numbers(&codat).items().concurrency(usize::MAX);
    assert_eq!(items.collect().await.unwrap().len(), 10_000);
    assert_eq!(peak(&arrivals), 64);
}
