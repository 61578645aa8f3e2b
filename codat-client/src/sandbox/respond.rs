//! From a recorded request and its fault to the response: fault, authentication, idempotency, route.

use super::fault::Source;
use super::idempotency::{Claim, Keyed};
use super::panicked::catch;
use super::routing::Target;
use super::state::State;
use super::{Fault, RecordedRequest, Reply, unrouted};

/// The response to a request.
#[derive(Debug, Default)]
pub(super) struct Responded {
    /// `None`: nothing, the connection closes.
    pub(super) reply: Option<Reply>,
    /// The request's idempotency key, in flight for as long as this is kept.
    pub(super) claim: Option<Claim>,
}

pub(super) fn respond(
    state: &State,
    request: &RecordedRequest,
    target: &Target,
    fault: &Fault,
) -> Responded {
    match &fault.source {
        Source::Nothing => Responded::default(),
        // The rate limit stands before everything else and leaves no trace.
        Source::Scripted(reply) if reply.status() == 429 => {
            Responded::with(fault.dress(reply.clone()))
        }
        Source::Scripted(reply) => once_per_key(state, request, fault, || reply.clone()),
        // A customer's browser has no key.
        Source::Usual if !matches!(target, Target::Page(_)) && !state.is_authorized(request) => {
            Responded::with(fault.dress(Reply::error(401)))
        }
        Source::Usual => once_per_key(state, request, fault, || handle(state, request, target)),
    }
}

/// The response that the request's key has already, or else a new one, which its key will have.
fn once_per_key(
    state: &State,
    request: &RecordedRequest,
    fault: &Fault,
    make: impl FnOnce() -> Reply,
) -> Responded {
    match state.keyed_responses.look_up(request) {
        Keyed::Known(reply) => Responded::with(fault.dress(reply)),
        Keyed::Unkeyed => Responded::with(fault.dress(make())),
        Keyed::New(mut claim) => {
            let reply = fault.dress(make());
            claim.settle(&reply);
            Responded {
                reply: Some(reply),
                claim: Some(claim),
            }
        }
    }
}

fn handle(state: &State, request: &RecordedRequest, target: &Target) -> Reply {
    let reply = match target {
        Target::Mounted(handler) => {
            catch("handler", || handler(request)).unwrap_or_else(|told| told)
        }
        Target::Codat(handler) | Target::Page(handler) => {
            let mut world = state.world();
            world.catch_up();
            handler(&mut world, request).unwrap_or_else(|refusal| refusal)
        }
        Target::OtherMethods(allowed) => unrouted::method_not_allowed(request, allowed),
        Target::Unknown => unrouted::not_mounted(request, &state.mounted()),
    };
    let refused = (400..500).contains(&reply.status());
    if request.is_write() && !refused {
        state.traffic().executed_writes += 1;
        state.notify();
    }
    reply
}

impl Responded {
    fn with(reply: Reply) -> Self {
        Self {
            reply: Some(reply),
            claim: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::request;
    use super::super::routing::route;
    use super::{Fault, RecordedRequest, Reply, Responded, State, respond};
    use http::Method;

    fn ask(state: &State, request: &RecordedRequest, fault: &Fault) -> Responded {
        let routed = route(state.mounted(), request.method(), request.path());
        respond(state, request, &routed.target, fault)
    }

    fn status(state: &State, request: &RecordedRequest, fault: &Fault) -> u16 {
        ask(state, request, fault).reply.unwrap().status()
    }

    fn keyed_post() -> RecordedRequest {
        request(Method::POST, "/anything", &[("idempotency-key", "1")])
    }

    #[test]
    fn credentials_are_checked_unless_a_fault_has_a_response() {
        let state = State::for_tests();
        let unauthorized = request(
            Method::GET,
            "/corsSettings",
            &[("authorization", "Basic YWJj")],
        );
        assert_eq!(status(&state, &unauthorized, &Fault::none()), 401);
        assert_eq!(status(&state, &unauthorized, &Fault::status(503)), 503);
    }

    #[test]
    fn a_scripted_response_is_kept_for_its_key_except_a_429() {
        let state = State::for_tests();
        assert_eq!(status(&state, &keyed_post(), &Fault::status(429)), 429);
        assert_eq!(status(&state, &keyed_post(), &Fault::status(500)), 500);
        assert_eq!(status(&state, &keyed_post(), &Fault::status(503)), 500);
        assert_eq!(status(&state, &keyed_post(), &Fault::status(429)), 429);
        assert_eq!(status(&state, &keyed_post(), &Fault::status(200)), 500);
    }

    #[test]
    fn a_closed_connection_leaves_the_key_unused() {
        let state = State::for_tests();
        assert!(ask(&state, &keyed_post(), &Fault::close()).reply.is_none());
        assert_eq!(status(&state, &keyed_post(), &Fault::status(201)), 201);
    }

    #[test]
    fn headers_of_a_fault_are_on_every_response() {
        let state = State::for_tests();
        let fault = Fault::reply(Reply::new(200)).header("x-one", "1");
        let reply = ask(&state, &keyed_post(), &fault).reply.unwrap();
        assert!(reply.has_header("X-One"));
    }
}
