//! What the server has executed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use codat_client::sandbox::{RecordedRequest, Reply};

use crate::api::Payment;

/// How often each payment was made, and each idempotency key used for one.
#[derive(Debug, Default)]
pub(crate) struct Books {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    payments: HashMap<u32, u32>,
    keys: HashMap<String, u32>,
    without_key: u64,
}

/// What stands in the books.
#[derive(Debug)]
pub(crate) struct Balance {
    /// The references of the payments that were made.
    pub(crate) payments: Vec<u32>,
    pub(crate) payments_twice: u64,
    pub(crate) keys_twice: u64,
    pub(crate) without_key: u64,
}

impl Books {
    /// Makes the payment that the request asks for.
    pub(crate) fn execute(&self, request: &RecordedRequest) -> Reply {
        let Ok(payment) = request.json::<Payment>() else {
            return Reply::error(400);
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        *entries.payments.entry(payment.reference).or_default() += 1;
        match request.header("Idempotency-Key") {
            Some(key) => *entries.keys.entry(key.to_owned()).or_default() += 1,
            None => entries.without_key += 1,
        }
        Reply::json(201, payment)
    }

    pub(crate) fn balance(&self) -> Balance {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let twice = |times: &u32| *times > 1;
        Balance {
            payments: entries.payments.keys().copied().collect(),
            payments_twice: entries
                .payments
                .values()
                .filter(|times| twice(times))
                .count() as u64,
            keys_twice: entries.keys.values().filter(|times| twice(times)).count() as u64,
            without_key: entries.without_key,
        }
    }
}
