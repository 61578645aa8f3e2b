//! A stand-in for Codat's component, under the address that Codat documents: the browser is told to find that name here.
//! It keeps what it was mounted with, where a test finds it.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The host of Codat's component.
pub(crate) const HOST: &str = "connections-sdk.codat.io";

/// As Codat's: a class that is mounted by making it, with these props, and that sets styles of its own.
const SCRIPT: &str = r#"
globalThis.mounts = [];
// What it makes of its callbacks is up to a test.
globalThis.callbacks = null;
export class CodatConnections {
  constructor({ target, props }) {
    if (sessionStorage.getItem("component") === "throws") throw new Error("this component is broken");
    callbacks = props;
    const style = document.createElement("style");
    style.nonce = props.options.nonce;
    style.textContent = ".stand-in { color: rgb(1, 2, 3); padding: 2rem; background: rgb(250, 250, 250) }";
    const panel = document.createElement("section");
    panel.className = "stand-in";
    panel.dataset.token = props.accessToken;
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => props.onClose());
    panel.append("Codat’s panel", document.createElement("br"), close);
    target.append(style, panel);
    mounts.push({ at: Date.now(), token: props.accessToken });
  }
}
"#;

/// The server of the stand-in; dropping it ends it.
pub(crate) struct Component {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Component {
    pub(crate) async fn start() -> Self {
        let certified = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certified.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(acceptor.clone(), stream));
            }
        });
        Self { address, task }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Component {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(mut stream) = acceptor.accept(stream).await else {
        return;
    };
    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read_buf(&mut request).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nAccess-Control-Allow-Origin: *\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{SCRIPT}",
        SCRIPT.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
