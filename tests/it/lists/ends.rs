//! Where a list ends, and which pages are requested until then.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use codat_client::api::{Companies, CustomDataType};
use codat_client::error::ConnectionError;
use codat_client::models::Company;
use codat_client::paging::{ListQuery, Page};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, ConnectionId, Error, Method};
use serde_json::{Value, json};

use super::server::{
    Lists, SIZE, fail_page, mount, numbers, page_of, requested, results, serve, whole, without,
};

/// Walks a list of so many numbers in every way, and returns the pages that were requested.
async fn walk(sandbox: &Sandbox, total: u64) -> Vec<u64> {
    let codat = sandbox.client().unwrap();
    let all: Vec<u64> = (0..total).collect();
    assert_eq!(numbers(&codat).items().collect().await.unwrap(), all);
    let walked = requested(sandbox);
    sandbox.take_requests();
    let pages = numbers(&codat).pages().concurrency(4);
    let pages = pages.collect().await.unwrap();
    let records: Vec<u64> = pages.into_iter().flat_map(|page| page.results).collect();
    assert_eq!(records, all);
    let mut at_once = requested(sandbox);
    at_once.sort_unstable();
    assert_eq!(at_once, walked);
    sandbox.take_requests();
    walked
}

#[tokio::test(start_paused = true)]
async fn a_list_ends_with_its_last_record_where_a_total_or_links_say_so() {
    for total in [0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE + SIZE / 2] {
        let pages: Vec<u64> = (1..=total.div_ceil(SIZE).max(1)).collect();
        let sandbox = serve(whole(total)).await;
        assert_eq!(walk(&sandbox, total).await, pages);
        // As custom data comes.
        mount(&sandbox, without(["_links"], whole(total)));
        assert_eq!(walk(&sandbox, total).await, pages);
        mount(
            &sandbox,
            without(["totalResults", "pageSize"], whole(total)),
        );
        assert_eq!(walk(&sandbox, total).await, pages);
        let only_links = ["totalResults", "pageSize", "pageNumber"];
        mount(&sandbox, without(only_links, whole(total)));
        assert_eq!(walk(&sandbox, total).await, pages);
    }
}

#[tokio::test(start_paused = true)]
async fn without_either_it_ends_at_a_page_that_is_not_full() {
    for (total, pages) in [(0, 1), (1, 1), (SIZE, 2), (3 * SIZE + 50, 4)] {
        let sandbox = serve(without(["_links", "totalResults"], whole(total))).await;
        assert_eq!(walk(&sandbox, total).await.len(), pages, "{total}");
    }
    // Nothing says how many records make a full page, but the request may.
    let sandbox = serve(|page, size| json!({ "results": results(150, page, size) })).await;
    assert_eq!(walk(&sandbox, 150).await, [1, 2, 3]);
    let query = ListQuery::new().page_size(SIZE);
    let codat = sandbox.client().unwrap();
    let items = codat.list_numbers(&query).items();
    assert_eq!(items.collect().await.unwrap().len(), 150);
    assert_eq!(requested(&sandbox), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_next_link_on_every_page_makes_no_endless_list() {
    let with_next = |members: Value| {
        move |page: u64, size: u64| {
            let mut members = members.clone();
            members["results"] = json!(results(350, page, size));
            members["_links"] = json!({ "next": { "href": "/numbers?page=2" } });
            members
        }
    };
    let sandbox = serve(with_next(json!({ "totalResults": 350 }))).await;
    assert_eq!(walk(&sandbox, 350).await, [1, 2, 3, 4]);
    mount(&sandbox, with_next(json!({})));
    assert_eq!(walk(&sandbox, 350).await, [1, 2, 3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn links_to_elsewhere_are_not_followed() {
    let elsewhere = Sandbox::start().await.unwrap();
    let hosts = [
        format!("{}/numbers?page=2", elsewhere.base_url()),
        "//evil.example/numbers".to_owned(),
        "/companies?page=2".to_owned(),
        "/numbers?page=9&pageSize=5000&query=everything".to_owned(),
        "../secrets".to_owned(),
        "javascript:alert(1)".to_owned(),
    ];
    for href in hosts {
        let sandbox = serve(move |page, size| {
            let mut json = whole(250)(page, size);
            json["_links"]["next"] = json!({ "href": href });
            json
        })
        .await;
        let codat = sandbox.client().unwrap();
        let query = ListQuery::new().page_size(100).query("a=b&&c>1");
        let items = codat.list_numbers(&query).items();
        assert_eq!(items.collect().await.unwrap().len(), 250);
        let sent = sandbox.requests();
        let sent: Vec<_> = sent
            .iter()
            .map(|request| format!("{}?{}", request.path(), request.query().unwrap()))
            .collect();
        let rest = "pageSize=100&query=a%3Db%26%26c%3E1";
        let expected = [1, 2, 3].map(|page| format!("/numbers?{rest}&page={page}"));
        assert_eq!(sent, expected);
    }
    assert_eq!(elsewhere.request_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_list_may_grow_and_shrink_while_it_is_walked() {
    for (before, after, pages) in [
        (250, 350, vec![1, 2, 3, 4]),
        (350, 150, vec![1, 2]),
        (350, 80, vec![1, 2]),
        (100, 300, vec![1]),
    ] {
        for concurrency in [1, 4] {
            let total = Arc::new(AtomicU64::new(before));
            let now = Arc::clone(&total);
            let sandbox =
                serve(move |page, size| whole(now.load(Ordering::SeqCst))(page, size)).await;
            let codat = sandbox.client().unwrap();
            let mut items = numbers(&codat).items().concurrency(concurrency);
            let mut given = 0;
            while let Some(item) = items.next().await {
                assert_eq!(item.unwrap(), given);
                given += 1;
                total.store(after, Ordering::SeqCst);
            }
            let seen = if pages == [1] {
                before
            } else {
                after.max(SIZE)
            };
            assert_eq!(given, seen, "{before} to {after}");
            if concurrency == 1 {
                assert_eq!(requested(&sandbox), pages);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_repeats_is_an_error_and_no_endless_loop() {
    // A server that doesn't know the parameter `page`, and one that only repeats its value.
    let same = |page: u64, _| json!({ "results": [1, 2, 3], "pageNumber": page });
    for stubborn in [without(["pageNumber"], same), without([""; 1], same)] {
        let sandbox = serve(stubborn).await;
        let codat = sandbox.client().unwrap();
        let mut pages = numbers(&codat).pages();
        assert_eq!(pages.next().await.unwrap().unwrap().results, [1, 2, 3]);
        for _ in 0..2 {
            let error = pages.next().await.unwrap().unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error}");
            let problem = "page 2 repeats the records of the page before it";
            assert!(error.to_string().contains(problem), "{error}");
            assert_eq!(error.endpoint().unwrap().name(), "list_numbers");
            assert_eq!(pages.next_page(), Some(2));
        }
        assert_eq!(requested(&sandbox), [1, 2, 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn another_page_than_the_requested_one_is_an_error() {
    let sandbox = serve(whole(250)).await;
    let wrong = Reply::json(200, whole(250)(3, SIZE));
    fail_page(&sandbox, 2, wrong.into());
    let codat = sandbox.client().unwrap();
    let mut items = numbers(&codat).items();
    for number in 0..SIZE {
        assert_eq!(items.next().await.unwrap().unwrap(), number);
    }
    let error = items.next().await.unwrap().unwrap_err();
    let problem = "page 2 was requested, and it is page 3";
    assert!(error.to_string().contains(problem), "{error}");
    assert_eq!(items.next_page(), Some(2));
    // The server comes to its senses.
    fail_page(&sandbox, 0, Fault::none());
    let rest = items.collect().await.unwrap();
    assert_eq!(rest, (SIZE..250).collect::<Vec<_>>());
    assert_eq!(requested(&sandbox), [1, 2, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn codats_own_lists_are_walked_and_users_are() {
    let sandbox = serve(whole(20)).await;
    let company = |id: u8| json!({ "id": format!("8a210b68-6988-11ed-a1eb-0242ac1200{id:02}") });
    sandbox.mount(Method::GET, "/companies", move |request| {
        let page = page_of(request);
        let results = [company(u8::try_from(page).unwrap())];
        Reply::json(200, json!({ "results": results, "totalResults": 3 }))
    });
    let records = "/companies/<company_id>/connections/<connection_id>/data/custom/<id>";
    sandbox.mount(Method::GET, records, |request| {
        let id = page_of(request).to_string();
        let results = [json!({ "id": id, "content": {} })];
        Reply::json(200, json!({ "results": results, "totalResults": 2 }))
    });
    let codat = sandbox.client().unwrap();
    let companies = codat.list_companies(&ListQuery::new()).items();
    let companies: Vec<Company> = companies.collect().await.unwrap();
    assert_eq!(companies.len(), 3);
    let (company, connection) = (sandbox.company_id(), ConnectionId::nil());
    let query = ListQuery::new();
    let records = codat.list_custom_data_type_records(company, connection, &"a".into(), &query);
    assert_eq!(records.items().collect().await.unwrap().len(), 2);

    sandbox.take_requests();
    let numbers = codat.list_of_company(company, 2, "a b&page=9");
    let numbers = numbers.items().collect().await.unwrap();
    assert_eq!(numbers, (7..20).collect::<Vec<_>>());
    let sent = sandbox.requests();
    let sent: Vec<_> = sent
        .iter()
        .map(|request| request.query().unwrap())
        .collect();
    let query = |page| format!("page={page}&pageSize=7&fixed=%26&q=a%20b%26page%3D9");
    assert_eq!(sent, [query(2), query(3)]);
}

#[tokio::test(start_paused = true)]
async fn the_adaptors_of_futures_work_and_hide_nothing() {
    use futures_util::{StreamExt as _, TryStreamExt as _};

    let sandbox = serve(whole(250)).await;
    let codat = sandbox.client().unwrap();
    let sum = AtomicU64::new(0);
    let add = async |number| {
        sum.fetch_add(number, Ordering::SeqCst);
        Ok(())
    };
    let items = numbers(&codat).items();
    items.try_for_each_concurrent(8, add).await.unwrap();
    assert_eq!(sum.load(Ordering::SeqCst), 249 * 250 / 2);
    assert_eq!(requested(&sandbox), [1, 2, 3]);

    // Only what is polled is requested.
    sandbox.take_requests();
    let first: Vec<_> = numbers(&codat)
        .items()
        .take(120)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(first, (0..120).collect::<Vec<_>>());
    assert_eq!(requested(&sandbox), [1, 2]);
    // The streams' own methods are the ones that are called.
    let all: Vec<u64> = numbers(&codat).items().collect().await.unwrap();
    assert_eq!(all.len(), 250);

    fail_page(&sandbox, 2, Fault::status(404));
    let failed = numbers(&codat)
        .items()
        .try_fold(0, async |count, _| Ok(count + 1));
    assert!(failed.await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_fake_is_walked_as_its_one_page() {
    let page = || Call::ready(Ok(Page::of(vec![1, 2])));
    assert_eq!(page().items().collect().await.unwrap(), [1, 2]);
    let mut pages = page().pages().concurrency(3).from_page(7);
    assert_eq!(pages.next_page(), Some(1));
    assert_eq!(pages.next().await.unwrap().unwrap(), Page::of(vec![1, 2]));
    assert_eq!(pages.next_page(), None);
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert!(
        Call::ready(Ok(Page::<u8>::default()))
            .pages()
            .next()
            .await
            .is_none()
    );

    let failed = || ConnectionError::refused().into();
    let mut items = Call::<Page<u8>>::ready(Err(failed())).items();
    assert!(items.next().await.unwrap().unwrap_err().is_connect());
    assert!(items.next().await.is_none());
}

fn poll_once<T>(call: &mut Call<T>) -> Poll<codat_client::Result<T>> {
    Pin::new(call).poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn what_cannot_be_walked_fails_once_with_nothing_sent() {
    let sandbox = serve(whole(1)).await;
    let codat = sandbox.client().unwrap();
    let zero = ListQuery::new().page(0);
    for (call, problem) in [
        (
            codat.create_numbers(),
            "`retry = always`, can be sent again",
        ),
        (
            codat.list_numbers(&zero),
            "its `page` isn't a number from 1",
        ),
        (
            numbers(&codat).attempt_timeout(Duration::ZERO),
            "its time-out is zero",
        ),
        (
            Client::offline().search_numbers().header("Host", "a"),
            "`host` is set by the client",
        ),
    ] {
        let mut items = call.items().concurrency(2);
        let error = items.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error}");
        assert!(error.to_string().contains(problem), "{error}");
        assert!(items.next().await.is_none());
        assert_eq!(items.next_page(), None);
    }
    let mut polled = numbers(&codat);
    assert!(poll_once(&mut polled).is_pending());
    let error = polled.items().next().await.unwrap().unwrap_err();
    assert!(
        error.to_string().contains("after it had been polled"),
        "{error}"
    );
    let mut items = numbers(&codat).items().from_page(0);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("isn't a number from 1"));
    assert_eq!(sandbox.request_count(), 0);
    // What is declared as repeatable is walked whatever its method.
    assert_eq!(codat.search_numbers().items().collect().await.unwrap(), [0]);
}
