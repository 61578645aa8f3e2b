//! Signs that something is still under way.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// How often what is under way sends a heartbeat.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);

/// Drives a future to its end, and its heartbeats until then; neither waits for the other.
pub(super) async fn with_heartbeat<T>(
    future: impl Future<Output = T>,
    heartbeats: impl Future<Output = Infallible>,
) -> T {
    let mut future = pin!(future);
    let mut heartbeats = pin!(heartbeats);
    poll_fn(|context| {
        let _: Poll<Infallible> = heartbeats.as_mut().poll(context);
        future.as_mut().poll(context)
    })
    .await
}
