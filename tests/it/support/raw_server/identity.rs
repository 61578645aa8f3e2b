//! The certificates of a server that speaks TLS.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What the certificates are for: a name that a test resolves, and an address that needs no resolving. Both are the machine's own, so
/// that no proxy is asked for them.
const NAMES: [&str; 2] = ["api.localhost", "127.0.0.1"];

/// A certificate that a client can be told to trust, and another for the same name that it isn't told of.
pub(crate) struct Identity {
    trusted: TlsAcceptor,
    untrusted: TlsAcceptor,
    root: Vec<u8>,
}

impl Identity {
    pub(crate) fn new() -> Arc<Self> {
        Self::speaking("http/1.1")
    }

    /// For a server that speaks this protocol, by its name in ALPN.
    pub(crate) fn speaking(protocol: &str) -> Arc<Self> {
        let (trusted, root) = self_signed(protocol);
        let (untrusted, _) = self_signed(protocol);
        Arc::new(Self {
            trusted,
            untrusted,
            root,
        })
    }

    /// The certificate to trust, as DER.
    pub(crate) fn root(&self) -> &[u8] {
        &self.root
    }

    /// The same as a file in PEM.
    pub(crate) fn root_as_pem(&self) -> String {
        let base64 = STANDARD.encode(&self.root);
        format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
    }

    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
        trusted: bool,
    ) -> io::Result<TlsStream<TcpStream>> {
        let acceptor = if trusted {
            &self.trusted
        } else {
            &self.untrusted
        };
        acceptor.accept(stream).await
    }
}

fn self_signed(protocol: &str) -> (TlsAcceptor, Vec<u8>) {
    let signed = rcgen::generate_simple_self_signed(NAMES.map(str::to_owned)).unwrap();
    let certificate = signed.cert.der().clone();
    let root = certificate.to_vec();
    let key = rustls::pki_types::PrivateKeyDer::try_from(signed.signing_key.serialize_der());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.unwrap())
        .unwrap();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    (TlsAcceptor::from(Arc::new(config)), root)
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}
