//! A server that speaks HTTP/2 and nothing else.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use codat_client::{Bytes, Client, ClientBuilder, Credentials};
use h2::server::{Connection, SendResponse};
use h2::{Reason, SendStream};
use http::{HeaderMap, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::server::TlsStream;

use crate::support::quick_retries;
use crate::support::raw_server::Identity;

/// What happens to one request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    Reset(Reason),
    /// The whole connection ends.
    GoAway(Reason),
    /// The connection is closed without a word.
    Close,
    /// There is a response, and the connection takes no further requests.
    ShutDownAfterwards,
    /// The connection stays open, and nothing comes on it any more.
    Silence,
    /// The same after the response.
    SilenceAfterwards,
    /// No response comes, but pings are replied to.
    Stall,
    /// A response of this status, whose body is an error message; the rest of the request isn't read.
    Status(u16),
    /// The beginning of a success, and then this.
    InBody(BodyFault),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum BodyFault {
    Reset(Reason),
    /// The same after less than `Content-Length`.
    ResetShort(Reason),
    Close,
    Stall,
    /// More than the client reads.
    Large,
}

/// The server; dropping it ends it.
pub(super) struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct State {
    script: VecDeque<Fault>,
    /// What happens to every request past the script.
    lasting: Option<Fault>,
    pub(super) requests: Vec<HeaderMap>,
    pub(super) connections: usize,
}

impl Server {
    /// Requests past the script succeed.
    pub(super) async fn start(
        script: impl Into<VecDeque<Fault>>,
        identity: &Arc<Identity>,
    ) -> Self {
        Self::with(script.into(), None, identity).await
    }

    /// Each request meets the fault.
    pub(super) async fn failing(fault: Fault, identity: &Arc<Identity>) -> Self {
        Self::with(VecDeque::new(), Some(fault), identity).await
    }

    async fn with(
        script: VecDeque<Fault>,
        lasting: Option<Fault>,
        identity: &Arc<Identity>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            script,
            lasting,
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

    pub(super) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(super) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(format!("https://{}", self.host()))
            .credentials(Credentials::api_key("abc"))
            .retries(quick_retries())
    }

    pub(super) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// One whose connections are pinged after 0.5 s, since that is a third of an attempt's time.
    pub(super) fn pinging_client(&self) -> Client {
        let builder = self.builder();
        let builder = builder.attempt_timeout(Duration::from_millis(1500));
        builder.build().unwrap()
    }

    pub(super) fn seen(&self) -> State {
        self.state.lock().unwrap().clone()
    }
}

async fn accept(listener: TcpListener, identity: Arc<Identity>, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (identity, state) = (Arc::clone(&identity), Arc::clone(&state));
        connections.spawn(async move {
            // The client gives a handshake up where another connection has become free.
            let Ok(stream) = identity.accept(stream, true).await else {
                return;
            };
            state.lock().unwrap().connections += 1;
            serve(h2::server::handshake(stream).await.unwrap(), &state).await;
        });
    }
}

type Stream = TlsStream<TcpStream>;

async fn serve(mut connection: Connection<Stream, Bytes>, state: &Mutex<State>) {
    let mut stalled = Vec::new();
    let mut bodies = Vec::new();
    // An error is the end of the connection, as is none.
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let fault = {
            let mut state = state.lock().unwrap();
            state.requests.push(request.headers().clone());
            state.script.pop_front().or(state.lasting)
        };
        match fault {
            Some(Fault::Reset(reason)) => respond.send_reset(reason),
            Some(Fault::GoAway(reason)) => connection.abrupt_shutdown(reason),
            Some(Fault::Close) => return,
            Some(Fault::ShutDownAfterwards) => {
                succeed(respond);
                connection.graceful_shutdown();
            }
            Some(Fault::Silence) => pending().await,
            Some(Fault::SilenceAfterwards) => {
                succeed(respond);
                drive(&mut connection).await;
                pending::<()>().await;
            }
            Some(Fault::Stall) => stalled.push((request, respond)),
            Some(Fault::Status(status)) => {
                let body = r#"{"statusCode": 0, "error": "It went wrong."}"#;
                send(respond, status, body)
                    .send_data(Bytes::new(), true)
                    .unwrap();
            }
            Some(Fault::InBody(fault)) => {
                let length = matches!(fault, BodyFault::ResetShort(_)).then_some("100");
                let mut body = send_with(respond, 200, length, "{\"id\"");
                match fault {
                    BodyFault::Reset(reason) | BodyFault::ResetShort(reason) => {
                        drive(&mut connection).await;
                        body.send_reset(reason);
                    }
                    BodyFault::Close => {
                        drive(&mut connection).await;
                        return;
                    }
                    BodyFault::Stall => bodies.push(body),
                    BodyFault::Large => {
                        let spaces = Bytes::from(vec![b' '; 256 * 1024]);
                        body.send_data(spaces, true).unwrap();
                    }
                }
            }
            None => succeed(respond),
        }
    }
}

/// Has what was said so far be sent.
async fn drive(connection: &mut Connection<Stream, Bytes>) {
    let _ = tokio::time::timeout(Duration::from_millis(100), connection.accept()).await;
}

fn succeed(respond: SendResponse<Bytes>) {
    send(respond, 200, r#"{"id": 1}"#)
        .send_data(Bytes::new(), true)
        .unwrap();
}

fn send(respond: SendResponse<Bytes>, status: u16, body: &'static str) -> SendStream<Bytes> {
    send_with(respond, status, None, body)
}

fn send_with(
    mut respond: SendResponse<Bytes>,
    status: u16,
    length: Option<&str>,
    body: &'static str,
) -> SendStream<Bytes> {
    let mut head = Response::builder().status(status);
    head = head.header("content-type", "application/json");
    if let Some(length) = length {
        head = head.header("content-length", length);
    }
    let mut stream = respond
        .send_response(head.body(()).unwrap(), false)
        .unwrap();
    stream.send_data(body.into(), false).unwrap();
    stream
}
