//! HTTP/2, which the client's own TLS offers with the feature: in a process whose platform trusts the server.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::{Bytes, Client, Credentials, Error, RetryConfig};
use h2::Reason;
use h2::server::{Connection, SendResponse};
use http::{HeaderMap, Response};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::server::TlsStream;

use crate::support::another_process::{self, AnotherProcess};
use crate::support::raw_server::Identity;
use crate::support::{Probe, quick_retries};

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "elsewhere the platform's certificates aren't a file"
)]
async fn it_is_spoken_and_its_failures_are_those_of_connections() {
    let process = AnotherProcess::of("http2::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(60)).await;
    assert!(passed, "{printed}");
}

#[tokio::test]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let identity = Identity::speaking("h2");
    another_process::trust(&identity.root_as_pem());

    all_calls_share_a_connection(&identity).await;
    for fault in [
        Fault::Reset(Reason::REFUSED_STREAM),
        Fault::Reset(Reason::INTERNAL_ERROR),
        Fault::Reset(Reason::CANCEL),
        Fault::GoAway(Reason::NO_ERROR),
        Fault::GoAway(Reason::ENHANCE_YOUR_CALM),
    ] {
        a_write_is_repeated_with_its_key(&identity, fault).await;
        without_retries_it_is_a_connection_error(&identity, fault).await;
    }
    a_server_that_shuts_down_gets_no_more_requests(&identity).await;
    a_silent_connection_is_left_at_the_second_attempt(&identity).await;
    an_idle_connection_that_fell_silent_is_not_used(&identity).await;
}

async fn all_calls_share_a_connection(identity: &Arc<Identity>) {
    let server = Server::start([], identity).await;
    let codat = server.client();
    codat.get_probe("1").await.unwrap();
    let calls: JoinSet<_> = (0..20).map(|_| codat.get_probe("1")).collect();
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    assert_eq!(server.seen().connections, 1);
}

async fn a_write_is_repeated_with_its_key(identity: &Arc<Identity>, fault: Fault) {
    let server = Server::start([fault], identity).await;
    let call = server.client().post_probe(&json!({"x": 1}));
    let response = call.with_response().await.unwrap();
    assert_eq!(response.attempts(), 2, "{fault:?}");
    let keys: Vec<_> = server
        .seen()
        .requests
        .iter()
        .map(|headers| headers["idempotency-key"].clone())
        .collect();
    assert_eq!(keys.len(), 2, "{fault:?}");
    assert_eq!(keys[0], keys[1], "{fault:?}");
}

async fn without_retries_it_is_a_connection_error(identity: &Arc<Identity>, fault: Fault) {
    let server = Server::start([fault], identity).await;
    let call = server.client().get_probe("1").retries(RetryConfig::none());
    let error = call.await.unwrap_err();
    let Error::Connection(connection) = &error else {
        panic!("{fault:?}: {error:?}");
    };
    assert!(!connection.is_connect() && error.is_retryable());
    // Nor does the HTTP client repeat it by itself.
    assert_eq!(server.seen().requests.len(), 1, "{fault:?}");
}

async fn a_server_that_shuts_down_gets_no_more_requests(identity: &Arc<Identity>) {
    let server = Server::start([Fault::ShutDownAfterwards], identity).await;
    let codat = server.client();
    for _ in 0..2 {
        let response = codat.get_probe("1").with_response().await.unwrap();
        assert_eq!(response.attempts(), 1);
        // The client learns of it by then.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(server.seen().connections, 2);
}

/// Its packets are acknowledged, and nothing else ever comes: from a host behind a firewall that has lost its state, say.
async fn a_silent_connection_is_left_at_the_second_attempt(identity: &Arc<Identity>) {
    let server = Server::start([Fault::Silence], identity).await;
    let call = server.patient_client().get_probe("1");
    assert_eq!(call.with_response().await.unwrap().attempts(), 2);
    assert_eq!(server.seen().connections, 2);

    // A write isn't retried after a time-out, but it is after a connection that broke.
    let server = Server::start([Fault::Silence], identity).await;
    let call = server.patient_client().post_probe(&json!({"x": 1}));
    assert_eq!(call.with_response().await.unwrap().attempts(), 2);
    let requests = server.seen().requests;
    let keys: Vec<_> = requests
        .iter()
        .map(|headers| &headers["idempotency-key"])
        .collect();
    assert_eq!(keys[0], keys[1]);
}

async fn an_idle_connection_that_fell_silent_is_not_used(identity: &Arc<Identity>) {
    let server = Server::start([Fault::SilenceAfterwards], identity).await;
    let codat = server.patient_client();
    codat.get_probe("1").await.unwrap();
    // It is pinged after 0.5 s, and closed 0.5 s later.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(response.attempts(), 1);
    assert_eq!(server.seen().connections, 2);
}

/// What happens to one request.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Reset(Reason),
    /// The whole connection ends.
    GoAway(Reason),
    /// It is answered, and the connection takes no further ones.
    ShutDownAfterwards,
    /// The connection stays open, and nothing comes on it any more.
    Silence,
    /// The same after the response.
    SilenceAfterwards,
}

/// A server that speaks HTTP/2 and nothing else; the requests beyond its script are answered.
struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
    // Ends them.
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default, Clone)]
struct State {
    script: VecDeque<Fault>,
    requests: Vec<HeaderMap>,
    connections: usize,
}

impl Server {
    async fn start(script: impl Into<VecDeque<Fault>>, identity: &Arc<Identity>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            script: script.into(),
            ..State::default()
        }));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(identity), Arc::clone(&state)));
        Self {
            port,
            state,
            _tasks: tasks,
        }
    }

    fn client(&self) -> Client {
        Client::builder()
            .base_url(format!("https://127.0.0.1:{}", self.port))
            .credentials(Credentials::api_key("abc"))
            .retries(quick_retries())
            .build()
            .unwrap()
    }

    /// One whose connections are pinged after 0.5 s, since that is a third of an attempt's time.
    fn patient_client(&self) -> Client {
        Client::builder()
            .base_url(format!("https://127.0.0.1:{}", self.port))
            .credentials(Credentials::api_key("abc"))
            .retries(quick_retries())
            .attempt_timeout(Duration::from_millis(1500))
            .build()
            .unwrap()
    }

    fn seen(&self) -> State {
        self.state.lock().unwrap().clone()
    }
}

async fn accept(listener: TcpListener, identity: Arc<Identity>, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (identity, state) = (Arc::clone(&identity), Arc::clone(&state));
        connections.spawn(async move {
            let stream = identity.accept(stream, true).await.unwrap();
            state.lock().unwrap().connections += 1;
            serve(h2::server::handshake(stream).await.unwrap(), &state).await;
        });
    }
}

type Stream = TlsStream<TcpStream>;

async fn serve(mut connection: Connection<Stream, Bytes>, state: &Mutex<State>) {
    // An error is the end of the connection, as is none.
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let fault = {
            let mut state = state.lock().unwrap();
            state.requests.push(request.headers().clone());
            state.script.pop_front()
        };
        match fault {
            Some(Fault::Reset(reason)) => respond.send_reset(reason),
            Some(Fault::GoAway(reason)) => connection.abrupt_shutdown(reason),
            Some(Fault::ShutDownAfterwards) => {
                answer(respond);
                connection.graceful_shutdown();
            }
            Some(Fault::Silence) => pending().await,
            Some(Fault::SilenceAfterwards) => {
                answer(respond);
                // The response is sent while the connection is driven.
                let _ = tokio::time::timeout(Duration::from_millis(100), connection.accept()).await;
                pending::<()>().await;
            }
            None => answer(respond),
        }
    }
}

fn answer(mut respond: SendResponse<Bytes>) {
    let head = Response::builder().header("content-type", "application/json");
    let mut body = respond
        .send_response(head.body(()).unwrap(), false)
        .unwrap();
    body.send_data("{}".into(), true).unwrap();
}
