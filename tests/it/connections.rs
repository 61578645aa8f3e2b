//! Connections and the runtimes that drive them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Backoff, Client, Credentials, Method};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::support::Probe;

#[tokio::test]
async fn a_burst_of_calls_leaves_few_idle_connections() {
    const AT_ONCE: usize = 150;
    const KEPT: usize = 64;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let open = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&open);
    let server = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            connections.spawn(respond_until_closed(stream, Arc::clone(&counter)));
        }
    });

    let builder = Client::builder().credentials(Credentials::api_key("abc"));
    let codat = builder.base_url(url).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..AT_ONCE {
        calls.spawn(codat.get_probe("1").into_future());
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    for _ in 0..500 {
        if open.load(Ordering::SeqCst) <= KEPT {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(open.load(Ordering::SeqCst), KEPT);
    server.abort();
}

/// So slowly that all calls of the burst are under way at once.
async fn respond_until_closed(mut stream: TcpStream, open: Arc<AtomicUsize>) {
    open.fetch_add(1, Ordering::SeqCst);
    let mut buffer = [0; 4096];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {
        sleep(Duration::from_millis(500)).await;
        let response =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        if stream.write_all(response).await.is_err() {
            break;
        }
    }
    open.fetch_sub(1, Ordering::SeqCst);
}

#[test]
fn a_call_goes_on_where_its_runtime_is_dropped() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.mount(Method::GET, "/probe/{id}", |_| Reply::json(200, "done"));
    let codat = sandbox.client().unwrap();
    for fault in [
        // While it waits for its retry, and while it waits for the response.
        Fault::status(503),
        Fault::none().delay(Duration::from_secs(20)),
    ] {
        let shown = format!("{fault:?}");
        sandbox.script([fault]);
        let backoff = Backoff::new().initial_interval(Duration::from_secs(1));
        let mut call = codat.get_probe("1").retries(backoff).with_response();

        let first = runtime();
        let begun = first.block_on(async { timeout(Duration::from_millis(250), &mut call).await });
        assert!(begun.is_err(), "{shown}: it is under way");
        drop(first);
        let response = runtime().block_on(call).unwrap();
        assert_eq!(response.attempts(), 2, "{shown}");
        assert_eq!(sandbox.take_requests().len(), 2, "{shown}");
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
