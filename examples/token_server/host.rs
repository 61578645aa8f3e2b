//! The host that a request is for.
//!
//! An attacker can let a name of their own resolve to this machine. Their page then has the same origin as this server's responses, and
//! can read them. The header `Host` has the name that the browser used.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Origin;

/// The hosts by which this server is known, with their ports.
#[derive(Clone)]
pub(crate) struct Hosts(Arc<[String]>);

impl Hosts {
    pub(crate) fn new(origin: &Origin, bound: SocketAddr) -> Self {
        let mut hosts = origin.hosts();
        // A proxy on this machine may not pass on what the browser said.
        if bound.ip().is_loopback() {
            hosts.extend([bound.to_string(), format!("localhost:{}", bound.port())]);
        }
        Self(hosts.into())
    }
}

pub(crate) async fn check(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    if hosts.0.iter().any(|known| known.eq_ignore_ascii_case(host)) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}
