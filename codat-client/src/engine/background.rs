//! The thread on which blocking calls run.

use std::cell::Cell;
use std::future::{Future, pending};
use std::io;
use std::panic::resume_unwind;
use std::sync::{Mutex, mpsc};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use crate::lock::lock;

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this code runs on that thread.
pub(super) fn is_here() -> bool {
    HERE.get()
}

/// Runs a future on the thread, and blocks the caller's thread until it has finished.
///
/// The blocking is done by std: tokio's own `block_on` panics inside a runtime. A panic of the future is resumed here.
pub(crate) fn run<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> io::Result<T> {
    if is_here() {
        let problem = "this is the thread on which blocking calls run";
        return Err(io::Error::other(problem));
    }
    let runtime = runtime()?;
    // Its spans and events belong to the caller's span and subscriber.
    let task = runtime.spawn(future.in_current_span().with_current_subscriber());
    let (done, outcome) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // This can't fail: the channel has room, and the caller is waiting.
        let _ = done.send(task.await);
    });
    match outcome.recv().map_err(io::Error::other)? {
        Ok(outcome) => Ok(outcome),
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(cancelled.into()),
        },
    }
}

/// The runtime of the thread. The first call starts it, and it is never stopped.
fn runtime() -> io::Result<Handle> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

    let mut running = lock(&RUNTIME);
    if let Some(runtime) = &*running {
        return Ok(runtime.clone());
    }
    let (started, runtime) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("codat-client".to_owned());
    thread.spawn(move || serve(&started))?;
    let runtime = runtime.recv().map_err(io::Error::other)??;
    *running = Some(runtime.clone());
    Ok(runtime)
}

/// The body of the thread.
///
/// The runtime is made here: if the thread failed to start, the caller couldn't drop it inside another runtime.
fn serve(started: &mpsc::SyncSender<io::Result<Handle>>) {
    HERE.set(true);
    match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            if started.send(Ok(runtime.handle().clone())).is_ok() {
                runtime.block_on(pending::<()>());
            }
        }
        Err(error) => {
            // The caller is waiting for it.
            let _ = started.send(Err(error));
        }
    }
}
