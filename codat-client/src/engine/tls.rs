//! TLS by rustls, with the platform's certificates or Mozilla's.

use std::sync::{Arc, OnceLock};

use rustls::client::WantsClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
#[cfg(not(feature = "webpki-roots"))]
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::error::ConfigError;

/// Configures the TLS of an HTTP client.
///
/// The configuration is made once for the process, since reading the platform's certificates is slow. Certificates and
/// cryptography that are installed later have no effect on this process.
///
/// `required`: a machine without any trusted certificates is an error.
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    required: bool,
) -> Result<reqwest::ClientBuilder, ConfigError> {
    static CONFIG: OnceLock<ClientConfig> = OnceLock::new();

    let config = match CONFIG.get() {
        Some(config) => config.clone(),
        None => match tls_config(trusted_roots) {
            Ok(config) => CONFIG.get_or_init(|| config).clone(),
            // A machine without any certificates can still use plain HTTP to loopback, such as to the sandbox.
            Err(_) if !required => tls_config(no_roots).map_err(unavailable)?,
            Err(error) => return Err(unavailable(error)),
        },
    };
    Ok(builder.tls_backend_preconfigured(config))
}

fn unavailable(error: rustls::Error) -> ConfigError {
    let problem = "TLS can't be set up; does the system lack CA certificates? Install them, or enable the feature `webpki-roots`";
    ConfigError::with_source(problem, error)
}

type Verified = ConfigBuilder<ClientConfig, WantsClientCert>;

type Unverified = ConfigBuilder<ClientConfig, WantsVerifier>;

/// Trusts Mozilla's certificates.
#[cfg(feature = "webpki-roots")]
fn trusted_roots(config: Unverified) -> Result<Verified, rustls::Error> {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    Ok(config.with_root_certificates(roots))
}

/// Trusts the platform's certificates.
#[cfg(not(feature = "webpki-roots"))]
fn trusted_roots(config: Unverified) -> Result<Verified, rustls::Error> {
    config.with_platform_verifier()
}

/// Trusts no certificate.
fn no_roots(config: Unverified) -> Result<Verified, rustls::Error> {
    Ok(config.with_root_certificates(RootCertStore::empty()))
}

/// The cryptography is the process's default, if one is installed, or else ring. Ring is passed here and not installed as the
/// default: that is for the program to choose.
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
