//! The fault matrix over HTTP/2: the faults that only HTTP/2 has, and one of each kind that HTTP/1.1 has as well.
//! `docs/fault-matrix-http2.md` is written by it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use codat_client::{Backoff, RetryConfig};
use expect_test::expect_file;
use h2::Reason;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::server::{BodyFault, Fault, Server};
use crate::fault_matrix::calls::{CallKind, Size};
use crate::fault_matrix::cell::{ATTEMPTS, Kind};
use crate::support::raw_server::Identity;

const HEAD: &str = include_str!("matrix.md");

/// So few that a busy machine still replies to pings in time.
const AT_ONCE: usize = 16;

/// A row, and what was decided about it.
struct Row {
    name: &'static str,
    fault: Fault,
    size: Size,
    retried: Retried,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Retried {
    Always,
    UnlessKeyed,
    Never,
}

fn rows() -> Vec<Row> {
    let row = |name, fault, retried, kind| Row {
        name,
        fault,
        size: Size::Small,
        retried,
        kind,
    };
    let broken = |name, fault| row(name, fault, Retried::Always, Kind::Connection);
    let reset = |name, reason| broken(name, Fault::Reset(reason));
    let go_away = |name, reason| broken(name, Fault::GoAway(reason));
    let in_body = |name, fault| broken(name, Fault::InBody(fault));
    let early = Row {
        size: Size::Large,
        ..row(
            "401 before the body was read",
            Fault::Status(401),
            Retried::Never,
            Kind::ErrorMessage,
        )
    };
    vec![
        reset("RST_STREAM: REFUSED_STREAM", Reason::REFUSED_STREAM),
        reset("RST_STREAM: CANCEL", Reason::CANCEL),
        reset("RST_STREAM: INTERNAL_ERROR", Reason::INTERNAL_ERROR),
        reset("RST_STREAM: PROTOCOL_ERROR", Reason::PROTOCOL_ERROR),
        reset("RST_STREAM: ENHANCE_YOUR_CALM", Reason::ENHANCE_YOUR_CALM),
        reset("RST_STREAM: HTTP_1_1_REQUIRED", Reason::HTTP_1_1_REQUIRED),
        reset("RST_STREAM: NO_ERROR, without a response", Reason::NO_ERROR),
        go_away("GOAWAY: NO_ERROR, without a response", Reason::NO_ERROR),
        go_away("GOAWAY: ENHANCE_YOUR_CALM", Reason::ENHANCE_YOUR_CALM),
        go_away("GOAWAY: PROTOCOL_ERROR", Reason::PROTOCOL_ERROR),
        go_away("GOAWAY: INTERNAL_ERROR", Reason::INTERNAL_ERROR),
        broken("The connection falls silent", Fault::Silence),
        broken("Closed after the request", Fault::Close),
        row(
            "Stalled after the request, with replies to pings",
            Fault::Stall,
            Retried::UnlessKeyed,
            Kind::Timeout,
        ),
        in_body(
            "RST_STREAM: INTERNAL_ERROR in the body",
            BodyFault::Reset(Reason::INTERNAL_ERROR),
        ),
        in_body(
            "RST_STREAM: NO_ERROR short of `Content-Length`",
            BodyFault::ResetShort(Reason::NO_ERROR),
        ),
        // The HTTP client takes it for the end of the body.
        row(
            "RST_STREAM: NO_ERROR in a body without a length",
            Fault::InBody(BodyFault::Reset(Reason::NO_ERROR)),
            Retried::Never,
            Kind::Decode,
        ),
        in_body(
            "RST_STREAM: CANCEL in the body",
            BodyFault::Reset(Reason::CANCEL),
        ),
        in_body("Closed in the body", BodyFault::Close),
        row(
            "Stalled in the body, with replies to pings",
            Fault::InBody(BodyFault::Stall),
            Retried::UnlessKeyed,
            Kind::Timeout,
        ),
        row(
            "A body that is too large",
            Fault::InBody(BodyFault::Large),
            Retried::Never,
            Kind::BodyTooLarge,
        ),
        early,
        row("302", Fault::Status(302), Retried::Never, Kind::Sdk),
        row(
            "404",
            Fault::Status(404),
            Retried::Never,
            Kind::ErrorMessage,
        ),
        row(
            "429",
            Fault::Status(429),
            Retried::Always,
            Kind::ErrorMessage,
        ),
        row(
            "503",
            Fault::Status(503),
            Retried::UnlessKeyed,
            Kind::ErrorMessage,
        ),
    ]
}

/// What came of a call.
#[derive(PartialEq, Eq)]
struct Ended {
    attempts: u32,
    requests: usize,
    /// Requests that aren't told apart by their key.
    distinct: usize,
    kind: Kind,
    message: String,
}

pub(super) async fn every_fault_is_met_as_documented(identity: &Arc<Identity>) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut cells = JoinSet::new();
    for (number, row) in rows().iter().enumerate() {
        for &call in CallKind::sending(row.size) {
            let (identity, fault, size) = (Arc::clone(identity), row.fault, row.size);
            let turns = Arc::clone(&turns);
            cells.spawn(async move {
                let _turn = turns.acquire().await.unwrap();
                let lasting = Server::failing(fault, &identity).await;
                let passing = Server::start([fault], &identity).await;
                let met = tokio::join!(
                    meet(&lasting, fault, call, size),
                    meet(&passing, fault, call, size)
                );
                ((number, call), met)
            });
        }
    }
    let mut cells = cells.join_all().await;
    cells.sort_by_key(|(place, _)| *place);

    let mut document = HEAD.to_owned();
    for (number, row) in rows().iter().enumerate() {
        // Calls that fare alike have a line together.
        let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
        for ((_, call), (lasting, passing)) in cells.iter().filter(|((of, _), _)| *of == number) {
            check(row, *call, lasting, passing);
            let line = columns(lasting, passing);
            match lines.iter_mut().find(|(_, same)| *same == line) {
                Some((calls, _)) => calls.push(call.name()),
                None => lines.push((vec![call.name()], line)),
            }
        }
        let mut name = row.name;
        let alone = lines.len() == 1;
        for (calls, line) in lines {
            let calls = if alone {
                "all".to_owned()
            } else {
                calls.join(", ")
            };
            writeln!(document, "| {name} | {calls} | {line} |").unwrap();
            name = "";
        }
    }
    expect_file!["../../../docs/fault-matrix-http2.md"].assert_eq(&document);
}

async fn meet(server: &Server, fault: Fault, call: CallKind, size: Size) -> Ended {
    let attempt = match fault {
        Fault::Stall | Fault::Silence | Fault::InBody(BodyFault::Stall) => Duration::from_secs(3),
        _ => Duration::from_secs(120),
    };
    let backoff = Backoff::new().initial_interval(Duration::from_millis(1));
    let codat = server
        .builder()
        .retries(RetryConfig::backoff(backoff.max_attempts(ATTEMPTS)))
        .attempt_timeout(attempt)
        .timeout(Duration::from_secs(500))
        .max_response_size(64 * 1024)
        .build()
        .unwrap();
    let result = call.of(&codat, size).with_response().await;
    let (attempts, kind, message) = match &result {
        Ok(response) => (response.attempts(), Kind::Success, String::new()),
        Err(error) => {
            let message = error.to_string().replace(&server.host(), "HOST");
            let (_, message) = message.split_once(" /receipts/1").unwrap();
            let message = message.trim_start_matches(':').trim_start().to_owned();
            (error.attempts(), Kind::of(error), message)
        }
    };
    let requests = server.seen().requests;
    let mut keys = HashSet::new();
    let distinct = requests.iter().filter(|headers| {
        let key = headers.get("idempotency-key");
        key.is_none_or(|key| keys.insert(key.clone()))
    });
    Ended {
        attempts,
        requests: requests.len(),
        distinct: distinct.count(),
        kind,
        message,
    }
}

/// Fails unless it is what was decided.
fn check(row: &Row, call: CallKind, lasting: &Ended, passing: &Ended) {
    let retried = match row.retried {
        Retried::Always => true,
        Retried::UnlessKeyed => !call.has_key(),
        Retried::Never => false,
    };
    let shown = format!("{}, {call:?}: {}", row.name, lasting.message);
    let attempts = if retried { ATTEMPTS } else { 1 };
    assert_eq!(
        (lasting.attempts, lasting.kind),
        (attempts, row.kind),
        "{shown}"
    );
    assert_eq!(lasting.requests, attempts as usize, "{shown}");
    let (attempts, kind) = if retried {
        (2, Kind::Success)
    } else {
        (1, row.kind)
    };
    assert_eq!(
        (passing.attempts, passing.kind),
        (attempts, kind),
        "{shown}"
    );
    if call.has_key() {
        assert_eq!(lasting.distinct, 1, "{shown}: all have the same key");
    }
}

fn columns(lasting: &Ended, passing: &Ended) -> String {
    let then = match passing.kind {
        Kind::Success => format!("success at attempt {}", passing.attempts),
        kind => format!("`{kind:?}` all the same"),
    };
    format!(
        "{} | `{:?}`: {} | {then}",
        lasting.attempts, lasting.kind, lasting.message
    )
}
