//! Idempotency keys: the same key gets the same response, and nothing is done twice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;

use super::{RecordedRequest, Reply};
use crate::lock::lock;

/// How long a response is kept for its key.
const KEPT_FOR: Duration = Duration::from_secs(90 * 60);

/// The most keys that are remembered, so that memory is bounded. Beyond it, the earliest is forgotten.
const MOST_KEYS: usize = 20_000;

/// The responses that were given to requests with an idempotency key.
#[derive(Debug, Default)]
pub(super) struct KeyedResponses {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    by_route: HashMap<KeyedRoute, Entry>,
    /// When which of them may be overdue, the earliest first.
    ends: VecDeque<(Instant, KeyedRoute)>,
}

/// A key means what it means for one route only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct KeyedRoute {
    method: Method,
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
        entries.forget_overdue(now);
        entries.forget_earliest();
        match entries.by_route.get(&route) {
            Some(entry) if entry.body != request.body() => Keyed::Known(Reply::error(422)),
            Some(Entry { response: None, .. }) => Keyed::Known(Reply::error_message(
                409,
                super::error_body::PUBLIC_API,
                "A request with this idempotency key is being processed.",
            )),
            Some(Entry {
                response: Some(reply),
                ..
            }) => Keyed::Known(reply.clone()),
            None => {
                let entry = Entry {
                    body: Bytes::copy_from_slice(request.body()),
                    response: None,
                    kept_until: now + KEPT_FOR,
                };
                entries.ends.push_back((entry.kept_until, route.clone()));
                entries.by_route.insert(route.clone(), entry);
                Keyed::New(Claim {
                    entries: Arc::clone(&self.entries),
                    route,
                    response: None,
                })
            }
        }
    }
}

impl Entries {
    /// A response that is overdue is as good as gone, a request in flight isn't.
    fn forget_overdue(&mut self, now: Instant) {
        while let Some((end, _)) = self.ends.front()
            && *end <= now
            && let Some((_, route)) = self.ends.pop_front()
        {
            match self.by_route.get(&route) {
                Some(entry) if entry.response.is_none() => {
                    self.ends.push_back((now + KEPT_FOR, route));
                }
                // Its key may have been released and taken anew since.
                Some(entry) if entry.kept_until <= now => {
                    self.by_route.remove(&route);
                }
                _ => {}
            }
        }
    }
}

impl Entries {
    /// Makes room for one key more. A key whose request is in flight isn't forgotten.
    fn forget_earliest(&mut self) {
        for _ in MOST_KEYS..=self.ends.len() {
            let Some((end, route)) = self.ends.pop_front() else {
                return;
            };
            match self.by_route.get(&route) {
                Some(entry) if entry.response.is_none() => self.ends.push_back((end, route)),
                Some(entry) if entry.kept_until <= end => {
                    self.by_route.remove(&route);
                }
                _ => {}
            }
        }
    }
}

impl KeyedRoute {
    fn of(request: &RecordedRequest) -> Option<Self> {
        let keys_count = [Method::POST, Method::PATCH].contains(request.method());
        let key = request.headers().get("Idempotency-Key")?;
        (keys_count && !key.is_empty()).then(|| Self {
            method: request.method().clone(),
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
        let mut entries = lock(&self.entries);
        match self.response.take() {
            None => {
                entries.by_route.remove(&self.route);
            }
            Some(response) => {
                if let Some(entry) = entries.by_route.get_mut(&self.route) {
                    entry.response = Some(response);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::{request, request_with_body};
    use super::{Claim, KEPT_FOR, Keyed, KeyedResponses, Method, RecordedRequest, Reply};

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
        let mut in_flight = claim(&responses, &keyed("/a", "in flight"));
        in_flight.settle(&Reply::new(201));
        tokio::time::advance(KEPT_FOR / 2).await;
        // Released, and taken anew half the time later.
        drop(claim(&responses, &keyed("/a", "anew")));
        claim(&responses, &keyed("/a", "anew")).settle(&Reply::new(202));
        assert_eq!(known_status(&responses, &keyed("/a", "done")), 201);

        tokio::time::advance(KEPT_FOR / 2).await;
        assert_eq!(known_status(&responses, &keyed("/a", "in flight")), 409);
        assert_eq!(known_status(&responses, &keyed("/a", "anew")), 202);
        drop(claim(&responses, &keyed("/a", "done")));
        drop(in_flight);
        assert_eq!(known_status(&responses, &keyed("/a", "in flight")), 201);

        tokio::time::advance(KEPT_FOR * 2).await;
        drop(claim(&responses, &keyed("/b", "1")));
        let entries = super::lock(&responses.entries);
        assert_eq!(entries.by_route.len(), 0, "{entries:?}");
        assert_eq!(entries.ends.len(), 1, "that of `/b`");
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
