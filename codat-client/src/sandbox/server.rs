//! The wire: connections, requests in, responses out.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::error_body::PUBLIC_API;
use super::fault::Delivery;
use super::panicked::catch;
use super::respond::{Responded, respond};
use super::routing::route;
use super::state::State;
use super::wire_body::WireBody;
use super::{Fault, RecordedRequest, Reply, quota};

/// More than any test sends; a peer that never stops sending is stopped.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// The wait after a connection that couldn't be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// Serves until it is aborted, which aborts all connections as well: the set owns them.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, Arc::clone(&state)));
                }
                // The peer is gone already, or file handles are short, and won't be at hand at once.
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            // Forgets those that have closed.
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Makes the steps of operations when they are due, until it is aborted.
pub(super) async fn keep_going(state: Arc<State>) {
    loop {
        let wait = {
            let mut world = state.world();
            world.catch_up();
            let running = world.clock.is_running();
            let next = world.agenda.next().filter(|_| running);
            next.map(|at| at.saturating_sub(world.clock.elapsed()))
        };
        if !state.world().outbox.is_empty() {
            state.reported.notify_one();
        }
        let changed = state.changed.notified();
        match wait {
            Some(wait) => tokio::select! {
                () = changed => {}
                () = tokio::time::sleep(wait) => {}
            },
            None => changed.await,
        }
    }
}

async fn serve_connection(stream: TcpStream, state: Arc<State>) {
    // Without it a response in two parts may wait for the peer's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| serve_request(request, Arc::clone(&state)));
    // An error means that the peer left or that a fault broke the connection: both are usual here.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// An error closes the connection without a response.
async fn serve_request(
    request: Request<Incoming>,
    state: Arc<State>,
) -> io::Result<Response<WireBody>> {
    let (head, body) = request.into_parts();
    let (body, too_large) = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => (body.to_bytes(), false),
        Err(problem) if problem.is::<LengthLimitError>() => (Bytes::new(), true),
        Err(problem) => return Err(io::Error::other(problem)),
    };
    let routed = route(state.mounted(), &head.method, head.uri.path());
    let request = RecordedRequest::new(head, body, routed.path_values);
    let (scripted, used) = {
        let mut traffic = state.traffic();
        (traffic.arrive(request.clone()), traffic.arrived)
    };
    let limit = quota::daily_limit(state.world().companies.len());
    let company = request.path_value("company_id");
    let entered = state.limits.as_ref();
    let entered = entered.map(|limits| limits.enter(company, limit, used));
    let (under_way, fault) = match (entered.transpose(), scripted) {
        (Err(refusal), _) => (None, Fault::reply(refusal)),
        (Ok(under_way), _) if too_large => (under_way, Fault::reply(body_too_large())),
        (Ok(under_way), Some(fault)) => (under_way, fault),
        (Ok(under_way), None) => (under_way, by_rule(&state, &request)),
    };
    let Responded { reply, claim } = respond(&state, &request, &routed.target, &fault);
    if !fault.delay.is_zero() {
        tokio::time::sleep(fault.delay).await;
    }
    drop((claim, under_way));
    let reply = reply.filter(|_| fault.delivery != Delivery::Lost);
    if let Some(observer) = &state.observer {
        // If it panics, the process has printed the panic, and the response isn't to blame.
        let _ = catch("observer", || {
            observer(&request, reply.as_ref().map(Reply::status));
        });
    }
    let reply = reply.ok_or_else(|| io::Error::other("closed by a fault of the sandbox"))?;
    let limit = quota::daily_limit(state.world().companies.len());
    let reply = quota::report(reply, limit, used, SystemTime::now());
    Ok(to_response(reply, fault.delivery))
}

fn body_too_large() -> Reply {
    Reply::error_message(413, PUBLIC_API, "The body is too large.")
}

/// What the test's rule says of a request.
fn by_rule(state: &State, request: &RecordedRequest) -> Fault {
    // Copied, so that no lock is held while a test's code runs.
    let Some(rule) = state.traffic().fault_rule.clone() else {
        return Fault::none();
    };
    catch("rule for faults", || rule(request)).unwrap_or_else(Fault::reply)
}

fn to_response(reply: Reply, delivery: Delivery) -> Response<WireBody> {
    let (head, body): (_, Bytes) = reply.into_parts();
    Response::from_parts(head, WireBody::new(body, delivery))
}
