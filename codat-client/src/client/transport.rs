//! The HTTP client underneath.

use super::base_url::BaseUrl;
use crate::error::{ConfigError, Error};

/// What sends a request.
pub(super) enum Transport {
    Http(reqwest::Client),
    /// Nothing does: this is the client of fakes.
    Offline,
}

impl Transport {
    /// An HTTP client with this library's settings.
    pub(super) fn http(base_url: &BaseUrl) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            // A redirect could lead the key to another host; no route of Codat's redirects.
            .redirect(reqwest::redirect::Policy::none())
            // Repeating a request is decided in one place: `retry`.
            .retry(reqwest::retry::never())
            .referer(false);
        if base_url.is_loopback() {
            builder = builder.no_proxy();
        }
        let client = tls(builder)?
            .build()
            .map_err(|error| ConfigError::with_source("the HTTP client can't be set up", error))?;
        Ok(Self::Http(client))
    }
}

/// TLS by rustls. It is set up once for the process, since reading the platform's certificates is most of what it costs
/// to make a client.
#[cfg(feature = "rustls")]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, ConfigError> {
    use std::sync::OnceLock;

    static CONFIG: OnceLock<rustls::ClientConfig> = OnceLock::new();

    let config = match CONFIG.get() {
        Some(config) => config,
        None => {
            let config = tls_config()
                .map_err(|error| ConfigError::with_source("TLS can't be set up", error))?;
            CONFIG.get_or_init(|| config)
        }
    };
    Ok(builder.tls_backend_preconfigured(config.clone()))
}

/// Trusts what the platform trusts. The cryptography is the one that the process has installed as its default, else ring:
/// given here and not installed, since a process's default is its program's to choose.
#[cfg(feature = "rustls")]
fn tls_config() -> Result<rustls::ClientConfig, rustls::Error> {
    use std::sync::Arc;

    use rustls::crypto::{CryptoProvider, ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = CryptoProvider::get_default()
        .map_or_else(|| Arc::new(ring::default_provider()), Arc::clone);
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok(config)
}

/// TLS by whatever `reqwest` was built with; without any, only plain HTTP works.
#[cfg(not(feature = "rustls"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the other form of this function can fail"
)]
fn tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, ConfigError> {
    Ok(builder)
}
