//! A gateway in front of the sandbox, as API servers have one: it speaks HTTP/2 with the client, and HTTP/1.1 with the sandbox.
//! A connection to the sandbox that breaks becomes a stream that is reset.

use std::error::Error;
use std::future::poll_fn;

use codat_client::http::header::{CONNECTION, HOST, TRANSFER_ENCODING};
use codat_client::http::{Request, Response};
use codat_client::{Bytes, HeaderValue, Method};
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::{TcpListener, TcpStream};

type Failed = Box<dyn Error + Send + Sync>;

type Sandbox = Client<HttpConnector, Full<Bytes>>;

/// Starts the gateway; gives its URL. It ends with the process.
pub(crate) async fn start(sandbox: &str) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let host = sandbox.trim_start_matches("http://").to_owned();
    let client = Client::builder(TokioExecutor::new())
        .retry_canceled_requests(false)
        .build_http();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, client.clone(), host.clone()));
        }
    });
    Ok(url)
}

async fn serve(stream: TcpStream, sandbox: Sandbox, host: String) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(forward(request, respond, sandbox.clone(), host.clone()));
    }
}

/// Whatever fails here is the client's connection, which needs no response then.
async fn forward(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    sandbox: Sandbox,
    host: String,
) -> Result<(), Failed> {
    let request = read(request, &host).await?;
    let response = tokio::select! {
        response = sandbox.request(request) => response,
        _ = poll_fn(|context| respond.poll_reset(context)) => return Ok(()),
    };
    let Ok(response) = response else {
        respond.send_reset(Reason::INTERNAL_ERROR);
        return Ok(());
    };
    let (mut head, body) = response.into_parts();
    for name in [CONNECTION, TRANSFER_ENCODING] {
        head.headers.remove(name);
    }
    head.version = codat_client::http::Version::HTTP_2;
    let stream = respond.send_response(Response::from_parts(head, ()), false)?;
    send(body, stream).await
}

/// The request as the sandbox gets it.
async fn read(request: Request<RecvStream>, host: &str) -> Result<Request<Full<Bytes>>, Failed> {
    let (mut parts, mut body) = request.into_parts();
    let mut whole = Vec::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        body.flow_control().release_capacity(chunk.len())?;
        whole.extend_from_slice(&chunk);
    }
    let path = parts
        .uri
        .path_and_query()
        .ok_or("a request without a path")?;
    parts.uri = format!("http://{host}{path}").parse()?;
    parts.version = codat_client::http::Version::HTTP_11;
    parts.headers.insert(HOST, HeaderValue::from_str(host)?);
    if parts.method == Method::GET {
        whole.clear();
    }
    Ok(Request::from_parts(parts, whole.into()))
}

async fn send(mut body: Incoming, mut stream: SendStream<Bytes>) -> Result<(), Failed> {
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            _ = poll_fn(|context| stream.poll_reset(context)) => return Ok(()),
        };
        let mut data = match frame {
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
            None => return Ok(stream.send_data(Bytes::new(), true)?),
        };
        while !data.is_empty() {
            stream.reserve_capacity(data.len());
            match poll_fn(|context| stream.poll_capacity(context)).await {
                Some(room) => {
                    let room = room?.min(data.len());
                    stream.send_data(data.split_to(room), false)?;
                }
                None => return Ok(()),
            }
        }
    }
}
