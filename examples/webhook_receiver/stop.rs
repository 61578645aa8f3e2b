//! Ctrl-C and SIGTERM.

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
