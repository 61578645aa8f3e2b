//! A fault is met: what comes of it, and after how long.

use std::collections::HashSet;
use std::time::Duration;

use codat_client::{Backoff, Error, RetryConfig};
use tokio::time::Instant;

use super::calls::CallKind;
use super::cell::{ATTEMPTS, Cell, Ended, Kind, PATIENT, Pace, SHORT, TOTAL};
use super::faults::{Fault, Reach};
use super::place::{Places, Stage};
use crate::support::raw_server::RawServer;

/// Measures once; and again if what came differs from what was decided, and this machine has stood still meanwhile, so
/// that its clock may be to blame.
pub(super) async fn cell(fault: &Fault, call: CallKind, places: &Places) -> Cell {
    for _ in 0..5 {
        let (cell, delay) = while_watching_the_clock(once(fault, call, places)).await;
        if delay < SHORT / 8 || cell.problems(fault, call).is_empty() {
            return cell;
        }
    }
    panic!("{}, {call:?}: this machine is too busy to tell", fault.name);
}

async fn once(fault: &Fault, call: CallKind, places: &Places) -> Cell {
    let measured = |lasts| meet(fault, call, places, lasts);
    let ((lasting, lasted), (passing, _), hurried) =
        tokio::join!(measured(true), measured(false), hurry(fault, call, places));
    Cell {
        lasting,
        lasted,
        passing,
        hurried,
    }
}

/// Waits that take no time to speak of.
fn backoff() -> Backoff {
    Backoff::new().initial_interval(Duration::from_millis(1))
}

async fn meet(fault: &Fault, call: CallKind, places: &Places, lasts: bool) -> (Ended, Duration) {
    let mut stage = Stage::set(&fault.place, fault.pace, lasts, places).await;
    let attempt = match fault.pace {
        Pace::Attempt => fault.pace.limit(),
        Pace::AtOnce | Pace::Connect => PATIENT,
    };
    let client = stage.client(|builder| {
        builder
            .retries(RetryConfig::backoff(backoff().max_attempts(ATTEMPTS)))
            .timeout(PATIENT * ATTEMPTS)
            .attempt_timeout(attempt)
            .max_response_size(64 * 1024)
    });
    let start = Instant::now();
    let result = call.of(&client, fault.size).with_response().await;
    let elapsed = start.elapsed();

    let (attempts, kind, message) = match &result {
        Ok(response) => (response.attempts(), Kind::Success, String::new()),
        Err(error) => (
            error.attempts(),
            Kind::of(error),
            message(error, &stage.server),
        ),
    };
    let heads = stage.server.heads();
    let ended = Ended {
        attempts,
        requests: heads.len(),
        executed: executions(&heads, fault.reach),
        kind,
        message,
        may_have_been_executed: result.is_err_and(|error| error.may_have_been_executed()),
    };
    (ended, elapsed)
}

/// What the error says, but for the method and path, which are the call's, and the port, which differs each time.
fn message(error: &Error, server: &RawServer) -> String {
    let message = error.to_string();
    let (_, message) = message.split_once(" /receipts/1").unwrap();
    let message = message.strip_prefix(':').unwrap_or(message).trim_start();
    [
        format!("127.0.0.1:{}", server.port()),
        format!("api.localhost:{}", server.port()),
    ]
    .iter()
    .fold(message.to_owned(), |message, host| {
        message.replace(host, "HOST")
    })
}

/// The first request that was read may have been refused, the later ones weren't; each key counts once.
fn executions(heads: &[String], reach: Reach) -> usize {
    let executed = heads.iter().skip(usize::from(reach == Reach::Refused));
    let mut keys = HashSet::new();
    executed
        .filter(|head| match key(head) {
            Some(key) => keys.insert(key),
            None => true,
        })
        .count()
}

fn key(head: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("idempotency-key")
            .then(|| value.to_owned())
    })
}

/// None where there is nothing that could take long.
async fn hurry(fault: &Fault, call: CallKind, places: &Places) -> Option<(Kind, Duration)> {
    if fault.pace == Pace::AtOnce && !fault.is_repeated(call) {
        return None;
    }
    let mut stage = Stage::set(&fault.place, Pace::AtOnce, true, places).await;
    let client = stage.client(|builder| {
        builder
            .retries(RetryConfig::backoff(backoff()))
            .max_response_size(64 * 1024)
    });
    let start = Instant::now();
    let result = call
        .of(&client, fault.size)
        .timeout(TOTAL)
        .attempt_timeout(PATIENT)
        .await;
    let kind = result.map_or_else(|error| Kind::of(&error), |_| Kind::Success);
    Some((kind, start.elapsed()))
}

/// What comes of it, and the longest delay with which a timer has fired meanwhile.
async fn while_watching_the_clock<T>(work: impl Future<Output = T>) -> (T, Duration) {
    const TICK: Duration = Duration::from_millis(20);

    let mut longest = Duration::ZERO;
    let mut work = std::pin::pin!(work);
    loop {
        let start = Instant::now();
        tokio::select! {
            done = &mut work => return (done, longest.max(start.elapsed().saturating_sub(TICK))),
            () = tokio::time::sleep(TICK) => {
                longest = longest.max(start.elapsed().saturating_sub(TICK));
            }
        }
    }
}
