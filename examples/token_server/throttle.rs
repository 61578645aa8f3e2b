//! How often a sign-in may fail, so that passwords can't be guessed.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use moka::sync::Cache;

/// What has failed is forgotten this long after the first failure.
pub(crate) const WINDOW: Duration = Duration::from_secs(5 * 60);

/// Failures in that time, of one user at one address; and of one user, or at one address, where others may be, too.
const MOST_OF_BOTH: u32 = 10;
const MOST_OF_ONE: u32 = 50;

/// How long a user's address is remembered after they have signed in there: until the server restarts, at most.
const KNOWN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(crate) struct Throttle {
    /// By a hash: names are whatever somebody types.
    failures: Cache<u64, Arc<AtomicU32>>,
    /// Users at addresses where they have signed in: what fails elsewhere doesn't keep them out there. Without it, whoever
    /// knows a user's name can.
    known: Cache<u64, ()>,
    hashes: RandomState,
    is_behind_proxy: bool,
}

/// An attempt, counted as a failure unless it succeeds.
pub(crate) struct Attempt {
    counters: Vec<Arc<AtomicU32>>,
    both: u64,
}

impl Throttle {
    /// With HTTPS there is a proxy in front, which knows the address of the browser.
    pub(crate) fn new(is_https: bool) -> Self {
        let failures = Cache::builder().max_capacity(100_000);
        let known = Cache::builder().max_capacity(100_000);
        Self {
            failures: failures.time_to_live(WINDOW).build(),
            known: known.time_to_live(KNOWN).build(),
            hashes: RandomState::new(),
            is_behind_proxy: is_https,
        }
    }

    /// None: too many have failed.
    pub(crate) fn attempt(&self, name: &str, address: IpAddr) -> Option<Attempt> {
        let both = self.hashes.hash_one((name, address));
        let most_of_user = if self.known.contains_key(&both) {
            u32::MAX
        } else {
            MOST_OF_ONE
        };
        let mut counters = Vec::new();
        for (key, most) in [
            (self.hashes.hash_one(address), MOST_OF_ONE),
            (self.hashes.hash_one(name), most_of_user),
            (both, MOST_OF_BOTH),
        ] {
            let counter = self.failures.get_with(key, Arc::default);
            // Counted before it is known to fail, since many may be made at once.
            let before = counter.fetch_add(1, Ordering::Relaxed);
            counters.push(counter);
            if before >= most {
                // Nothing was tried.
                discount(&counters);
                return None;
            }
        }
        Some(Attempt { counters, both })
    }

    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        discount(&attempt.counters);
        self.known.insert(attempt.both, ());
    }

    /// The address of the browser. Of those in `X-Forwarded-For`, the proxy has written the last one; the others anybody can claim.
    pub(crate) fn address(&self, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back();
        let forwarded = forwarded.filter(|_| self.is_behind_proxy);
        let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        let address = last.and_then(|last| parse(last.trim()));
        match address.unwrap_or(peer.ip()).to_canonical() {
            // Whoever has one IPv6 address usually has all with the same first half.
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
            address @ IpAddr::V4(_) => address,
        }
    }
}

/// Some proxies add the port.
fn parse(address: &str) -> Option<IpAddr> {
    let with_port = || address.parse::<SocketAddr>().ok();
    let address = address.parse().ok();
    address.or_else(|| Some(with_port()?.ip()))
}

fn discount(counters: &[Arc<AtomicU32>]) {
    for counter in counters {
        counter.fetch_sub(1, Ordering::Relaxed);
    }
}
