//! The HTTP clients underneath, and their connection pools.

use std::time::Duration;

use crate::error::{ConfigError, RequestFault};

/// The settings of the HTTP clients that this library makes.
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    /// Whether the proxy that the environment names is used.
    pub(crate) proxy: bool,
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
    blocking: Option<reqwest::Client>,
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
        let own = || http_client(settings);
        Ok(Self {
            #[cfg(feature = "blocking")]
            blocking: match (&custom.awaited, custom.blocking) {
                (_, Some(client)) => Some(client),
                // The program has a reason for its own client, such as a proxy. One of ours would bypass it.
                (Some(_), None) => None,
                (None, None) => Some(own()?),
            },
            awaited: match custom.awaited {
                Some(client) => client,
                None => own()?,
            },
        })
    }

    /// The HTTP client for calls that run on this thread.
    pub(super) fn here(&self) -> Result<&reqwest::Client, RequestFault> {
        #[cfg(feature = "blocking")]
        if super::background::is_here() {
            return self
                .blocking
                .as_ref()
                .ok_or(RequestFault::NoBlockingHttpClient);
        }
        Ok(&self.awaited)
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
        .connect_timeout(settings.connect_timeout);
    if !settings.proxy {
        builder = builder.no_proxy();
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
