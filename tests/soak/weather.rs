//! Which requests meet a fault, and which one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use codat_client::sandbox::{Fault, Reply};
use serde_json::json;

use crate::log_search::TOKEN_HEAD;

/// How many requests of a thousand meet a fault.
pub(crate) const FAULTS_PER_1000: u64 = 50;

/// Longer than an attempt has.
const TOO_LONG: Duration = Duration::from_millis(600);

type Make = fn() -> Fault;

/// The kinds of faults, all alike in number.
const KINDS: [(&str, Make); 14] = [
    ("500", || Fault::status(500)),
    ("503, Retry-After: 0", || {
        Fault::status(503).retry_after("0")
    }),
    ("429, Retry-After: 0", || {
        Fault::status(429).retry_after("0")
    }),
    ("429, Retry-After: 1", || {
        Fault::status(429).retry_after("1")
    }),
    ("502 with HTML", html),
    ("404 that quotes a token", not_found),
    ("409", || Fault::status(409)),
    ("closed before it is executed", Fault::close),
    ("closed after it is executed", || {
        Fault::none().lose_response()
    }),
    ("closed in the body", || Fault::none().cut_body()),
    ("stalled in the body", || Fault::none().stall_body()),
    ("answered too late", || Fault::none().delay(TOO_LONG)),
    ("a body without an end", || Fault::none().endless_body()),
    ("a body that is no JSON", malformed),
];

fn html() -> Fault {
    let page = format!("<h1>Bad gateway</h1> {TOKEN_HEAD}.leaked");
    Reply::new(502).body("text/html", page).into()
}

fn not_found() -> Fault {
    Reply::json(
        404,
        json!({ "error": format!("no such token: {TOKEN_HEAD}.leaked") }),
    )
    .into()
}

fn malformed() -> Fault {
    let body = format!("{{\"accessToken\": \"{TOKEN_HEAD}.leaked");
    Reply::new(200).body("application/json", body).into()
}

#[derive(Debug, Default)]
pub(crate) struct Weather {
    requests: AtomicU64,
    met: [AtomicU64; KINDS.len()],
}

impl Weather {
    /// What happens to the next request.
    pub(crate) fn next(&self) -> Fault {
        let chance = scatter(self.requests.fetch_add(1, Ordering::Relaxed));
        if chance % 1000 >= FAULTS_PER_1000 {
            return Fault::none();
        }
        let kind = (chance / 1000) as usize % KINDS.len();
        match (KINDS.get(kind), self.met.get(kind)) {
            (Some((_, make)), Some(met)) => {
                met.fetch_add(1, Ordering::Relaxed);
                make()
            }
            _ => Fault::none(),
        }
    }

    /// How many requests met which fault.
    pub(crate) fn met(&self) -> Vec<(&'static str, u64)> {
        let names = KINDS.iter().map(|(name, _)| *name);
        let met = self.met.iter().map(|met| met.load(Ordering::Relaxed));
        names.zip(met).collect()
    }
}

/// A number that looks random, the same for the same place in the order (SplitMix64).
fn scatter(place: u64) -> u64 {
    let mut z = place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
