//! TLS by rustls, trusting what the platform trusts.

use std::sync::{Arc, OnceLock};

use rustls::client::WantsClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::error::ConfigError;

/// Gives the HTTP client its TLS. It is set up once for the process, since reading the platform's certificates is most of what it costs
/// to make a client; certificates and cryptography that are installed later are for the next process.
///
/// `required`: a machine without any trusted certificates is an error.
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    required: bool,
) -> Result<reqwest::ClientBuilder, ConfigError> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();

    let config = match CONFIG.get() {
        Some(config) => config.clone(),
        None => match tls_config(platform_roots) {
            Ok(config) => CONFIG.get_or_init(|| config).clone(),
            // A machine without any certificates can still speak to a server of its own, such as the sandbox.
            Err(_) if !required => tls_config(no_roots).map_err(unavailable)?,
            Err(error) => return Err(unavailable(error)),
        },
    };
    Ok(builder.tls_backend_preconfigured(config))
}

fn unavailable(error: rustls::Error) -> ConfigError {
    ConfigError::with_source("TLS can't be set up", error)
}

type Verified = ConfigBuilder<ClientConfig, WantsClientCert>;

type Unverified = ConfigBuilder<ClientConfig, WantsVerifier>;

/// Trusts what the platform trusts.
fn platform_roots(config: Unverified) -> Result<Verified, rustls::Error> {
    config.with_platform_verifier()
}

/// Trusts nobody.
fn no_roots(config: Unverified) -> Result<Verified, rustls::Error> {
    Ok(config.with_root_certificates(RootCertStore::empty()))
}

/// The cryptography is the one that the process has installed as its default, else ring: given here and not installed,
/// since a process's default is its program's to choose.
fn tls_config(
    trust: fn(Unverified) -> Result<Verified, rustls::Error>,
) -> Result<ClientConfig, rustls::Error> {
    let provider = CryptoProvider::get_default()
        .map_or_else(|| Arc::new(ring::default_provider()), Arc::clone);
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = trust(config)?.with_no_client_auth();
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok(config)
}
