//! Idempotency keys: the same key gets the same response, and nothing is done twice.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;

use super::collection::Collection;
use super::error_body::PUBLIC_API;
use super::{RecordedRequest, Reply};
use crate::lock::lock;

/// How long a response is kept for its key.
const KEPT_FOR: Duration = Duration::from_secs(90 * 60);

/// The most keys that are remembered. Beyond it, the earliest is forgotten.
const MOST_KEYS: usize = 20_000;

/// The same for the bytes of their requests and responses.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The responses that were given to requests with an idempotency key.
#[derive(Debug, Default)]
pub(super) struct KeyedResponses {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    by_route: Collection<KeyedRoute, Entry>,
    bytes: usize,
}

/// A key means what it means for one route only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct KeyedRoute {
    method: String,
    path: String,
    key: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    body: Bytes,
    /// `None` while the first request is in flight.
    response: Option<Reply>,
    kept_until: Instant,
}

/// What a request's key asks for.
#[derive(Debug)]
pub(super) enum Keyed {
    /// There is no key, or keys don't count for this method.
    Unkeyed,
    /// The key is new: handle the request and settle the claim.
    New(Claim),
    /// The key is known: this is the response.
    Known(Reply),
}

/// The right to respond for a key, which is in flight until this is dropped. Dropped without a
/// response to keep, it releases the key.
#[derive(Debug)]
pub(super) struct Claim {
    entries: Arc<Mutex<Entries>>,
    route: KeyedRoute,
    response: Option<Reply>,
}

impl KeyedResponses {
    pub(super) fn look_up(&self, request: &RecordedRequest) -> Keyed {
        let Some(route) = KeyedRoute::of(request) else {
            return Keyed::Unkeyed;
        };
        let mut entries = lock(&self.entries);
        let now = Instant::now();
        if let Some(entry) = entries.by_route.get(&route) {
            match &entry.response {
                // As good as gone. A request in flight isn't.
                Some(_) if entry.kept_until <= now => {}
                _ if entry.body != request.body() => return Keyed::Known(Reply::error(422)),
                Some(reply) => return Keyed::Known(reply.clone()),
                None => {
                    let error = "A request with this idempotency key is being processed.";
                    return Keyed::Known(Reply::error_message(409, PUBLIC_API, error));
                }
            }
        }
        let entry = Entry {
            body: Bytes::copy_from_slice(request.body()),
            response: None,
            kept_until: now + KEPT_FOR,
        };
        // To be the latest, also if it had an entry before.
        entries.forget(&route);
        entries.bytes += entry.size(&route);
        entries.by_route.insert(route.clone(), entry);
        entries.shrink();
        Keyed::New(Claim {
            entries: Arc::clone(&self.entries),
            route,
            response: None,
        })
    }
}

impl Entries {
    /// Forgets the earliest while there are too many, or too large ones. A request in flight isn't forgotten.
    fn shrink(&mut self) {
        while (self.by_route.len() > MOST_KEYS || self.bytes > MOST_BYTES)
            && let Some(route) = self.by_route.earliest(|entry| entry.response.is_some())
        {
            self.forget(&route);
        }
    }

    fn forget(&mut self, route: &KeyedRoute) {
        if let Some(entry) = self.by_route.remove(route) {
            self.bytes -= entry.size(route);
        }
    }
}

impl Entry {
    /// About as many bytes as it holds.
    fn size(&self, route: &KeyedRoute) -> usize {
        let response = self.response.as_ref().map_or(0, Reply::size);
        route.path.len() + route.key.len() + self.body.len() + response
    }
}

impl KeyedRoute {
    fn of(request: &RecordedRequest) -> Option<Self> {
        let keys_count = [Method::POST, Method::PATCH].contains(request.method());
        let key = request.headers().get("Idempotency-Key")?;
        (keys_count && !key.is_empty()).then(|| Self {
            method: request.method().to_string(),
            path: request.path().to_owned(),
            key: key.as_bytes().to_vec(),
        })
    }
}

impl Claim {
    /// Keeps this response for the key, except a 429: that one leaves the key as if unused.
    pub(super) fn settle(&mut self, reply: &Reply) {
        self.response = Some(reply).filter(|reply| reply.status() != 429).cloned();
    }
}

impl Drop for Claim {
    /// Runs also when the peer left before the response: what was done stays done.
    fn drop(&mut self) {
        let entries = &mut *lock(&self.entries);
        match self.response.take() {
            None => entries.forget(&self.route),
            Some(response) => {
                if let Some(entry) = entries.by_route.get_mut(&self.route) {
                    entries.bytes += response.size();
                    entry.response = Some(response);
                    entries.shrink();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::{request, request_with_body};
    use super::{
        Claim, KEPT_FOR, Keyed, KeyedResponses, MOST_BYTES, MOST_KEYS, Method, RecordedRequest,
        Reply,
    };

    fn keyed(path: &str, key: &str) -> RecordedRequest {
        request(Method::POST, path, &[("idempotency-key", key)])
    }

    fn claim(responses: &KeyedResponses, request: &RecordedRequest) -> Claim {
        match responses.look_up(request) {
            Keyed::New(claim) => claim,
            other => panic!("not new: {other:?}"),
        }
    }

    fn known_status(responses: &KeyedResponses, request: &RecordedRequest) -> u16 {
        match responses.look_up(request) {
            Keyed::Known(reply) => reply.status(),
            other => panic!("not known: {other:?}"),
        }
    }

    #[test]
    fn a_response_is_kept_for_its_key_and_route() {
        let responses = KeyedResponses::default();
        claim(&responses, &keyed("/a", "1")).settle(&Reply::error(500));
        assert_eq!(known_status(&responses, &keyed("/a", "1")), 500);
        drop(claim(&responses, &keyed("/b", "1")));
        drop(claim(&responses, &keyed("/a", "2")));
    }

    #[test]
    fn a_429_releases_the_key() {
        let responses = KeyedResponses::default();
        claim(&responses, &keyed("/a", "1")).settle(&Reply::error(429));
        claim(&responses, &keyed("/a", "1")).settle(&Reply::new(204));
        assert_eq!(known_status(&responses, &keyed("/a", "1")), 204);
    }

    #[test]
    fn a_key_in_flight_is_a_conflict() {
        let responses = KeyedResponses::default();
        let mut first = claim(&responses, &keyed("/a", "1"));
        first.settle(&Reply::new(201));
        assert_eq!(known_status(&responses, &keyed("/a", "1")), 409);
        drop(first);
        assert_eq!(known_status(&responses, &keyed("/a", "1")), 201);
    }

    #[test]
    fn a_key_with_another_body_is_refused() {
        let responses = KeyedResponses::default();
        claim(&responses, &keyed("/a", "1")).settle(&Reply::new(201));
        let key = [("idempotency-key", "1")];
        let other = request_with_body(Method::POST, "/a", &key, "{}");
        assert_eq!(known_status(&responses, &other), 422);
        assert_eq!(known_status(&responses, &keyed("/a", "1")), 201);
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_is_forgotten_in_time_and_a_request_in_flight_is_not() {
        let responses = KeyedResponses::default();
        claim(&responses, &keyed("/a", "done")).settle(&Reply::new(201));
        let _in_flight = claim(&responses, &keyed("/a", "in flight"));
        tokio::time::advance(KEPT_FOR / 2).await;
        // Released, and taken anew half the time later.
        drop(claim(&responses, &keyed("/a", "anew")));
        claim(&responses, &keyed("/a", "anew")).settle(&Reply::new(202));
        assert_eq!(known_status(&responses, &keyed("/a", "done")), 201);

        tokio::time::advance(KEPT_FOR / 2).await;
        assert_eq!(known_status(&responses, &keyed("/a", "in flight")), 409);
        assert_eq!(known_status(&responses, &keyed("/a", "anew")), 202);
        drop(claim(&responses, &keyed("/a", "done")));

        tokio::time::advance(KEPT_FOR).await;
        drop(claim(&responses, &keyed("/a", "anew")));
    }

    #[test]
    fn of_too_many_keys_the_earliest_is_forgotten_unless_it_is_in_flight() {
        let responses = KeyedResponses::default();
        let _in_flight = claim(&responses, &keyed("/a", "in flight"));
        for number in 1..=MOST_KEYS {
            let request = keyed("/a", &number.to_string());
            claim(&responses, &request).settle(&Reply::new(201));
        }
        assert_eq!(known_status(&responses, &keyed("/a", "in flight")), 409);
        assert_eq!(known_status(&responses, &keyed("/a", "2")), 201);
        drop(claim(&responses, &keyed("/a", "1")));
    }

    #[test]
    fn of_too_many_bytes_the_earliest_are_forgotten() {
        let responses = KeyedResponses::default();
        let bytes = || super::lock(&responses.entries).bytes;
        // One body that all of them share, so that the test itself needs little memory.
        let reply = Reply::new(201).body("text/plain", vec![b'-'; 1024 * 1024]);
        let _in_flight = claim(&responses, &keyed("/a", "in flight"));
        for number in 0..1_000 {
            let key = number.to_string();
            claim(&responses, &keyed("/a", &key)).settle(&reply);
            assert!(bytes() <= MOST_BYTES, "{number}: {}", bytes());
        }
        assert!(bytes() > MOST_BYTES / 10 * 9, "{}", bytes());
        assert_eq!(known_status(&responses, &keyed("/a", "in flight")), 409);
        assert_eq!(known_status(&responses, &keyed("/a", "999")), 201);
        drop(claim(&responses, &keyed("/a", "0")));

        // What requests send counts as well, and nothing is left of a key that is released.
        let before = bytes();
        let key = [("idempotency-key", "with a body")];
        let request = request_with_body(Method::POST, "/a", &key, &"-".repeat(1_000));
        let claimed = claim(&responses, &request);
        assert!(bytes() >= before + 1_000, "{before}, {}", bytes());
        drop(claimed);
        assert_eq!(bytes(), before);
    }

    #[test]
    fn only_post_and_patch_have_keys() {
        let responses = KeyedResponses::default();
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let request = request(method, "/a", &[("idempotency-key", "1")]);
            assert!(matches!(responses.look_up(&request), Keyed::Unkeyed));
        }
        let without = request(Method::POST, "/a", &[]);
        assert!(matches!(responses.look_up(&without), Keyed::Unkeyed));
    }
}
