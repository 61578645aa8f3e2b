//! The decision after a failed attempt.

use std::time::Duration;

use http::StatusCode;

use super::Backoff;
use crate::endpoint::Endpoint;

/// How old a key may be for a repeat of a write that may have happened. Codat remembers it for 90 minutes; five of them are
/// for the repeat's way to Codat.
pub(crate) const KEY_IS_KNOWN: Duration = Duration::from_secs(85 * 60);

/// How far repeating a request is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeatability {
    /// Repeating changes nothing: any passing failure may be retried.
    Free,
    /// The server tells repeats apart by their `Idempotency-Key`, but replays an answer once it has given one.
    Keyed,
}

impl Repeatability {
    /// That of an endpoint's requests; `explicit_key` is whether the caller gave an idempotency key.
    pub(crate) fn of(endpoint: &Endpoint, explicit_key: bool) -> Self {
        if endpoint.takes_idempotency_key() || explicit_key {
            Self::Keyed
        } else {
            Self::Free
        }
    }
}

/// What a failed attempt ran into, as far as retrying cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The connection could not be made: nothing was sent.
    Connect,
    /// The connection broke after it was made.
    Disconnect,
    /// The attempt ran out of time.
    AttemptTimeout,
    /// The server answered with an error.
    Status {
        status: StatusCode,
        retry_after: Option<Duration>,
    },
    /// Anything that a repeat would not change.
    Final,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Wait this long, then make another attempt.
    RetryAfter(Duration),
    /// Return the failure.
    Stop,
}

/// How far a call has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// The attempts made, the failed one included.
    pub(crate) attempts: u32,
    /// The time since the call began.
    pub(crate) elapsed: Duration,
    /// Whether the connection of an attempt before this one broke, so that the server may be at work on it.
    pub(crate) cut_off: bool,
}

/// What of a call the decision depends on, from its beginning.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// None: never retry.
    pub(crate) backoff: Option<Backoff>,
    pub(crate) repeatability: Repeatability,
    /// The total time of the call, waits included.
    pub(crate) total: Duration,
}

impl Policy {
    /// What to do after an attempt that failed so. `jitter` lies in `0.0..1.0`.
    pub(crate) fn decide(&self, failure: Failure, progress: Progress, jitter: f64) -> Decision {
        let Progress {
            attempts,
            elapsed,
            cut_off,
        } = progress;
        let Some(backoff) = &self.backoff else {
            return Decision::Stop;
        };
        let exhausted = backoff.max_attempts.is_some_and(|most| attempts >= most);
        if exhausted || !self.is_passing(failure, cut_off, backoff) {
            return Decision::Stop;
        }
        let asked = match failure {
            Failure::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        // On top of what the server asks for, so that clients which it sent away together don't return together.
        let wait = asked.saturating_add(backoff.interval(attempts, jitter));
        // An attempt that could only begin when the time is up would hide the real failure behind a time-out.
        let may_have_happened = cut_off || failure == Failure::Disconnect;
        let latest = match self.repeatability {
            Repeatability::Keyed if may_have_happened => self.total.min(KEY_IS_KNOWN),
            _ => self.total,
        };
        match elapsed.checked_add(wait) {
            Some(resume) if resume < latest => Decision::RetryAfter(wait),
            _ => Decision::Stop,
        }
    }

    /// Whether a repeat is both safe and has a chance.
    fn is_passing(&self, failure: Failure, cut_off: bool, backoff: &Backoff) -> bool {
        let free = self.repeatability == Repeatability::Free;
        match failure {
            Failure::Connect | Failure::Disconnect => backoff.connection_errors,
            Failure::AttemptTimeout => free,
            Failure::Status { status, .. } if status == StatusCode::TOO_MANY_REQUESTS => true,
            // The key is in use: the attempt that was cut off goes on. Its answer will be replayed when it is done.
            Failure::Status { status, .. } if status == StatusCode::CONFLICT => !free && cut_off,
            Failure::Status { status, .. } => free && is_transient(status),
            Failure::Final => false,
        }
    }
}

/// Whether the same request may fare better later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
    ) || status.is_server_error()
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::endpoint::RetryMode;

    const SOON: Duration = Duration::from_millis(500);

    /// After the first attempt, at once.
    const START: Progress = Progress {
        attempts: 1,
        elapsed: Duration::ZERO,
        cut_off: false,
    };

    fn policy(repeatability: Repeatability) -> Policy {
        Policy {
            backoff: Some(Backoff::new()),
            repeatability,
            total: Duration::from_secs(60),
        }
    }

    fn status(code: u16, retry_after: Option<u64>) -> Failure {
        Failure::Status {
            status: StatusCode::from_u16(code).unwrap(),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    /// The decision after the first attempt, at once, with the longest backoff.
    fn first(policy: &Policy, failure: Failure) -> Decision {
        policy.decide(failure, START, 1.0)
    }

    #[test]
    fn free_requests_are_retried_on_every_passing_failure() {
        let policy = policy(Repeatability::Free);
        for failure in [
            status(408, None),
            status(429, None),
            status(500, None),
            status(502, None),
            status(599, None),
            Failure::Connect,
            Failure::Disconnect,
            Failure::AttemptTimeout,
        ] {
            assert_eq!(
                first(&policy, failure),
                Decision::RetryAfter(SOON),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn keyed_requests_are_retried_only_where_no_answer_was_given() {
        let policy = policy(Repeatability::Keyed);
        for failure in [status(429, None), Failure::Connect, Failure::Disconnect] {
            assert_eq!(
                first(&policy, failure),
                Decision::RetryAfter(SOON),
                "{failure:?}"
            );
        }
        for failure in [
            status(408, None),
            status(500, None),
            status(503, Some(1)),
            Failure::AttemptTimeout,
        ] {
            assert_eq!(first(&policy, failure), Decision::Stop, "{failure:?}");
        }
    }

    #[test]
    fn lasting_failures_are_final() {
        let policy = policy(Repeatability::Free);
        for failure in [
            status(302, None),
            status(400, None),
            status(402, None),
            status(409, None),
            Failure::Final,
        ] {
            assert_eq!(first(&policy, failure), Decision::Stop, "{failure:?}");
        }
    }

    #[test]
    fn retry_after_is_obeyed_and_never_shortened() {
        let policy = policy(Repeatability::Free);
        let and_soon = |seconds| Decision::RetryAfter(Duration::from_secs(seconds) + SOON);
        assert_eq!(first(&policy, status(429, Some(2))), and_soon(2));
        assert_eq!(first(&policy, status(503, Some(2))), and_soon(2));
        assert_eq!(first(&policy, status(429, Some(0))), and_soon(0));
        assert_eq!(first(&policy, status(429, Some(59))), and_soon(59));
        assert_eq!(first(&policy, status(429, Some(60))), Decision::Stop);
        assert_eq!(first(&policy, status(429, Some(u64::MAX))), Decision::Stop);
    }

    #[test]
    fn a_key_that_a_cut_off_attempt_holds_is_waited_for() {
        let conflict = status(409, None);
        let cut_off = Progress {
            cut_off: true,
            ..START
        };
        let keyed = policy(Repeatability::Keyed);
        assert_eq!(
            keyed.decide(conflict, cut_off, 1.0),
            Decision::RetryAfter(SOON)
        );
        assert_eq!(first(&keyed, conflict), Decision::Stop);
        let free = policy(Repeatability::Free);
        assert_eq!(free.decide(conflict, cut_off, 1.0), Decision::Stop);
    }

    #[test]
    fn a_write_that_may_have_happened_is_not_repeated_with_a_key_that_may_be_forgotten() {
        let hours = |repeatability| Policy {
            total: Duration::from_secs(24 * 3600),
            ..policy(repeatability)
        };
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let after = |policy: &Policy, cut_off, failure, elapsed| {
            let progress = Progress {
                attempts: 2,
                elapsed,
                cut_off,
            };
            policy.decide(failure, progress, 0.0) != Decision::Stop
        };
        let keyed = hours(Repeatability::Keyed);
        // What counts is when the repeat would begin, not when the attempt failed.
        let throttled = |minutes: u64| status(429, Some(minutes * 60));
        assert!(after(&keyed, true, throttled(83), minutes(1)));
        assert!(!after(&keyed, true, throttled(84), minutes(1)));
        assert!(!after(&keyed, true, status(409, None), minutes(85)));
        assert!(after(&keyed, false, Failure::Disconnect, minutes(84)));
        assert!(!after(&keyed, false, Failure::Disconnect, minutes(85)));
        assert!(!after(&keyed, true, Failure::Connect, minutes(85)));
        // What was refused has not happened, and what may happen twice needs no key.
        assert!(after(&keyed, false, throttled(120), minutes(1)));
        assert!(after(&keyed, false, Failure::Connect, minutes(120)));
        let free = hours(Repeatability::Free);
        assert!(after(&free, true, throttled(120), minutes(1)));
    }

    #[test]
    fn no_retry_begins_past_the_total_time() {
        let policy = policy(Repeatability::Free);
        let at = |elapsed| policy.decide(Failure::Connect, Progress { elapsed, ..START }, 1.0);
        assert_eq!(
            at(Duration::from_millis(59_499)),
            Decision::RetryAfter(SOON)
        );
        assert_eq!(at(Duration::from_millis(59_500)), Decision::Stop);
        assert_eq!(at(Duration::MAX), Decision::Stop);
    }

    #[test]
    fn attempts_and_connection_errors_can_be_limited() {
        let limited = Policy {
            backoff: Some(Backoff::new().max_attempts(2).connection_errors(false)),
            ..policy(Repeatability::Free)
        };
        assert_eq!(
            first(&limited, status(500, None)),
            Decision::RetryAfter(SOON)
        );
        assert_eq!(
            limited.decide(
                status(500, None),
                Progress {
                    attempts: 2,
                    ..START
                },
                1.0
            ),
            Decision::Stop
        );
        assert_eq!(first(&limited, Failure::Connect), Decision::Stop);

        let none = Policy {
            backoff: None,
            ..policy(Repeatability::Free)
        };
        assert_eq!(first(&none, status(429, Some(1))), Decision::Stop);
    }

    #[test]
    fn repeatability_goes_by_method_declaration_and_key() {
        let of = |method, mode: Option<RetryMode>, key| {
            let endpoint = Endpoint::new(method, "test", "/");
            let endpoint = match mode {
                Some(RetryMode::Always) => endpoint.always_retried(),
                Some(RetryMode::Never) => endpoint.never_retried(),
                None => endpoint,
            };
            Repeatability::of(&endpoint, key)
        };
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            assert_eq!(of(method, None, false), Repeatability::Free);
        }
        for method in [Method::POST, Method::PATCH] {
            assert_eq!(of(method.clone(), None, false), Repeatability::Keyed);
            assert_eq!(
                of(method.clone(), Some(RetryMode::Never), false),
                Repeatability::Keyed
            );
            assert_eq!(
                of(method.clone(), Some(RetryMode::Always), false),
                Repeatability::Free
            );
            assert_eq!(
                of(method, Some(RetryMode::Always), true),
                Repeatability::Keyed
            );
        }
    }
}
