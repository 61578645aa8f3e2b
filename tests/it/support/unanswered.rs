//! An address at which connections are never made.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// A listener that takes no connections, and whose queue is full. Linux lets further ones wait.
#[derive(Debug)]
pub(crate) struct Unanswered {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Unanswered {
    /// At this address, which is this machine's; port 0 is any.
    pub(crate) async fn at(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(address).unwrap();
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
        Self {
            listener,
            _waiting: waiting,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }
}
