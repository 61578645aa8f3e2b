//! When a failed attempt is repeated, and after how long.
//!
//! Whether one call retries is a pure decision, which depends on nothing but its arguments, so that the tests need no clock. Whether the
//! client as a whole can afford it is its budget's to say.

mod budget;
mod config;
mod policy;
mod retry_after;

pub use budget::RetryBudget;
pub(crate) use budget::Withdrawal;
pub use config::{Backoff, RetryConfig};
pub(crate) use policy::{
    Decision, Failure, KEY_IS_KNOWN, Policy, Progress, Repeatability, is_transient,
};
pub(crate) use retry_after::parse_retry_after;
