//! Webhooks as they are delivered: signed, to loopback only, at least once.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use url::{Host, Url};

use super::events::Message;
use super::state::State;
use crate::webhooks::WebhookSecret;

/// The time in which a consumer has to respond with 2XX. Codat gives it 15 s.
const TIME_LIMIT: Duration = Duration::from_secs(2);

/// The waits before a message is delivered again. Codat's are 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h.
const RETRIES: [Duration; 7] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
    Duration::from_millis(1600),
    Duration::from_millis(3200),
];

/// The most messages that are under way at once.
const AT_ONCE: usize = 64;

/// Delivers messages, until it is aborted.
///
/// `is_local`: only this machine reaches the sandbox. Others could otherwise have it send requests to what listens on loopback here, so
/// for them nothing is delivered.
pub(super) async fn deliver_all(state: Arc<State>, is_local: bool) {
    let mut under_way = JoinSet::new();
    loop {
        let room = AT_ONCE.saturating_sub(under_way.len());
        for message in state.world().outbox.take(room) {
            if is_local {
                under_way.spawn(deliver(message, state.webhook_secret.clone()));
            }
        }
        tokio::select! {
            () = state.reported.notified() => {}
            Some(_) = under_way.join_next() => {}
        }
    }
}

/// Delivers a message until it is accepted, or was tried as often as is documented.
async fn deliver(message: Message, secret: WebhookSecret) {
    let Some((address, url)) = address(&message.url) else {
        return;
    };
    let body = Bytes::from(message.body.to_string());
    let waits = RETRIES.into_iter().map(Some).chain([None]);
    for wait in waits {
        // Each attempt has its own time, and the id of the message.
        let Ok(headers) = secret.sign(&message.id, SystemTime::now(), &body) else {
            return;
        };
        let attempt = post(address, &url, headers, body.clone());
        let status = timeout(TIME_LIMIT, attempt).await.ok().flatten();
        match (status, wait) {
            (Some(status), _) if status.is_success() => return,
            (_, Some(wait)) => sleep(wait).await,
            (_, None) => {}
        }
    }
}

/// The address of a URL on loopback. No other is sent to: what a test registers may be somebody's.
fn address(url: &str) -> Option<(SocketAddr, Url)> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "http")?;
    let ip: IpAddr = match url.host()? {
        Host::Ipv4(ip) => ip.into(),
        Host::Ipv6(ip) => ip.into(),
        Host::Domain("localhost") => Ipv4Addr::LOCALHOST.into(),
        Host::Domain(_) => return None,
    };
    let port = url.port_or_known_default()?;
    ip.is_loopback().then_some(((ip, port).into(), url))
}

/// The status of the response, if there is one.
async fn post(
    address: SocketAddr,
    url: &Url,
    headers: HeaderMap,
    body: Bytes,
) -> Option<StatusCode> {
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = Request::post(target).body(Full::new(body)).ok()?;
    *request.headers_mut() = headers;
    let host = HeaderValue::from_str(&address.to_string()).ok()?;
    request.headers_mut().insert(HOST, host);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(CONTENT_TYPE, json);
    tokio::select! {
        response = sender.send_request(request) => Some(response.ok()?.status()),
        // The connection ended without a response.
        _ = connection => None,
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_loopback_is_sent_to() {
        for (url, expected) in [
            ("http://127.0.0.1:80/codat?a=b", Some("127.0.0.1:80")),
            ("http://127.9.9.9/", Some("127.9.9.9:80")),
            ("http://[::1]:8080/", Some("[::1]:8080")),
            ("http://localhost:8080/", Some("127.0.0.1:8080")),
            ("https://localhost/", None),
            ("http://localhost.example.com/", None),
            ("http://10.0.0.1/", None),
            ("http://169.254.169.254/", None),
            ("http://[::ffff:10.0.0.1]/", None),
            ("file:///etc/passwd", None),
            ("", None),
        ] {
            let found = address(url).map(|(address, _)| address.to_string());
            assert_eq!(found.as_deref(), expected, "{url}");
        }
    }
}
