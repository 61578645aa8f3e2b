//! The idempotency key of a write, and how long Codat will know it.

use std::time::{Duration, SystemTime};

use uuid::{Builder, Uuid};

use crate::retry::KEY_IS_KNOWN;

/// How far the clock of the machine that sent a key first may be ahead.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// A key that a caller gave, or that was made before the call was sent.
#[derive(Debug, Clone)]
pub(crate) struct GivenKey {
    pub(crate) uuid: Uuid,
    /// Whether it was made for this call, so that no other can have sent it.
    pub(crate) is_new: bool,
    /// None: this call is the first to send it, as far as is known.
    pub(crate) first_sent: Option<SystemTime>,
}

/// A key that no other call has, in this process or one that forked from it: `Uuid::new_v4` may use a generator that a fork copies, if
/// another crate enables uuid's feature `fast-rng`.
pub(crate) fn new_key() -> Uuid {
    let mut bytes = [0; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Builder::from_random_bytes(bytes).into_uuid(),
        Err(_) => Uuid::new_v4(),
    }
}

/// The key that a call sends.
pub(super) struct SentKey {
    pub(super) uuid: Uuid,
    /// Whether the caller gave it. Then it may have been sent before.
    pub(super) is_given: bool,
    /// Wall-clock time, since the clock of timers stands still while the machine is suspended.
    since: SystemTime,
}

impl SentKey {
    pub(super) fn new(given: Option<&GivenKey>, now: SystemTime) -> Self {
        Self {
            uuid: given.map_or_else(new_key, |given| given.uuid),
            is_given: given.is_some_and(|given| !given.is_new),
            since: given.and_then(|given| given.first_sent).unwrap_or(now),
        }
    }

    /// The time for which it may still be sent: zero once Codat may have forgotten it.
    pub(super) fn left(&self, now: SystemTime) -> Duration {
        match now.duration_since(self.since) {
            Ok(age) => KEY_IS_KNOWN.saturating_sub(age),
            // The clock was set back, so the age is unknown.
            Err(ahead) if self.is_given && ahead.duration() > TOLERANCE => Duration::ZERO,
            Err(_) => KEY_IS_KNOWN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ages_by_the_wall_clock() {
        let now = SystemTime::now();
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let key = SentKey::new(None, now);
        assert_eq!(key.left(now + minutes(84)), minutes(1));
        assert_eq!(key.left(now + KEY_IS_KNOWN), Duration::ZERO);
        assert_eq!(key.left(now - minutes(1)), KEY_IS_KNOWN);
    }

    #[test]
    fn a_given_key_is_as_old_as_the_caller_says() {
        let now = SystemTime::now();
        let left = |first_sent| {
            let key = GivenKey {
                uuid: Uuid::nil(),
                is_new: false,
                first_sent,
            };
            SentKey::new(Some(&key), now).left(now)
        };
        assert_eq!(left(None), KEY_IS_KNOWN);
        let age = Duration::from_secs(60);
        assert_eq!(left(Some(now - age)), KEY_IS_KNOWN - age);
        assert_eq!(left(Some(SystemTime::UNIX_EPOCH)), Duration::ZERO);
        assert_eq!(left(Some(now + TOLERANCE)), KEY_IS_KNOWN);
        assert_eq!(left(Some(now + TOLERANCE + age)), Duration::ZERO);
    }
}
