//! When a connection to a server that falls silent is replaced.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use codat_client::Secret;
use codat_client::tokens::{RedisStore, StoreFuture, TokenStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Greets on each connection. On the first one it never responds to a command; on the others it has no entries.
struct HalfDead {
    url: String,
    seen: Arc<Seen>,
    _connections: JoinSet<()>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    /// A command without a response.
    unanswered: Notify,
}

impl HalfDead {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let seen = Arc::<Seen>::default();
        let mut connections = JoinSet::new();
        connections.spawn(accept(listener, Arc::clone(&seen)));
        Self {
            url,
            seen,
            _connections: connections,
        }
    }

    fn store(&self) -> RedisStore {
        RedisStore::new(&self.url).unwrap()
    }

    fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }

    /// Sends a command, and waits until the server has it.
    async fn ask_in_vain<'a>(
        &self,
        store: &'a RedisStore,
    ) -> StoreFuture<'a, Option<(Secret, Duration)>> {
        let mut asked = get(store);
        tokio::select! {
            response = &mut asked => panic!("{response:?}"),
            () = self.seen.unanswered.notified() => asked,
        }
    }
}

async fn accept(listener: TcpListener, seen: Arc<Seen>) {
    let mut connections = JoinSet::new();
    for number in 0..10 {
        let (stream, _) = listener.accept().await.unwrap();
        seen.connections.fetch_add(1, Ordering::Relaxed);
        connections.spawn(serve(stream, number == 0, Arc::clone(&seen)));
    }
}

async fn serve(mut stream: TcpStream, is_silent: bool, seen: Arc<Seen>) {
    let mut received = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut received).await {
        let text = String::from_utf8_lossy(&received[..length]);
        let response = if !text.contains("PTTL") {
            // The crate `redis` introduces itself, by one command or several.
            "+OK\r\n".repeat(text.matches("\r\n*").count() + 1)
        } else if is_silent {
            seen.unanswered.notify_one();
            continue;
        } else {
            ":-2\r\n".to_owned()
        };
        stream.write_all(response.as_bytes()).await.unwrap();
    }
}

fn get(store: &RedisStore) -> StoreFuture<'_, Option<(Secret, Duration)>> {
    store.get("key")
}

#[tokio::test]
async fn a_connection_whose_response_nobody_waited_for_is_replaced() {
    let server = HalfDead::start().await;
    let store = server.store();
    drop(server.ask_in_vain(&store).await);
    assert_eq!(server.connections(), 1);
    for _ in 0..2 {
        assert!(get(&store).await.unwrap().is_none());
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn a_late_failure_leaves_a_newer_connection_alone() {
    let server = HalfDead::start().await;
    let store = server.store();
    let late = server.ask_in_vain(&store).await;
    drop(server.ask_in_vain(&store).await);
    assert_eq!(server.connections(), 1);
    get(&store).await.unwrap();
    drop(late);
    get(&store).await.unwrap();
    assert_eq!(server.connections(), 2);
}
