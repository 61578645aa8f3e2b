//! An address at which connections are never made.

use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// A listener that takes no connections, and whose queue is full. Linux lets further ones wait.
#[derive(Debug)]
pub(crate) struct Unanswered {
    listener: TcpListener,
    waiting: Vec<TcpStream>,
}

impl Unanswered {
    pub(crate) async fn start() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        for _ in 0..16 {
            let soon = Duration::from_millis(200);
            match timeout(soon, TcpStream::connect(address)).await {
                Ok(connected) => waiting.push(connected.unwrap()),
                Err(_) => break,
            }
        }
        assert!(waiting.len() < 16, "the queue is never full");
        Self { listener, waiting }
    }

    pub(crate) fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// The listener, with room again.
    pub(crate) async fn into_listener(self) -> TcpListener {
        for _ in self.waiting {
            let _ = timeout(Duration::from_secs(1), self.listener.accept()).await;
        }
        self.listener
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }
}
