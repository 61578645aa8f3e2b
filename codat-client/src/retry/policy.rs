//! The decision after a failed attempt.

use std::time::Duration;

use http::StatusCode;

use super::Backoff;
use crate::endpoint::Endpoint;

/// How old a key may be when a write that may have been executed is retried. Codat remembers a key for 90 minutes. Five of
/// them are for the retry's way to Codat.
pub(crate) const KEY_IS_KNOWN: Duration = Duration::from_secs(85 * 60);

/// A longer wait is refused, even if a call has all the time there is: no clock holds the longest that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Why sending a request again executes nothing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// The request itself is idempotent: any transient failure may be retried.
    Inherent,
    /// The server recognizes a retry by its `Idempotency-Key`. It replays its first response, whatever that was.
    ByKey,
}

impl Idempotency {
    /// The idempotency of an endpoint's requests. `explicit_key`: the caller gave an idempotency key.
    pub(crate) fn of(endpoint: &Endpoint, explicit_key: bool) -> Self {
        if endpoint.takes_idempotency_key() || explicit_key {
            Self::ByKey
        } else {
            Self::Inherent
        }
    }
}

/// How an attempt failed, as far as the retry decision needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The connection could not be made: nothing was sent.
    Connect,
    /// The connection broke after it was made.
    Disconnect,
    /// The attempt ran out of time.
    AttemptTimeout,
    /// The response has an error status.
    Status {
        status: StatusCode,
        retry_after: Option<Duration>,
    },
    /// Anything else: a retry would fail in the same way.
    Final,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Wait this long, then make another attempt.
    RetryAfter(Duration),
    /// Return the failure.
    Stop,
    /// Return the failure, because the wait would take longer than the time that is left.
    NoTime,
}

/// What has happened in a call so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// The number of attempts, the failed one included.
    pub(crate) attempts: u32,
    /// The time since the call began.
    pub(crate) elapsed: Duration,
    /// Whether the connection of an earlier attempt broke. The server may still be working on it.
    pub(crate) cut_off: bool,
}

/// The settings of a call on which the decision depends.
#[derive(Debug, Clone)]
pub(crate) struct Policy<'a> {
    /// None: never retry.
    pub(crate) backoff: Option<&'a Backoff>,
    pub(crate) idempotency: Idempotency,
    /// The total time of the call, waits included.
    pub(crate) total: Duration,
}

impl Policy<'_> {
    /// The decision after a failed attempt. `jitter` lies in `0.0..1.0`.
    pub(crate) fn decide(&self, failure: Failure, progress: Progress, jitter: f64) -> Decision {
        let Progress {
            attempts,
            elapsed,
            cut_off,
        } = progress;
        let Some(backoff) = self.backoff else {
            return Decision::Stop;
        };
        let exhausted = attempts >= backoff.max_attempts;
        if exhausted || !self.is_retryable(failure, cut_off, backoff) {
            return Decision::Stop;
        }
        let asked = match failure {
            Failure::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        // The backoff comes on top of `Retry-After`, so that clients that were throttled together don't return together.
        let wait = asked.saturating_add(backoff.interval(attempts, jitter));
        // An attempt that begins when the time is up would hide the real failure behind a time-out.
        let may_have_happened = cut_off || failure == Failure::Disconnect;
        let latest = match self.idempotency {
            Idempotency::ByKey if may_have_happened => self.total.min(KEY_IS_KNOWN),
            _ => self.total,
        };
        match elapsed.checked_add(wait) {
            Some(resume) if resume < latest && wait <= LONGEST_WAIT => Decision::RetryAfter(wait),
            _ => Decision::NoTime,
        }
    }

    /// Whether a retry is safe and may succeed.
    fn is_retryable(&self, failure: Failure, cut_off: bool, backoff: &Backoff) -> bool {
        let inherent = self.idempotency == Idempotency::Inherent;
        match failure {
            Failure::Connect | Failure::Disconnect => backoff.connection_errors,
            Failure::AttemptTimeout => inherent,
            Failure::Status { status, .. } if status == StatusCode::TOO_MANY_REQUESTS => true,
            // The server is still executing the attempt whose connection broke. It replays that response when it is done.
            Failure::Status { status, .. } if status == StatusCode::CONFLICT => {
                !inherent && cut_off
            }
            Failure::Status { status, .. } => inherent && is_transient(status),
            Failure::Final => false,
        }
    }
}

/// Whether the server may have executed a request to which it returned this status.
pub(crate) fn leaves_uncertain(status: StatusCode) -> bool {
    !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT
}

/// Whether the same request may succeed later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
    ) || status.is_server_error()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

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

    fn policy(idempotency: Idempotency) -> Policy<'static> {
        static BACKOFF: LazyLock<Backoff> = LazyLock::new(Backoff::new);

        Policy {
            backoff: Some(&BACKOFF),
            idempotency,
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
    fn idempotent_requests_are_retried_on_every_transient_failure() {
        let policy = policy(Idempotency::Inherent);
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
    fn requests_with_a_key_are_retried_only_without_a_response() {
        let policy = policy(Idempotency::ByKey);
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
        let policy = policy(Idempotency::Inherent);
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
        let policy = policy(Idempotency::Inherent);
        let and_soon = |seconds| Decision::RetryAfter(Duration::from_secs(seconds) + SOON);
        assert_eq!(first(&policy, status(429, Some(2))), and_soon(2));
        assert_eq!(first(&policy, status(503, Some(2))), and_soon(2));
        assert_eq!(first(&policy, status(429, Some(0))), and_soon(0));
        assert_eq!(first(&policy, status(429, Some(59))), and_soon(59));
        assert_eq!(first(&policy, status(429, Some(60))), Decision::NoTime);
        assert_eq!(
            first(&policy, status(429, Some(u64::MAX))),
            Decision::NoTime
        );
    }

    #[test]
    fn a_conflict_with_an_attempt_whose_connection_broke_is_retried() {
        let conflict = status(409, None);
        let cut_off = Progress {
            cut_off: true,
            ..START
        };
        let by_key = policy(Idempotency::ByKey);
        assert_eq!(
            by_key.decide(conflict, cut_off, 1.0),
            Decision::RetryAfter(SOON)
        );
        assert_eq!(first(&by_key, conflict), Decision::Stop);
        let inherent = policy(Idempotency::Inherent);
        assert_eq!(inherent.decide(conflict, cut_off, 1.0), Decision::Stop);
    }

    #[test]
    fn a_write_that_may_have_been_executed_is_not_retried_with_a_forgotten_key() {
        let hours = |idempotency| Policy {
            total: Duration::from_secs(24 * 3600),
            ..policy(idempotency)
        };
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let after = |policy: &Policy, cut_off, failure, elapsed| {
            let progress = Progress {
                attempts: 2,
                elapsed,
                cut_off,
            };
            matches!(
                policy.decide(failure, progress, 0.0),
                Decision::RetryAfter(_)
            )
        };
        let by_key = hours(Idempotency::ByKey);
        // What counts is when the retry would begin, not when the attempt failed.
        let throttled = |minutes: u64| status(429, Some(minutes * 60));
        assert!(after(&by_key, true, throttled(83), minutes(1)));
        assert!(!after(&by_key, true, throttled(84), minutes(1)));
        assert!(!after(&by_key, true, status(409, None), minutes(85)));
        assert!(after(&by_key, false, Failure::Disconnect, minutes(84)));
        assert!(!after(&by_key, false, Failure::Disconnect, minutes(85)));
        assert!(!after(&by_key, true, Failure::Connect, minutes(85)));
        // Neither a refused write nor an idempotent request needs the key.
        assert!(after(&by_key, false, throttled(120), minutes(1)));
        assert!(after(&by_key, false, Failure::Connect, minutes(120)));
        let inherent = hours(Idempotency::Inherent);
        assert!(after(&inherent, true, throttled(120), minutes(1)));
    }

    #[test]
    fn no_retry_begins_past_the_total_time() {
        let policy = policy(Idempotency::Inherent);
        let at = |elapsed| policy.decide(Failure::Connect, Progress { elapsed, ..START }, 1.0);
        assert_eq!(
            at(Duration::from_millis(59_499)),
            Decision::RetryAfter(SOON)
        );
        assert_eq!(at(Duration::from_millis(59_500)), Decision::NoTime);
        assert_eq!(at(Duration::MAX), Decision::NoTime);
    }

    #[test]
    fn attempts_and_connection_errors_can_be_limited() {
        let backoff = Backoff::new().max_attempts(2).connection_errors(false);
        let limited = Policy {
            backoff: Some(&backoff),
            ..policy(Idempotency::Inherent)
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
            ..policy(Idempotency::Inherent)
        };
        assert_eq!(first(&none, status(429, Some(1))), Decision::Stop);
    }

    #[test]
    fn idempotency_depends_on_method_declaration_and_key() {
        let of = |method, mode: Option<RetryMode>, key| {
            let endpoint = Endpoint::new(method, "test", "/");
            let endpoint = match mode {
                Some(RetryMode::Always) => endpoint.always_retried(),
                Some(RetryMode::Never) => endpoint.never_retried(),
                None => endpoint,
            };
            Idempotency::of(&endpoint, key)
        };
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            assert_eq!(of(method, None, false), Idempotency::Inherent);
        }
        for method in [Method::POST, Method::PATCH] {
            assert_eq!(of(method.clone(), None, false), Idempotency::ByKey);
            assert_eq!(
                of(method.clone(), Some(RetryMode::Never), false),
                Idempotency::ByKey
            );
            assert_eq!(
                of(method.clone(), Some(RetryMode::Always), false),
                Idempotency::Inherent
            );
            assert_eq!(
                of(method, Some(RetryMode::Always), true),
                Idempotency::ByKey
            );
        }
    }
}
