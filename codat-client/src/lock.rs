//! Locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, even if somebody has panicked under this lock: what is kept under this crate's locks is whole after each statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
