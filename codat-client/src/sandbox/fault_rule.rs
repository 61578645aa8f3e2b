//! What is to happen to requests for which no fault is scripted.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::{Fault, RecordedRequest};
use crate::lock::lock;

type Rule = Arc<dyn Fn(&RecordedRequest) -> Fault + Send + Sync>;

/// The rule that is in force, if one is.
#[derive(Default)]
pub(super) struct FaultRule {
    rule: Mutex<Option<Rule>>,
}

impl FaultRule {
    pub(super) fn set(&self, rule: impl Fn(&RecordedRequest) -> Fault + Send + Sync + 'static) {
        *lock(&self.rule) = Some(Arc::new(rule));
    }

    pub(super) fn decide(&self, request: &RecordedRequest) -> Fault {
        // Copied, so that no lock is held while a user's code runs.
        let rule = lock(&self.rule).clone();
        rule.map_or_else(Fault::none, |rule| rule(request))
    }
}

impl fmt::Debug for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultRule")
    }
}
