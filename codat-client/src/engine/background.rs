//! The thread on which blocking calls run.

use std::cell::Cell;
use std::future::{Future, pending};
use std::io;
use std::mem;
use std::panic::resume_unwind;
use std::process;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle};
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

/// The patience with a future that has an end of its own well before.
#[cfg(any(feature = "sandbox", feature = "tokens"))]
pub(crate) const LONGEST: Duration = Duration::from_secs(5 * 60);

thread_local! {
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this code runs on that thread.
pub(super) fn is_here() -> bool {
    HERE.get()
}

/// Runs a future on the thread, and blocks the caller's thread until it has finished. If that takes
/// longer than `patience`, the future is dropped, and the error is [`io::ErrorKind::TimedOut`].
///
/// The blocking is done by std: tokio's own `block_on` panics inside a runtime. A panic of the future is resumed here.
pub(crate) fn run<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
    patience: Duration,
) -> io::Result<T> {
    if is_here() {
        let problem = "this is the thread on which blocking calls run";
        return Err(io::Error::other(problem));
    }
    let runtime = runtime()?;
    // Its spans and events belong to the caller's span and subscriber.
    let task = runtime.spawn(future.in_current_span().with_current_subscriber());
    let abort = task.abort_handle();
    let (done, outcome) = mpsc::sync_channel(1);
    runtime.spawn(async move {
        // It fails if the caller has run out of patience.
        let _ = done.send(task.await);
    });
    match outcome.recv_timeout(patience) {
        Ok(Ok(outcome)) => Ok(outcome),
        Ok(Err(failed)) => match failed.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(cancelled.into()),
        },
        Err(RecvTimeoutError::Timeout) => {
            abort.abort();
            Err(io::ErrorKind::TimedOut.into())
        }
        Err(error @ RecvTimeoutError::Disconnected) => Err(io::Error::other(error)),
    }
}

/// The thread's runtime, and the process in which the thread is.
struct Running {
    process: u32,
    runtime: Handle,
}

/// The runtime of the thread. The first call of a process starts it, and it is never stopped.
fn runtime() -> io::Result<Handle> {
    static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

    let process = process::id();
    let mut running = lock(&RUNNING)?;
    if let Some(running) = running
        .as_ref()
        .filter(|running| running.process == process)
    {
        return Ok(running.runtime.clone());
    }
    let (started, runtime) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("codat-client".to_owned());
    thread.spawn(move || serve(&started))?;
    let runtime = runtime.recv().map_err(io::Error::other)??;
    let parents = running.replace(Running {
        process,
        runtime: runtime.clone(),
    });
    // After a fork, locks inside the parent's runtime may be held by a thread that doesn't exist here.
    mem::forget(parents);
    Ok(runtime)
}

/// Takes a lock that a thread of the parent may have held when the process forked. Then nobody ever releases it.
fn lock<T>(mutex: &Mutex<T>) -> io::Result<MutexGuard<'_, T>> {
    const PATIENCE: Duration = Duration::from_secs(10);

    let start = Instant::now();
    loop {
        match mutex.try_lock() {
            Ok(guard) => return Ok(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if start.elapsed() > PATIENCE => {
                return Err(io::Error::other(
                    "the process forked while the thread was starting",
                ));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
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
