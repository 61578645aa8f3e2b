//! The HTTP client underneath.

use std::time::Duration;

use super::attempt::Outlet;
use super::base_url::BaseUrl;
use crate::error::ConfigError;

/// What sends a request.
pub(super) enum Transport {
    Http(Outlet),
    /// Nothing does: this is the client of fakes.
    Offline,
}

/// An HTTP client with this library's settings.
pub(super) fn http_client(
    base_url: &BaseUrl,
    connect_timeout: Duration,
) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        // A redirect could lead the key to another host; no route of Codat's redirects.
        .redirect(reqwest::redirect::Policy::none())
        // Repeating a request is decided in one place: `retry`.
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect_timeout);
    if base_url.is_loopback() {
        builder = builder.no_proxy();
    }
    // Without this crate's feature, TLS is whatever `reqwest` was built with.
    #[cfg(feature = "rustls")]
    {
        builder = super::tls::configure(builder, base_url)?;
    }
    builder
        .build()
        .map_err(|error| ConfigError::with_source("the HTTP client can't be set up", error))
}
