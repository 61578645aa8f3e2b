//! What the sandbox remembers between requests.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::fault_rule::FaultRule;
use super::idempotency::KeyedResponses;
use super::mounted::MountedRoutes;
use super::token::{COMPANY_LIFETIME, Tokens};
use super::{Fault, RecordedRequest};
use crate::CompanyId;
use crate::lock::lock;

/// Everything that the handle and the connections share.
pub(super) struct State {
    pub(super) api_key: String,
    /// The only `Authorization` header that is let in.
    authorization: String,
    pub(super) mounted: MountedRoutes,
    pub(super) fault_rule: FaultRule,
    pub(super) keyed_responses: KeyedResponses,
    traffic: Mutex<Traffic>,
    world: Mutex<World>,
}

/// What came, and what is to happen to what comes.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    pub(super) recorded: Vec<RecordedRequest>,
    pub(super) script: VecDeque<Fault>,
    /// Requests against the quota: unlike the record, nobody takes them.
    pub(super) arrived: u64,
    pub(super) executed_writes: usize,
}

/// What Codat would know.
#[derive(Debug)]
pub(super) struct World {
    pub(super) companies: BTreeSet<CompanyId>,
    pub(super) allowed_origins: Vec<String>,
    pub(super) company_token_lifetime: Duration,
    pub(super) connection_management_token_retired: bool,
    pub(super) tokens: Tokens,
}

impl State {
    pub(super) fn new() -> Self {
        let api_key = format!("sandbox-{}", Uuid::new_v4().simple());
        Self {
            // The key alone, without the colon of a user name and password.
            authorization: format!("Basic {}", STANDARD.encode(&api_key)),
            api_key,
            mounted: MountedRoutes::default(),
            fault_rule: FaultRule::default(),
            keyed_responses: KeyedResponses::default(),
            traffic: Mutex::default(),
            world: Mutex::new(World {
                companies: BTreeSet::new(),
                allowed_origins: Vec::new(),
                company_token_lifetime: COMPANY_LIFETIME,
                connection_management_token_retired: false,
                tokens: Tokens::default(),
            }),
        }
    }

    pub(super) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        lock(&self.traffic)
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(super) fn is_authorized(&self, request: &RecordedRequest) -> bool {
        request.header("Authorization") == Some(&self.authorization)
    }
}

impl Traffic {
    /// Records a request and takes the fault that is scripted for it, together: so that requests which
    /// arrive at once are recorded in the order in which they got their faults.
    pub(super) fn arrive(&mut self, request: RecordedRequest) -> Option<Fault> {
        self.recorded.push(request);
        self.arrived += 1;
        self.script.pop_front()
    }
}

impl fmt::Debug for State {
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("mounted", &self.mounted)
            .field("traffic", &self.traffic())
            .field("world", &self.world())
            .finish_non_exhaustive()
    }
}
