//! A server that answers with whatever bytes a test gives it, however broken.

mod identity;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

pub(crate) use self::identity::Identity;

/// What one connection does after it has read one request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Closes without a word.
    Close,
    /// Sends these bytes and then nothing, with the connection open.
    Stall(Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends these bytes, and the second ones after each pause until the peer leaves.
    Endless(Vec<u8>, &'static [u8], Duration),
    /// Does this when the first byte has come, on the bare connection: without TLS and without reading a request.
    Unread(Box<Self>),
    /// Does this once the head and the first part of a large body have come, without reading the rest.
    Early(Box<Self>),
    /// Presents a certificate that nobody has signed but itself.
    Untrusted,
}

impl Answer {
    pub(crate) fn text(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }

    /// A well-formed answer with this head (status line and headers, without the length) and body.
    pub(crate) fn whole(head: &str, body: &str) -> Self {
        Self::text(&format!(
            "{head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    fn resets(&self) -> bool {
        match self {
            Self::Reset(_) => true,
            Self::Unread(answer) | Self::Early(answer) => answer.resets(),
            _ => false,
        }
    }
}

/// The server; dropping it ends it and its connections. Past its script it repeats the last answer.
#[derive(Debug)]
pub(crate) struct RawServer {
    url: String,
    port: u16,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Seen {
    heads: Mutex<Vec<String>>,
    /// The protocols that were agreed on by ALPN, one for each handshake.
    protocols: Mutex<Vec<Option<String>>>,
    connections: AtomicUsize,
}

impl RawServer {
    pub(crate) async fn start(script: Vec<Answer>) -> Self {
        Self::listen(script, None).await
    }

    /// A server that speaks TLS.
    pub(crate) async fn start_tls(script: Vec<Answer>, identity: &Arc<Identity>) -> Self {
        Self::listen(script, Some(Arc::clone(identity))).await
    }

    async fn listen(script: Vec<Answer>, identity: Option<Arc<Identity>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::start_on(listener, script, identity)
    }

    pub(crate) fn start_on(
        listener: TcpListener,
        script: Vec<Answer>,
        identity: Option<Arc<Identity>>,
    ) -> Self {
        let port = listener.local_addr().unwrap().port();
        Self::new(port, async { Some(listener) }, script, identity)
    }

    /// A server that begins when it is given a listener of this port.
    pub(crate) fn begin_later(
        port: u16,
        script: Vec<Answer>,
    ) -> (Self, oneshot::Sender<TcpListener>) {
        let (begin, begun) = oneshot::channel();
        let listener = async { begun.await.ok() };
        (Self::new(port, listener, script, None), begin)
    }

    fn new(
        port: u16,
        listener: impl Future<Output = Option<TcpListener>> + Send + 'static,
        script: Vec<Answer>,
        identity: Option<Arc<Identity>>,
    ) -> Self {
        let seen = Arc::<Seen>::default();
        let watch = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            if let Some(listener) = listener.await {
                accept(listener, script, identity, watch).await;
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            seen,
            task,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The heads of the requests that came whole.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }

    /// The protocols that TLS connections agreed on, or none where the client didn't offer one.
    pub(crate) fn protocols(&self) -> Vec<Option<String>> {
        self.seen.protocols.lock().unwrap().clone()
    }

    pub(crate) fn request_count(&self) -> usize {
        self.seen.heads.lock().unwrap().len()
    }

    pub(crate) fn connection_count(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }
}

/// A port at which connections are refused, and its URL: it is taken, and nobody listens.
pub(crate) fn refusing() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    script: Vec<Answer>,
    identity: Option<Arc<Identity>>,
    seen: Arc<Seen>,
) {
    let mut script = script.into_iter().peekable();
    let mut connections = JoinSet::new();
    // More connections than any test makes: a bound, so that no test can loop for ever.
    for _ in 0..1000 {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let answer = match script.peek().cloned() {
            Some(answer) if script.len() > 1 => {
                script.next();
                answer
            }
            Some(answer) => answer,
            None => Answer::Close,
        };
        seen.connections.fetch_add(1, Ordering::Relaxed);
        connections.spawn(serve(stream, answer, identity.clone(), Arc::clone(&seen)));
    }
    connections.join_all().await;
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

async fn serve(
    stream: TcpStream,
    answer: Answer,
    identity: Option<Arc<Identity>>,
    seen: Arc<Seen>,
) {
    if answer.resets() {
        // What is closed then is reset.
        stream.set_zero_linger().unwrap();
    }
    if let Answer::Unread(answer) = answer {
        let _ = stream.peek(&mut [0]).await;
        return give(stream, *answer).await;
    }
    let mut stream: Box<dyn Stream> = match &identity {
        None => Box::new(stream),
        Some(identity) => {
            let trusted = !matches!(answer, Answer::Untrusted);
            match identity.accept(stream, trusted).await {
                Ok(stream) => {
                    let protocol = stream.get_ref().1.alpn_protocol();
                    let protocol = protocol.map(|name| String::from_utf8_lossy(name).into_owned());
                    seen.protocols.lock().unwrap().push(protocol);
                    Box::new(stream)
                }
                Err(_) => return,
            }
        }
    };
    if let Answer::Early(answer) = answer {
        let mut first_part = vec![0; 64 * 1024];
        if stream.read_exact(&mut first_part).await.is_ok() {
            give(stream, *answer).await;
        }
        return;
    }
    let Some(head) = read_request(&mut stream).await else {
        return;
    };
    seen.heads.lock().unwrap().push(head);
    give(stream, answer).await;
}

/// What the peer makes of it is the peer's affair: it may have left.
async fn give(mut stream: impl Stream, answer: Answer) {
    match answer {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Answer::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
        }
        Answer::Close | Answer::Unread(_) | Answer::Early(_) | Answer::Untrusted => {}
        Answer::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        Answer::Endless(bytes, again, pause) => {
            let mut sent = stream.write_all(&bytes).await;
            while sent.is_ok() {
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                sent = stream.write_all(again).await;
            }
        }
    }
}

/// Reads a head, and the body that it announces.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length: ")?
                        .parse()
                        .ok()
                })
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Some(head);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
