//! Calls that are polled until a value is there.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::api::{PushData, RefreshData};
use codat_client::error::{TimeoutScope, UntilError};
use codat_client::models::{
    DataStatus, DataStatuses, PullOperation, PullOperationStatus, PushOperation, PushOperationKey,
    PushOperationStatus,
};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, Error, HasClient, Method, RetryConfig, Uuid, codat_endpoint};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::logged::Logged;
use crate::support::{Probe, quick_retries};

/// The route of a probe, which has these statuses one after the other, and then the last of them.
pub(super) fn serve(sandbox: &Sandbox, statuses: &[&'static str]) {
    let statuses = Mutex::new(statuses.to_vec());
    let next = move || {
        let mut statuses = statuses.lock().unwrap();
        match statuses.len() {
            1 => statuses[0],
            _ => statuses.remove(0),
        }
    };
    sandbox.mount(Method::GET, "/probe/{id}", move |_| {
        Reply::json(200, json!({ "status": next() }))
    });
}

async fn sandbox(statuses: &[&'static str]) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    serve(&sandbox, statuses);
    sandbox
}

fn is_success(value: &Value) -> bool {
    value["status"] == "Success"
}

/// When requests arrived, in milliseconds from now on.
fn arrivals(
    sandbox: &Sandbox,
    fault: impl Fn() -> Fault + Send + Sync + 'static,
) -> Arc<Mutex<Vec<u128>>> {
    let arrivals = Arc::<Mutex<Vec<u128>>>::default();
    let (seen, start) = (Arc::clone(&arrivals), Instant::now());
    sandbox.set_fault(move |_| {
        seen.lock().unwrap().push(start.elapsed().as_millis());
        fault()
    });
    arrivals
}

/// The timer's own step is a millisecond.
fn assert_about(arrivals: &Mutex<Vec<u128>>, expected: &[u128]) {
    let arrivals = arrivals.lock().unwrap();
    assert_eq!(arrivals.len(), expected.len(), "{arrivals:?}");
    for (at, expected) in arrivals.iter().zip(expected) {
        assert!((*expected..expected + 20).contains(at), "{arrivals:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn polls_come_at_growing_intervals() {
    let pending = ["Pending"; 4];
    let sandbox = sandbox(&[&pending[..], &["Success"]].concat()).await;
    let codat = sandbox.client().unwrap();
    let seen = arrivals(&sandbox, Fault::none);
    let value = codat.get_probe("1").until(is_success).await.unwrap();
    assert!(is_success(&value));
    assert_about(&seen, &[0, 1000, 2500, 4750, 8125]);
}

#[tokio::test(start_paused = true)]
async fn intervals_grow_up_to_30_seconds_and_can_be_set() {
    for (every, polls) in [
        (10, vec![0, 10, 25, 47, 77, 107, 137]),
        (50, vec![0, 50, 100, 140]),
        (1000, vec![0, 140]),
    ] {
        let sandbox = sandbox(&["Pending"]).await;
        let codat = sandbox.client().unwrap();
        let seen = arrivals(&sandbox, Fault::none);
        let until = codat.get_probe("1").until(is_success);
        let until = until
            .every(Duration::from_secs(every))
            .within(Duration::from_secs(140));
        assert!(until.await.unwrap_err().is_expired());
        let seconds: Vec<_> = seen.lock().unwrap().iter().map(|at| at / 1000).collect();
        let mut polls: Vec<u128> = polls;
        if polls.last() != Some(&140) {
            polls.push(140);
        }
        assert_eq!(seconds, polls);
    }
}

#[tokio::test(start_paused = true)]
async fn no_interval_and_no_time_is_too_long_or_too_short() {
    for (every, within, polls) in [
        (Duration::MAX, Duration::from_secs(60), 2),
        (Duration::MAX, Duration::MAX, 2),
        (Duration::ZERO, Duration::MAX, 2),
        (Duration::MAX, Duration::ZERO, 1),
    ] {
        let sandbox = sandbox(&["Pending", "Success"]).await;
        let codat = sandbox.client().unwrap();
        let until = codat.get_probe("1").until(is_success);
        let outcome = until.every(every).within(within).await;
        assert_eq!(outcome.is_ok(), polls == 2);
        assert_eq!(sandbox.request_count(), polls);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_makes_an_interval_longer_and_never_shorter() {
    let sandbox = sandbox(&["Pending", "Pending", "Pending", "Success"]).await;
    let codat = sandbox.client().unwrap();
    let asked = Mutex::new(vec!["0", "4", "1"]);
    let seen = arrivals(&sandbox, move || match asked.lock().unwrap().pop() {
        Some(seconds) => Fault::none().retry_after(seconds),
        None => Fault::none(),
    });
    codat.get_probe("1").until(is_success).await.unwrap();
    assert_about(&seen, &[0, 1000, 5000, 7250]);
}

#[tokio::test(start_paused = true)]
async fn when_the_time_is_up_the_error_has_the_last_value() {
    let sandbox = sandbox(&["Queued", "Pending"]).await;
    let codat = sandbox.client().unwrap();
    let seen = arrivals(&sandbox, Fault::none);
    let until = codat.get_probe("1").until(is_success);
    let error: UntilError<Value> = until.within(Duration::from_secs(5)).await.unwrap_err();
    // The last look is when the time is up.
    assert_about(&seen, &[0, 1000, 2500, 4750, 5000]);
    assert!(error.is_expired());
    assert_eq!(error.last().unwrap()["status"], "Pending");
    match error.error() {
        Error::Timeout(error) => {
            assert_eq!(error.scope(), TimeoutScope::Until);
            assert_eq!(error.after(), Some(Duration::from_secs(5)));
        }
        other => panic!("{other}"),
    }
    assert_eq!(
        error.to_string(),
        "GET /probe/{id}: meeting the condition takes longer than 5s"
    );
    assert!(!format!("{error:?} {error:#?}").contains("Pending"));
    assert_eq!(error.into_last().unwrap()["status"], "Pending");

    // `?` turns it into the client's error, and the default is ten minutes.
    async fn wait(codat: &Client) -> codat_client::Result<Value> {
        Ok(codat.get_probe("1").until(is_success).await?)
    }
    let start = Instant::now();
    assert!(wait(&codat).await.unwrap_err().is_timeout());
    assert_eq!(start.elapsed().as_secs(), 600);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_time_ends_the_waiting_at_once() {
    let sandbox = sandbox(&["Pending"]).await;
    let codat = sandbox.client().unwrap();
    let seen = arrivals(&sandbox, || Fault::none().retry_after("3600"));
    let start = Instant::now();
    let error = codat.get_probe("1").until(is_success).await.unwrap_err();
    assert!(error.is_expired());
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_about(&seen, &[0]);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_poll_ends_the_waiting() {
    let sandbox = sandbox(&["Pending"]).await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::none(), Fault::none(), Fault::status(404)]);
    let error = codat.get_probe("1").until(is_success).await.unwrap_err();
    assert!(!error.is_expired());
    assert!(error.error().is_not_found(), "{error}");
    assert_eq!(error.last().unwrap()["status"], "Pending");
    assert!(Error::from(error).is_not_found());
    assert_eq!(sandbox.request_count(), 3);
}

#[tokio::test(start_paused = true)]
async fn each_poll_has_the_settings_of_the_call() {
    let sandbox = sandbox(&["Pending", "Pending", "Success"]).await;
    let codat = sandbox.client().unwrap();
    sandbox.script([
        Fault::none(),
        Fault::status(500),
        Fault::status(500),
        Fault::none(),
    ]);
    let call = codat
        .get_probe("1")
        .retries(quick_retries())
        .header("X-Own", "value");
    call.until(is_success).await.unwrap();
    let sent = sandbox.take_requests();
    assert_eq!(sent.len(), 5);
    assert!(
        sent.iter()
            .all(|request| request.header("x-own") == Some("value"))
    );

    serve(&sandbox, &["Pending"]);
    sandbox.script([Fault::none(), Fault::status(500)]);
    let call = codat.get_probe("1").retries(RetryConfig::none());
    let error = call.until(is_success).await.unwrap_err();
    assert_eq!(error.error().status().unwrap(), 500);
}

trait Operations: HasClient {
    #[codat_endpoint(POST, "/search", retry = always)]
    fn search_statuses(&self) -> Call<Value>;
}

impl Operations for Client {}

#[tokio::test(start_paused = true)]
async fn a_write_is_refused_with_nothing_sent() {
    let sandbox = sandbox(&["Success"]).await;
    sandbox.mount(Method::POST, "/search", |_| {
        Reply::json(200, json!({ "status": "Success" }))
    });
    let codat = sandbox.client().unwrap();
    let key = Uuid::new_v4();
    for call in [
        codat.post_probe(&json!({})),
        codat.patch_probe("1", &json!({})),
        codat.put_probe("1", &json!({}), None),
        codat.post_probe(&json!({})).idempotency_key(key),
        codat.search_statuses().idempotency_key(key),
    ] {
        let error = call.until(is_success).await.unwrap_err();
        assert!(matches!(error.error(), Error::Request(_)), "{error}");
        assert!(
            error
                .to_string()
                .contains("`retry = always`, can be sent again"),
            "{error}"
        );
        assert!(error.last().is_none());
    }
    assert!(codat.delete_probe("1").until(|()| true).await.is_err());
    assert_eq!(sandbox.request_count(), 0);
    codat.search_statuses().until(is_success).await.unwrap();
    assert_eq!(sandbox.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn dropping_it_ends_the_polls() {
    let sandbox = sandbox(&["Pending"]).await;
    let codat = sandbox.client().unwrap();
    let until = codat.get_probe("1").until(is_success);
    assert!(
        tokio::time::timeout(Duration::from_secs(3), until)
            .await
            .is_err()
    );
    assert_eq!(sandbox.request_count(), 3);
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(sandbox.request_count(), 3);
}

#[tokio::test(start_paused = true)]
async fn one_span_is_around_all_polls() {
    let (logged, _guard) = Logged::collect();
    let sandbox = sandbox(&["Pending", "Pending", "Success"]).await;
    let codat = sandbox.client().unwrap();
    codat.get_probe("private").until(is_success).await.unwrap();
    let text = logged.text();
    let closed: Vec<_> = text
        .lines()
        .filter(|line| line.contains(": close "))
        .collect();
    let attempts = closed
        .iter()
        .filter(|line| line.contains("codat.until{") && line.contains("}:http.client{"));
    assert_eq!(attempts.count(), 3, "{text}");
    let outer: Vec<_> = closed
        .iter()
        .filter(|line| !line.contains("http.client{"))
        .collect();
    let [span] = outer.as_slice() else {
        panic!("{text}");
    };
    assert!(span.contains("codat.polls=3"), "{span}");
    assert!(span.contains(r#"codat.endpoint="get_probe""#), "{span}");
    assert!(
        !span.contains("ERROR") && !span.contains("private"),
        "{span}"
    );
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "polled after it had finished")]
async fn polling_it_after_its_end_panics() {
    let sandbox = sandbox(&["Success"]).await;
    let codat = sandbox.client().unwrap();
    let mut until = codat.get_probe("1").until(is_success);
    (&mut until).await.unwrap();
    let _ = until.await;
}

#[tokio::test]
async fn a_fake_has_one_value_and_then_the_time_is_up() {
    assert_eq!(
        Call::ready(Ok(5)).until(|&value| value == 5).await.unwrap(),
        5
    );
    let error = Call::ready(Ok(4))
        .until(|&value| value == 5)
        .await
        .unwrap_err();
    assert!(error.is_expired());
    assert_eq!(error.into_last(), Some(4));
    let refused = codat_client::error::ConnectionError::refused().into();
    let error = Call::<u8>::ready(Err(refused))
        .until(|_| true)
        .await
        .unwrap_err();
    assert!(error.error().is_connect());
}

#[tokio::test(start_paused = true)]
async fn codats_operations_say_when_they_have_ended() {
    let sandbox = Sandbox::start().await.unwrap();
    let steps = |statuses: &[&'static str], member: &'static str| {
        let statuses = Mutex::new(statuses.to_vec());
        move |_: &_| {
            let mut statuses = statuses.lock().unwrap();
            Reply::json(200, json!({ member: statuses.remove(0) }))
        }
    };
    let push = "/companies/<company_id>/push/<key>";
    sandbox.mount(
        Method::GET,
        push,
        steps(&["Pending", "Newer", "TimedOut"], "status"),
    );
    let pull = "/companies/<company_id>/data/history/<id>";
    sandbox.mount(
        Method::GET,
        pull,
        steps(&["Queued", "Fetching", "FetchError"], "status"),
    );
    let (codat, company) = (sandbox.client().unwrap(), sandbox.company_id());
    let push = codat.get_push_operation(company, PushOperationKey::nil());
    let push = push.until(PushOperation::is_final).await.unwrap();
    assert_eq!(push.status, Some(PushOperationStatus::TimedOut));
    let pull = codat.get_pull_operation(company, codat_client::models::DatasetId::nil());
    let pull = pull.until(PullOperation::is_final).await.unwrap();
    assert_eq!(pull.status, Some(PullOperationStatus::FetchError));
    assert_eq!(sandbox.request_count(), 6);

    let statuses = |invoices: Value, bills: Value| -> DataStatuses {
        serde_json::from_value(json!({ "invoices": invoices, "bills": bills })).unwrap()
    };
    let status = |status: &str| json!({ "currentStatus": status });
    assert!(DataStatuses::is_final(&statuses(
        status("Complete"),
        Value::Null
    )));
    assert!(!statuses(status("Complete"), status("Mapping")).is_final());
    assert!(!DataStatus::default().is_final());
    assert!(!PullOperation::default().is_final() && !PushOperation::default().is_final());

    // A failure is an end without success.
    assert!(!pull.is_successful() && !push.is_successful());
    for (name, is_successful) in [("Complete", true), ("MapError", false), ("Mapping", false)] {
        let status: DataStatus = serde_json::from_value(status(name)).unwrap();
        let pull: PullOperation = serde_json::from_value(json!({ "status": name })).unwrap();
        assert_eq!(status.is_successful(), is_successful, "{name}");
        assert_eq!(pull.is_successful(), is_successful, "{name}");
    }
    assert!(!DataStatus::default().is_successful());
}

#[tokio::test]
#[should_panic(expected = "an `Until` was polled after it had finished")]
async fn polled_after_its_end_it_says_what_it_is() {
    let mut until = std::pin::pin!(Call::ready(Ok(5)).until(|_| true));
    assert_eq!(until.as_mut().await.unwrap(), 5);
    let _ = until.await;
}
