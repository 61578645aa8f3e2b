//! Whether a failed attempt is retried, and after which wait.
//!
//! The decision for one call is a pure function of its arguments, so that tests need no clock. The retry budget then says
//! whether the client as a whole can afford the retry.

mod budget;
mod config;
mod policy;
mod retry_after;

pub use budget::RetryBudget;
pub(crate) use budget::Withdrawal;
pub use config::{Backoff, RetryConfig};
pub(crate) use policy::{
    Decision, Failure, Idempotency, KEY_IS_KNOWN, Policy, Progress, is_transient, leaves_uncertain,
};
pub(crate) use retry_after::parse_retry_after;
