//! The HTTP clients underneath, and their connection pools.

#[cfg(feature = "blocking")]
mod blocking;

use std::time::Duration;

#[cfg(feature = "blocking")]
use blocking::BlockingPool;

use super::proxy;
use crate::error::{ConfigError, RequestFault};

/// The idle connections that a pool keeps to one host. A burst of more calls closes the others when it ends.
const MAX_IDLE: usize = 64;

/// How long an HTTP/2 connection may be silent before it is sent a ping, and then before it is closed.
#[cfg(feature = "http2")]
const LONGEST_PING: Duration = Duration::from_secs(10);
/// A shorter one would close connections that are only slow.
#[cfg(feature = "http2")]
const SHORTEST_PING: Duration = Duration::from_millis(500);

/// The settings of the HTTP clients that this library makes.
#[derive(Clone)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    /// The time of an attempt, unless the call or its endpoint sets one.
    #[cfg_attr(
        not(feature = "http2"),
        expect(dead_code, reason = "only HTTP/2 connections are sent pings")
    )]
    pub(crate) attempt_timeout: Duration,
    /// Whether the proxy that the environment names is used.
    pub(crate) proxy: bool,
    /// Whether requests may be plain HTTP.
    pub(crate) plain_http: bool,
    /// Whether a machine without any trusted certificates is an error.
    #[cfg(feature = "rustls")]
    pub(crate) needs_tls: bool,
}

/// The connection pools of a client: one for awaited calls, and one for blocking calls.
///
/// They are separate because a connection is driven by the runtime that made it, and a blocking call may block just that
/// runtime's thread.
pub(crate) struct Pools {
    awaited: reqwest::Client,
    #[cfg(feature = "blocking")]
    blocking: Option<BlockingPool>,
}

/// The HTTP clients that a program supplies.
#[derive(Default)]
pub(crate) struct Custom {
    pub(crate) awaited: Option<reqwest::Client>,
    #[cfg(feature = "blocking")]
    pub(crate) blocking: Option<reqwest::Client>,
}

impl Custom {
    pub(crate) fn is_empty(&self) -> bool {
        #[cfg(feature = "blocking")]
        if self.blocking.is_some() {
            return false;
        }
        self.awaited.is_none()
    }
}

impl Pools {
    /// The custom HTTP clients, and this library's own in place of those that aren't set.
    pub(crate) fn new(custom: Custom, settings: &HttpSettings) -> Result<Self, ConfigError> {
        Ok(Self {
            #[cfg(feature = "blocking")]
            blocking: match (&custom.awaited, custom.blocking) {
                (_, Some(client)) => Some(BlockingPool::custom(client)),
                // The program has a reason for its own client, such as a proxy. One of ours would bypass it.
                (Some(_), None) => None,
                (None, None) => Some(BlockingPool::own(settings.clone())?),
            },
            awaited: match custom.awaited {
                Some(client) => client,
                None => http_client(settings)?,
            },
        })
    }

    /// The HTTP client for calls that run on this thread.
    pub(super) fn here(&self) -> Result<reqwest::Client, RequestFault> {
        #[cfg(feature = "blocking")]
        if super::background::is_here() {
            let pool = self.blocking.as_ref();
            return pool.ok_or(RequestFault::NoBlockingHttpClient)?.client();
        }
        Ok(self.awaited.clone())
    }
}

/// An HTTP client with this library's settings.
fn http_client(settings: &HttpSettings) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        // A redirect could send the key to another host. No route of Codat's redirects.
        .redirect(reqwest::redirect::Policy::none())
        // Retries are decided in one place: `retry`. The number of 0 also keeps each request from being cloned.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .referer(false)
        .pool_max_idle_per_host(MAX_IDLE)
        .connect_timeout(settings.connect_timeout);
    if settings.proxy {
        proxy::check(settings.plain_http)?;
    } else {
        builder = builder.no_proxy();
    }
    #[cfg(feature = "http2")]
    {
        // A connection that has fallen silent is closed before the attempt on it is out of time. Otherwise the retry, and every
        // other call, would be sent on the same connection.
        let ping = (settings.attempt_timeout / 3).clamp(SHORTEST_PING, LONGEST_PING);
        builder = builder
            .http2_keep_alive_interval(ping)
            .http2_keep_alive_timeout(ping)
            .http2_keep_alive_while_idle(true);
    }
    // Without this crate's feature, TLS is whatever `reqwest` was built with.
    #[cfg(feature = "rustls")]
    {
        builder = super::tls::configure(builder, settings.needs_tls)?;
    }
    builder
        .build()
        .map_err(|error| ConfigError::with_source("the HTTP client can't be set up", error))
}
