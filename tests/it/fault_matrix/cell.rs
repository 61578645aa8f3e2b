//! One fault, met by one kind of call: what happens, and whether that is what was decided.

use std::collections::HashSet;
use std::time::Duration;

use codat_client::{Backoff, Error, RetryConfig};
use tokio::time::Instant;

use super::calls::CallKind;
use super::faults::{Fault, Reach};
use super::place::{Places, Stage};
use crate::support::raw_server::RawServer;

/// So many attempts are allowed where a fault lasts.
pub(super) const ATTEMPTS: u32 = 3;

/// The time to connect and of an attempt, where the fault is that it runs out.
const SHORT: Duration = Duration::from_secs(2);

/// The same, where it isn't.
pub(super) const PATIENT: Duration = Duration::from_secs(50);

/// The total time, where that is what runs out.
const TOTAL: Duration = Duration::from_secs(2);

/// What a busy machine may take on top of a time-out.
const SLACK: Duration = Duration::from_secs(5);

/// What an attempt that meets a fault waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Nothing.
    AtOnce,
    /// The time to connect.
    Connect,
    /// The time of an attempt.
    Attempt,
}

impl Pace {
    pub(super) fn limit(self) -> Duration {
        match self {
            Self::AtOnce => PATIENT,
            Self::Connect | Self::Attempt => SHORT,
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) attempts: u32,
    /// The requests that the server has read.
    pub(super) requests: usize,
    /// How often a server that keeps idempotency keys has executed it.
    pub(super) executed: usize,
    pub(super) kind: Kind,
    /// What the error says.
    pub(super) message: String,
}

/// The variant of the error, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Success,
    Connection,
    Timeout,
    Decode,
    BodyTooLarge,
    ErrorMessage,
    Sdk,
    Other,
}

impl Kind {
    fn of(error: &Error) -> Self {
        match error {
            Error::Connection(_) => Self::Connection,
            Error::Timeout(_) => Self::Timeout,
            Error::Decode(_) => Self::Decode,
            Error::BodyTooLarge(_) => Self::BodyTooLarge,
            Error::ErrorMessage(_) => Self::ErrorMessage,
            Error::Sdk(_) => Self::Sdk,
            _ => Self::Other,
        }
    }
}

/// What was measured.
#[derive(Debug)]
pub(super) struct Cell {
    /// With a fault that lasts.
    pub(super) lasting: Ended,
    lasted: Duration,
    /// With a fault that only the first attempt meets.
    pub(super) passing: Ended,
    /// With a fault that lasts, no limit on attempts, and little time in all: where there is something to wait for.
    hurried: Option<(Kind, Duration)>,
}

impl Cell {
    /// Measures once; and again if what came differs from what was decided, and this machine has stood still meanwhile, so
    /// that its clock may be to blame.
    pub(super) async fn measure(fault: &Fault, call: CallKind, places: &Places) -> Self {
        for _ in 0..5 {
            let (cell, delay) = while_watching_the_clock(Self::once(fault, call, places)).await;
            if delay < SHORT / 8 || cell.problems(fault, call).is_empty() {
                return cell;
            }
        }
        panic!("{}, {call:?}: this machine is too busy to tell", fault.name);
    }

    async fn once(fault: &Fault, call: CallKind, places: &Places) -> Self {
        let measured = |lasts| measure(fault, call, places, lasts);
        let ((lasting, lasted), (passing, _), hurried) =
            tokio::join!(measured(true), measured(false), hurry(fault, call, places));
        Self {
            lasting,
            lasted,
            passing,
            hurried,
        }
    }

    /// Whatever differs from what was decided.
    pub(super) fn problems(&self, fault: &Fault, call: CallKind) -> Vec<String> {
        let mut problems = Vec::new();
        let mut expect = |what: &str, holds: bool| {
            if !holds {
                problems.push(what.to_owned());
            }
        };
        let repeated = fault.is_repeated(call);

        let attempts = if repeated { ATTEMPTS } else { 1 };
        expect("attempts while it lasts", self.lasting.attempts == attempts);
        expect("error while it lasts", self.lasting.kind == fault.kind);
        let read = match fault.reach {
            Reach::Unseen => 0,
            Reach::Refused | Reach::Executed => attempts as usize,
        };
        expect("requests while it lasts", self.lasting.requests == read);

        let (attempts, kind) = if repeated {
            (2, Kind::Success)
        } else {
            (1, fault.kind)
        };
        expect("attempts when it passes", self.passing.attempts == attempts);
        expect("outcome when it passes", self.passing.kind == kind);
        let most = if call.has_key() { 1 } else { attempts as usize };
        expect("executed twice", self.passing.executed <= most);

        let waits = match fault.pace {
            Pace::AtOnce => Duration::ZERO,
            Pace::Connect | Pace::Attempt => SHORT * self.lasting.attempts,
        };
        let lasted = waits..waits + SLACK;
        expect("time while it lasts", lasted.contains(&self.lasted));
        if let Some((kind, elapsed)) = self.hurried {
            expect("total time", elapsed < TOTAL + SLACK);
            // The status is told, though the time is up; and the last of several attempts may be caught in the middle.
            let caught = fault.pace == Pace::AtOnce && kind == Kind::Timeout;
            let own = match fault.pace {
                Pace::Connect => Kind::Timeout,
                Pace::AtOnce | Pace::Attempt => fault.kind,
            };
            expect("error when the total time is up", caught || kind == own);
        }
        problems
    }
}

/// Waits that take no time to speak of.
fn backoff() -> Backoff {
    Backoff::new().initial_interval(Duration::from_millis(1))
}

async fn measure(fault: &Fault, call: CallKind, places: &Places, lasts: bool) -> (Ended, Duration) {
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
    let result = call.of(&client).with_response().await;
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
    let result = call.of(&client).timeout(TOTAL).await;
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
