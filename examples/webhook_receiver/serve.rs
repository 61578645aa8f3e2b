//! Serving until a signal, with limits that `axum::serve` doesn't have.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// How long the head of a request may take. Codat waits for a response for 15 s, and a delivery may have to wait for a place.
const LONGEST_HEAD: Duration = Duration::from_secs(5);

/// More connections than these wait until one of them is closed.
const MOST_CONNECTIONS: usize = 256;

/// How long requests that are under way have, once the program is told to stop. One may never come to its end.
const LONGEST_STOP: Duration = Duration::from_secs(10);

pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    told_to_stop: impl Future<Output = ()>,
) {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD);
    let service = TowerToHyperService::new(app);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let accept = async {
        loop {
            let place = Arc::clone(&places).acquire_owned().await;
            match listener.accept().await {
                Ok((stream, _)) => {
                    let connection = server.serve_connection(TokioIo::new(stream), service.clone());
                    let connection = connections.watch(connection);
                    tokio::spawn(async move {
                        let _ = connection.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    // No more files can be opened, for example. Later they can.
                    say!("can't accept a connection: {error}");
                    sleep(Duration::from_secs(1)).await;
                }
            }
        }
    };
    tokio::select! {
        () = accept => {}
        () = told_to_stop => {}
    }
    drop(listener);
    if timeout(LONGEST_STOP, connections.shutdown()).await.is_err() {
        say!("some requests have not come to their end");
    }
}

/// Ctrl-C or SIGTERM.
pub(crate) async fn signal() {
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => {
            // Without the signal, the program can still be killed.
            if interrupted.is_err() {
                std::future::pending::<()>().await;
            }
        }
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
