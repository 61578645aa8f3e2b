//! The far end of the wire: what really arrives, as a parser sees it that knows nothing of the client.

use codat_client::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A request as it arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, Bytes)>,
    pub(crate) body: Bytes,
}

impl Arrived {
    /// The values of a header, whose name is in lower case.
    pub(crate) fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(of, _)| of.as_str() == name)
            .map(|(_, value)| &**value)
    }
}

/// A server on loopback that keeps its connections open, and answers each request with 204. It takes one request at a time:
/// bytes behind a request, before that is answered, are a second one that was smuggled in.
#[derive(Debug)]
pub(crate) struct Wire {
    host: String,
    arrivals: mpsc::UnboundedReceiver<Result<Arrived, String>>,
    task: JoinHandle<()>,
}

impl Wire {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (sender, arrivals) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, sender.clone()));
            }
        });
        Self {
            host,
            arrivals,
            task,
        }
    }

    /// Its address and port, as the header `Host` has them.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// What has arrived since this was last called: requests, or what was wrong with one.
    pub(crate) fn take(&mut self) -> Vec<Result<Arrived, String>> {
        std::iter::from_fn(|| self.arrivals.try_recv().ok()).collect()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, sender: mpsc::UnboundedSender<Result<Arrived, String>>) {
    let _ = stream.set_nodelay(true);
    let mut bytes = Vec::new();
    loop {
        match stream.read_buf(&mut bytes).await {
            Ok(1..) => {}
            _ if bytes.is_empty() => return,
            _ => {
                let _ = sender.send(Err("the connection ended within a request".to_owned()));
                return;
            }
        }
        let arrived = match parse(&bytes) {
            Ok(None) => continue,
            Ok(Some((_, length))) if length < bytes.len() => {
                Err("there are bytes behind the request".to_owned())
            }
            Ok(Some((arrived, _))) => Ok(arrived),
            Err(problem) => Err(problem),
        };
        let closes = arrived.is_err();
        let _ = sender.send(arrived);
        if closes {
            return;
        }
        bytes.clear();
        let answered = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        if answered.is_err() {
            return;
        }
    }
}

/// The request at the start of these bytes and its length, once it is complete.
fn parse(bytes: &[u8]) -> Result<Option<(Arrived, usize)>, String> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(format!("the head is malformed: {error}")),
    };
    if request.version != Some(1) {
        return Err(format!("the version is {:?}", request.version));
    }
    let headers = request.headers.iter().map(|header| {
        let name = header.name.to_ascii_lowercase();
        (name, Bytes::copy_from_slice(header.value))
    });
    let mut arrived = Arrived {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body: Bytes::new(),
    };
    let end = head + content_length(&arrived)?;
    let Some(body) = bytes.get(head..end) else {
        return Ok(None);
    };
    arrived.body = Bytes::copy_from_slice(body);
    Ok(Some((arrived, end)))
}

/// The length of the body, about which no two parsers may disagree.
fn content_length(arrived: &Arrived) -> Result<usize, String> {
    if arrived.header("transfer-encoding").next().is_some() {
        return Err("there is a transfer encoding".to_owned());
    }
    let mut lengths = arrived.header("content-length");
    match (lengths.next(), lengths.next()) {
        (None, _) => Ok(0),
        (Some(length), None) => str::from_utf8(length)
            .ok()
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| format!("the length is {length:?}")),
        (Some(_), Some(_)) => Err("there are two lengths".to_owned()),
    }
}
