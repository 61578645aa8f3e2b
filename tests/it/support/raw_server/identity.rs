//! The certificates of a server that speaks TLS.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The name that the certificates are for. It is the machine's own, so that no proxy is asked for it.
const NAME: &str = "api.localhost";

/// A certificate that a client can be told to trust, and another for the same name that it isn't told of.
pub(crate) struct Identity {
    trusted: TlsAcceptor,
    untrusted: TlsAcceptor,
    root: Vec<u8>,
}

impl Identity {
    pub(crate) fn new() -> Arc<Self> {
        let (trusted, root) = self_signed();
        let (untrusted, _) = self_signed();
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

    pub(super) async fn accept(
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

fn self_signed() -> (TlsAcceptor, Vec<u8>) {
    let signed = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let certificate = signed.cert.der().clone();
    let root = certificate.to_vec();
    let key = rustls::pki_types::PrivateKeyDer::try_from(signed.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.unwrap())
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), root)
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}
