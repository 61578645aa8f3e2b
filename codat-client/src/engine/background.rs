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

/// Whether this is that thread.
pub(super) fn is_here() -> bool {
    HERE.get()
}

/// Runs a future on the thread and blocks this one until that has ended. Nothing of tokio's does the blocking: that would
/// panic inside a runtime. A panic of the future goes on here.
pub(crate) fn run<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> io::Result<T> {
    if is_here() {
        let problem = "this is the thread on which blocking calls run";
        return Err(io::Error::other(problem));
    }
    let runtime = runtime()?;
    // What it tells belongs to the span and the subscriber of the caller.
    let task = runtime.spawn(future.in_current_span().with_current_subscriber());
    let (ended, outcome) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // There is room for it, and the caller is waiting.
        let _ = ended.send(task.await);
    });
    match outcome.recv().map_err(io::Error::other)? {
        Ok(outcome) => Ok(outcome),
        Err(failed) => match failed.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(cancelled.into()),
        },
    }
}

/// The runtime of the thread, which is started if it isn't running. It is never stopped.
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

/// What the thread does. The runtime is made here, since it couldn't be dropped inside of another if the thread failed to start.
fn serve(started: &mpsc::SyncSender<io::Result<Handle>>) {
    HERE.set(true);
    match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            if started.send(Ok(runtime.handle().clone())).is_ok() {
                runtime.block_on(pending::<()>());
            }
        }
        Err(error) => {
            // The one who asked is waiting for it.
            let _ = started.send(Err(error));
        }
    }
}
