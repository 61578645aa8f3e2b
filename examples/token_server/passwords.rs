//! Comparing passwords, in memory that is reused.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Argon2, Block};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// A comparison takes 19 MiB and one processor for a while, on purpose. At most this many run at once.
const AT_ONCE: usize = 2;

/// Longer passwords aren't compared.
const MAX_LENGTH: usize = 1024;

pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// The buffers of comparisons. Returned to the allocator each time, they pile up: by some 3 MB for each wrong password.
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            memory: Arc::default(),
        }
    }

    /// Whether this is the password of this hash, which has the default parameters of Argon2.
    pub(crate) async fn is_right(&self, password: String, hash: &PasswordHash) -> bool {
        if password.len() > MAX_LENGTH {
            return false;
        }
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return false;
        };
        let (memory, hash) = (Arc::clone(&self.memory), hash.clone());
        // On another thread: other requests of this thread would have to wait. It continues when the browser disconnects, so
        // it keeps its turn.
        let comparison = spawn_blocking(move || {
            let _turn = turn;
            let reused = memory.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut blocks = reused.unwrap_or_else(|| {
                let count = Argon2::default().params().block_count();
                vec![Block::new(); count]
            });
            let is_right = compare(password.as_bytes(), &hash, &mut blocks);
            memory
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(blocks);
            is_right.unwrap_or(false)
        });
        comparison.await.unwrap_or(false)
    }
}

/// None: the hash isn't complete.
fn compare(password: &[u8], hash: &PasswordHash, blocks: &mut [Block]) -> Option<bool> {
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let mut output = vec![0; expected.len()];
    Argon2::default()
        .hash_password_into_with_memory(password, salt, &mut output, blocks)
        .ok()?;
    // The comparison takes the same time wherever they differ.
    Some(Output::new(&output).ok()? == *expected)
}
