//! Serving until a signal, and a clean end.

use std::future::IntoFuture;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing::{info, warn};

/// How long running requests may take to end. Orchestrators usually kill a process after 30 s.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C or SIGTERM, then accepts no more connections and lets running requests end.
pub(crate) async fn serve_until_told(listener: TcpListener, router: Router) -> io::Result<()> {
    let told = Arc::new(Notify::new());
    let signal = {
        let told = Arc::clone(&told);
        async move {
            stop_signal().await;
            info!("told to stop");
            told.notify_one();
        }
    };
    let server = axum::serve(listener, router).with_graceful_shutdown(signal);
    tokio::select! {
        ended = server.into_future() => ended,
        () = async { told.notified().await; tokio::time::sleep(GRACE).await } => {
            warn!("some requests took longer than {GRACE:?} to end, and were cut off");
            Ok(())
        }
    }
}

async fn stop_signal() {
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => {
            // Without the signal, the server can still be killed.
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
