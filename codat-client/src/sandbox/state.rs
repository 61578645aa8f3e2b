//! What the sandbox remembers between requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::Notify;

use super::idempotency::KeyedResponses;
use super::limits::Limits;
use super::routing::MountedRoute;
use super::world::World;
use super::{Fault, RecordedRequest};
use crate::lock::lock;
use crate::webhooks::WebhookSecret;

/// More than a test looks at, and little enough for a program that runs for days.
const MOST_RECORDED: usize = 10_000;

/// The same of their bodies, in bytes.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// What is told of a request and the status of its response. `None`: the connection was closed.
pub(super) type Observer = Arc<dyn Fn(&RecordedRequest, Option<u16>) + Send + Sync>;

/// Decides how a request fares for which no fault is scripted.
pub(super) type FaultRule = Arc<dyn Fn(&RecordedRequest) -> Fault + Send + Sync>;

/// Everything that the handle and the connections share.
pub(super) struct State {
    /// The first key, and the only one until others are created.
    pub(super) api_key: String,
    /// Is told of every response.
    pub(super) observer: Option<Observer>,
    /// `None`: limits are reported and not enforced.
    pub(super) limits: Option<Limits>,
    pub(super) keyed_responses: KeyedResponses,
    /// Signs webhooks.
    pub(super) webhook_secret: WebhookSecret,
    /// Wakes the task that makes the steps that are due.
    pub(super) changed: Notify,
    /// Wakes the task that delivers webhooks.
    pub(super) reported: Notify,
    /// The latest first: it wins over an earlier one for the same path.
    mounted: Mutex<Vec<MountedRoute>>,
    traffic: Mutex<Traffic>,
    world: Mutex<World>,
}

/// What came, and what is to happen to what comes.
#[derive(Default)]
pub(super) struct Traffic {
    /// The latest ones, since they were taken last.
    pub(super) recorded: VecDeque<RecordedRequest>,
    recorded_bytes: usize,
    /// How many arrived since then.
    pub(super) count: usize,
    pub(super) script: VecDeque<Fault>,
    pub(super) fault_rule: Option<FaultRule>,
    /// Requests against the quota: unlike the record, nobody takes them.
    pub(super) arrived: u64,
    pub(super) executed_writes: usize,
}

impl State {
    pub(super) fn new(
        world: World,
        api_key: String,
        webhook_secret: WebhookSecret,
        observer: Option<Observer>,
    ) -> Self {
        Self {
            observer,
            limits: None,
            api_key,
            keyed_responses: KeyedResponses::default(),
            webhook_secret,
            changed: Notify::new(),
            reported: Notify::new(),
            mounted: Mutex::default(),
            traffic: Mutex::default(),
            world: Mutex::new(world),
        }
    }

    /// One that nothing is served from.
    #[cfg(test)]
    pub(super) fn for_tests() -> Self {
        Self::new(
            World::new("http://localhost".to_owned(), "key", 0),
            "key".to_owned(),
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap(),
            None,
        )
    }

    pub(super) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        lock(&self.traffic)
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(super) fn mount(&self, route: MountedRoute) {
        lock(&self.mounted).insert(0, route);
    }

    /// A copy, so that no lock is held while a test's code runs.
    pub(super) fn mounted(&self) -> Vec<MountedRoute> {
        lock(&self.mounted).clone()
    }

    /// Wakes what has to do with a change: steps that may be due now, and messages to deliver.
    pub(super) fn notify(&self) {
        self.changed.notify_one();
        if !self.world().outbox.is_empty() {
            self.reported.notify_one();
        }
    }

    pub(super) fn is_authorized(&self, request: &RecordedRequest) -> bool {
        let header = request.header("Authorization");
        // The key alone, without the colon of a user name and password.
        let key = header.and_then(|header| header.strip_prefix("Basic "));
        let key = key.and_then(|key| STANDARD.decode(key).ok());
        let key = key.and_then(|key| String::from_utf8(key).ok());
        key.is_some_and(|key| self.world().account.has_key(&key))
    }
}

impl Traffic {
    /// Takes the requests that are recorded.
    pub(super) fn take(&mut self) -> Vec<RecordedRequest> {
        self.count = 0;
        self.recorded_bytes = 0;
        std::mem::take(&mut self.recorded).into()
    }

    /// Records a request and takes the fault that is scripted for it, together: so that requests which
    /// arrive at once are recorded in the order in which they got their faults.
    pub(super) fn arrive(&mut self, request: RecordedRequest) -> Option<Fault> {
        self.recorded_bytes += request.body().len();
        while self.recorded.len() >= MOST_RECORDED || self.recorded_bytes > MOST_BYTES {
            let Some(earliest) = self.recorded.pop_front() else {
                break;
            };
            self.recorded_bytes -= earliest.body().len();
        }
        self.recorded.push_back(request);
        self.count += 1;
        self.arrived += 1;
        self.script.pop_front()
    }
}
