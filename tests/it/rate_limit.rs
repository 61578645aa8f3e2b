//! The client's own limits, as the server sees them.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{
    Call, Client, CompanyId, Error, HasClient, Method, RateLimit, RetryConfig, codat_endpoint,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::support::{Probe, quick_retries, sandbox};

trait Data: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/data/<name>")]
    fn get_data(&self, company_id: CompanyId, name: u32) -> Call<Value>;
}

impl Data for Client {}

/// How long the server takes for each request.
const SECOND: Duration = Duration::from_secs(1);

/// When requests arrived at a server that takes a second for each, by company.
#[derive(Default, Clone)]
struct Arrivals(Arc<Mutex<HashMap<Option<String>, Vec<Instant>>>>);

impl Arrivals {
    /// Takes a second for each request from now on.
    fn watch(sandbox: &Sandbox) -> Self {
        sandbox.mount(Method::GET, "/companies/{company_id}/data/{name}", |_| {
            Reply::json(200, json!({}))
        });
        let arrivals = Self::default();
        let seen = arrivals.clone();
        sandbox.set_fault(move |request| {
            let company = request.path_value("company_id").map(str::to_owned);
            let mut arrivals = seen.0.lock().unwrap();
            arrivals.entry(company).or_default().push(Instant::now());
            Fault::none().delay(SECOND)
        });
        arrivals
    }

    fn of(&self, company: Option<CompanyId>) -> Vec<Instant> {
        let company = company.map(|company| company.to_string());
        self.0.lock().unwrap()[&company].clone()
    }

    /// The most requests that were under way at once.
    fn peak(&self, company: Option<CompanyId>) -> usize {
        let arrivals = self.of(company);
        let under_way = |now: Instant| {
            let begun = arrivals
                .iter()
                .filter(|&&at| at <= now && now < at + SECOND);
            begun.count()
        };
        arrivals.iter().map(|&now| under_way(now)).max().unwrap()
    }
}

/// The most requests in any minute, wherever it begins.
fn most_in_a_minute(arrivals: &[Instant]) -> usize {
    let from = |(number, &first): (usize, &Instant)| {
        let minute = arrivals[number..].iter();
        minute.take_while(|&&at| at < first + 60 * SECOND).count()
    };
    arrivals.iter().enumerate().map(from).max().unwrap()
}

fn limited(sandbox: &Sandbox, limit: &RateLimit) -> Client {
    let builder = sandbox.client_builder().layer(limit.clone());
    builder.build().unwrap()
}

fn spawn<T: Send + 'static>(
    calls: impl IntoIterator<Item = Call<T>>,
) -> Vec<JoinHandle<Result<T, Error>>> {
    calls.into_iter().map(tokio::spawn).collect()
}

async fn succeed<T>(calls: Vec<JoinHandle<Result<T, Error>>>) {
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn two_clients_together_never_have_more_than_ten_requests_of_a_company_under_way() {
    let sandbox = sandbox().await;
    let company = sandbox.company_id();
    let arrivals = Arrivals::watch(&sandbox);
    let limit = RateLimit::new();
    let clients = [limited(&sandbox, &limit), limited(&sandbox, &limit)];
    let start = Instant::now();
    let calls = (0..100).flat_map(|number| {
        clients
            .each_ref()
            .map(|codat| codat.get_data(company, number))
    });
    succeed(spawn(calls)).await;
    assert_eq!(arrivals.of(Some(company)).len(), 200);
    assert_eq!(arrivals.peak(Some(company)), 10);
    // Nor fewer, or it would take longer.
    assert_eq!(start.elapsed().as_secs(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_busy_company_holds_up_no_other_request() {
    let sandbox = sandbox().await;
    let (busy, other) = (sandbox.company_id(), sandbox.add_company());
    let arrivals = Arrivals::watch(&sandbox);
    let codat = limited(&sandbox, &RateLimit::new());
    let start = Instant::now();
    let waiting = spawn((0..30).map(|number| codat.get_data(busy, number)));
    tokio::task::yield_now().await;

    succeed(spawn([codat.get_data(other, 1)])).await;
    succeed(spawn((0..30).map(|_| codat.get_probe("1")))).await;
    assert_eq!(start.elapsed().as_secs(), 2);
    assert_eq!(arrivals.peak(None), 30);
    assert!(waiting.iter().any(|call| !call.is_finished()));
    succeed(waiting).await;
    assert_eq!(arrivals.peak(Some(busy)), 10);
}

#[tokio::test(start_paused = true)]
async fn no_minute_sees_more_requests_than_it_may() {
    let sandbox = sandbox().await;
    let arrivals = Arrivals::watch(&sandbox);
    let codat = limited(&sandbox, &RateLimit::new());
    let calls = (0..1_500).map(|_| codat.get_probe("1").timeout(Duration::from_secs(600)));
    let start = Instant::now();
    succeed(spawn(calls)).await;
    assert!(most_in_a_minute(&arrivals.of(None)) <= 1_000);
    // A hundred at once, then 901 a minute, then the server's second.
    assert_eq!(start.elapsed().as_secs(), 1_400 * 60 / 901 + 1);
}

/// A turn in the minute that then had to wait for its company would be used at any time.
#[tokio::test(start_paused = true)]
async fn no_minute_sees_more_although_requests_have_waited_for_their_company() {
    let sandbox = sandbox().await;
    let (busy, other) = (sandbox.company_id(), sandbox.add_company());
    let arrivals = Arc::<Mutex<Vec<Instant>>>::default();
    let seen = Arc::clone(&arrivals);
    Arrivals::watch(&sandbox);
    sandbox.set_fault(move |_| {
        let mut arrivals = seen.lock().unwrap();
        arrivals.push(Instant::now());
        match arrivals.len() {
            1 => Fault::none().delay(59 * SECOND),
            _ => Fault::none(),
        }
    });
    let limit = RateLimit::builder().per_minute(60);
    let codat = limited(&sandbox, &limit.concurrent_per_company(1).build());
    let patient = |company, name| codat.get_data(company, name).timeout(600 * SECOND);
    let waiting = spawn((0..60).map(|name| patient(busy, name)));
    for name in 0..90 {
        patient(other, name).await.unwrap();
    }
    succeed(waiting).await;
    let arrivals = arrivals.lock().unwrap();
    assert_eq!(arrivals.len(), 150);
    assert!(most_in_a_minute(&arrivals) <= 60);
}

#[tokio::test(start_paused = true)]
async fn requests_of_a_company_go_in_order_and_dropped_ones_make_room() {
    let sandbox = sandbox().await;
    let company = sandbox.company_id();
    Arrivals::watch(&sandbox);
    let codat = limited(
        &sandbox,
        &RateLimit::builder().concurrent_per_company(1).build(),
    );
    let start = Instant::now();
    let calls = spawn((0..8).map(|number| codat.get_data(company, number)));
    tokio::time::sleep(SECOND / 2).await;
    // One that is under way, and two that wait.
    for number in [0, 3, 4] {
        calls[number].abort();
    }
    for call in calls {
        let _ = call.await;
    }
    let names: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| request.path_value("name").unwrap().to_owned())
        .collect();
    assert_eq!(names, ["0", "1", "2", "5", "6", "7"]);
    assert_eq!(start.elapsed().as_millis(), 5_500);
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_not_polled_hold_up_no_other() {
    let sandbox = sandbox().await;
    Arrivals::watch(&sandbox);
    let limit = RateLimit::builder().per_minute(600).build();
    let codat = limited(&sandbox, &limit);
    let company = sandbox.add_company();
    // As `buffer_unordered` holds them while the body of its loop runs: 60 of them may pass at once, and 20 are in line.
    let mut held: Vec<_> = (0..80)
        .map(|_| codat.get_data(sandbox.add_company(), 1))
        .collect();
    for call in &mut held {
        let begun = poll_fn(|context| Poll::Ready(Pin::new(&mut *call).poll(context)));
        assert!(begun.await.is_pending());
    }
    let start = Instant::now();
    for _ in 0..3 {
        codat.get_data(company, 1).await.unwrap();
    }
    // Twenty slots of a tenth of a second come first, and each call takes a second.
    assert_eq!(start.elapsed().as_secs(), 5);
    succeed(spawn(held)).await;
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_comes_too_late_is_refused_at_once() {
    let sandbox = sandbox().await;
    let codat = limited(&sandbox, &RateLimit::builder().per_minute(1).build());
    codat.get_probe("1").await.unwrap();
    let start = Instant::now();
    let error = codat.get_probe("1").await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(matches!(error, Error::RateLimit(_)), "{error:?}");
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_timeout());
    let wait = error.retry_after().unwrap();
    assert!(wait <= 60 * SECOND && wait > 59 * SECOND, "{wait:?}");
    assert!(
        error.to_string().ends_with(
            ": the client's own rate limit held it back, since its turn would have come in 60.00 s, \
             and its time limit left it 25.00 s to wait"
        ),
        "{error}"
    );
    assert_eq!((error.status(), error.attempts()), (None, 1));
    assert_eq!(sandbox.request_count(), 1);
    let stats = codat.stats();
    assert_eq!(
        (stats.retries(), stats.throttled(), stats.failed()),
        (0, 0, 1)
    );

    // With more time it waits.
    let patient = codat.get_probe("1").timeout(120 * SECOND);
    patient.await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_place_that_does_not_come_free_is_waited_for_as_long_as_there_is_time_for_the_request() {
    let sandbox = sandbox().await;
    let company = sandbox.company_id();
    sandbox.set_fault(|_| Fault::none().delay(10 * SECOND));
    let codat = limited(
        &sandbox,
        &RateLimit::builder().concurrent_per_company(1).build(),
    );
    let first = spawn([codat.get_data(company, 1)]);
    tokio::task::yield_now().await;
    let start = Instant::now();
    let call = codat.get_data(company, 2).timeout(3 * SECOND);
    let error = call.await.unwrap_err();
    // A third is kept for the request.
    assert_eq!(start.elapsed().as_secs(), 2);
    assert!(matches!(error, Error::RateLimit(_)), "{error:?}");
    assert_eq!(error.retry_after(), None);
    assert!(error.to_string().contains("of its company"), "{error}");
    assert_eq!(sandbox.request_count(), 1);
    for call in first {
        call.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_with_time_for_its_answer_or_not_at_all() {
    let sandbox = sandbox().await;
    sandbox.set_fault(|_| Fault::none().delay(SECOND));
    let codat = limited(&sandbox, &RateLimit::new());
    // In the time of an attempt come about 550 turns, the last of them with no time left.
    let calls = spawn((0..700).map(|_| codat.post_probe(&json!({}))));
    let (mut succeeded, mut held_back) = (0, 0);
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => succeeded += 1,
            Err(Error::RateLimit(_)) => held_back += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    // A hundred at once, and then 901 a minute for 25 s.
    assert!((470..=480).contains(&succeeded), "{succeeded}");
    assert_eq!(succeeded + held_back, 700);
    assert_eq!(sandbox.executed_writes(), succeeded);
}

/// The body of a loop over a `buffer_unordered` may keep a call from being polled for long.
#[tokio::test(start_paused = true)]
async fn a_place_that_is_noticed_too_late_is_not_taken() {
    let sandbox = sandbox().await;
    let company = sandbox.company_id();
    Arrivals::watch(&sandbox);
    let limit = RateLimit::builder().concurrent_per_company(1).build();
    let codat = limited(&sandbox, &limit);
    let first = spawn([codat.get_data(company, 1)]);
    tokio::task::yield_now().await;
    let mut unpolled = std::pin::pin!(codat.get_data(company, 2));
    let begun = poll_fn(|context| Poll::Ready(unpolled.as_mut().poll(context)));
    assert!(begun.await.is_pending());
    succeed(first).await;
    tokio::time::sleep(26 * SECOND).await;
    let error = unpolled.await.unwrap_err();
    assert!(matches!(error, Error::RateLimit(_)), "{error:?}");
    assert_eq!(sandbox.request_count(), 1);
    // And nobody waits for it.
    codat.get_data(company, 3).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn retries_wait_for_their_turn_too() {
    let sandbox = sandbox().await;
    let codat = limited(&sandbox, &RateLimit::builder().per_minute(2).build());
    sandbox.script([Fault::status(503), Fault::status(503)]);
    let start = Instant::now();
    let call = codat.get_probe("1").retries(quick_retries());
    let response = call.timeout(300 * SECOND).with_response().await.unwrap();
    assert_eq!(response.attempts(), 3);
    assert_eq!(start.elapsed().as_secs(), 60);

    // And if there is no time for it, the error tells how the attempt before had failed.
    sandbox.script([Fault::status(503)]);
    let call = codat.get_probe("1").retries(quick_retries());
    let error = call.timeout(45 * SECOND).await.unwrap_err();
    assert!(matches!(error, Error::RateLimit(_)), "{error:?}");
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.earlier().unwrap().status().unwrap(), 503);
    assert!(error.to_string().ends_with("(after 2 attempts)"), "{error}");

    // Without a limit of its own, a client isn't held up.
    let unlimited = sandbox.client().unwrap();
    let call = unlimited.get_probe("1").retries(RetryConfig::none());
    call.await.unwrap();
}
