//! When a failed attempt is repeated, and after how long.
//!
//! All of it is pure: what is decided depends on nothing but the arguments, so the tests need no clock.

mod config;
mod policy;
mod retry_after;

pub use config::{Backoff, RetryConfig};
pub(crate) use policy::{Decision, Failure, Policy, Progress, Repeatability, is_transient};
pub(crate) use retry_after::parse_retry_after;
