//! What Codat would know.

use std::time::Duration;

use uuid::Uuid;

use super::account::Account;
use super::agenda::Agenda;
use super::clock::Clock;
use super::collection::Collection;
use super::company::CompanyRecord;
use super::events::{Event, Outbox};
use super::new_ids::NewIds;
use super::refusal::{limit_reached, no_company, no_connection};
use super::token::{COMPANY_LIFETIME, Tokens};
use super::{RecordedRequest, Reply};
use crate::models::{Company, Connection, DataType, PullOperationStatus};
use crate::{CompanyId, ConnectionId, DateTime};

/// More than any test needs, and little enough to be kept in memory.
const MOST_COMPANIES: usize = 10_000;

/// The state behind Codat's routes.
pub(super) struct World {
    /// Where the sandbox listens.
    pub(super) base_url: String,
    pub(super) clock: Clock,
    pub(super) ids: NewIds,
    pub(super) account: Account,
    pub(super) companies: Collection<CompanyId, CompanyRecord>,
    pub(super) agenda: Agenda,
    pub(super) outbox: Outbox,
    pub(super) company_token_lifetime: Duration,
    pub(super) tokens: Tokens,
    /// After which time customers authorise their connections by themselves.
    pub(super) authorized_after: Option<Duration>,
    /// How the reads of a data type end, unless with success.
    pub(super) pulls_end_as: Vec<(DataType, PullOperationStatus)>,
}

impl World {
    pub(super) fn new(base_url: String, api_key: &str, seed: u64) -> Self {
        let clock = Clock::start();
        let mut ids = NewIds::new(seed);
        let account = Account::new(api_key, &mut ids, clock.date_at(Duration::ZERO));
        Self {
            base_url,
            clock,
            ids,
            account,
            companies: Collection::default(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            company_token_lifetime: COMPANY_LIFETIME,
            tokens: Tokens::default(),
            authorized_after: None,
            pulls_end_as: Vec::new(),
        }
    }

    /// The date now.
    pub(super) fn now(&self) -> DateTime {
        self.clock.date_at(self.clock.elapsed())
    }

    /// Adds a company, unless there are too many.
    pub(super) fn create_company(&mut self, company: Company) -> Result<CompanyId, Reply> {
        if self.companies.len() >= MOST_COMPANIES {
            return Err(limit_reached(&format!(
                "You have exceeded the {MOST_COMPANIES}-company limit of the sandbox. We recommend that you delete \
                 any companies you no longer need and retry the request."
            )));
        }
        Ok(self.add_company(company))
    }

    /// Adds a company. It gets its id, its date and its link.
    pub(super) fn add_company(&mut self, mut company: Company) -> CompanyId {
        let id = CompanyId::from(self.ids.next());
        company.id = id;
        company.created = Some(self.now());
        company.redirect = Some(format!("{}/company/{id}", self.base_url));
        let record = CompanyRecord {
            company,
            ..CompanyRecord::default()
        };
        self.companies.insert(id, record);
        id
    }

    /// The company that a request's path names.
    pub(super) fn company(&self, request: &RecordedRequest) -> Result<&CompanyRecord, Reply> {
        let text = request.path_value("company_id").unwrap_or_default();
        let id = text.parse().ok();
        id.and_then(|id| self.companies.get(&id))
            .ok_or_else(|| no_company(text))
    }

    /// The same, to change it.
    pub(super) fn company_mut(
        &mut self,
        request: &RecordedRequest,
    ) -> Result<&mut CompanyRecord, Reply> {
        let text = request.path_value("company_id").unwrap_or_default();
        let id = text.parse().ok();
        id.and_then(|id| self.companies.get_mut(&id))
            .ok_or_else(|| no_company(text))
    }

    /// The company and the connection that a request's path names.
    pub(super) fn connection(
        &self,
        request: &RecordedRequest,
    ) -> Result<(&CompanyRecord, &Connection), Reply> {
        let company = self.company(request)?;
        let text = request.path_value("connection_id").unwrap_or_default();
        let id = text.parse().ok();
        let connection = id.and_then(|id| company.connection(id));
        Ok((company, connection.ok_or_else(|| no_connection(text))?))
    }

    /// The company of this connection.
    pub(super) fn company_of(&self, connection: ConnectionId) -> Option<CompanyId> {
        let mut companies = self.companies.iter();
        let company = companies.find(|company| company.connection(connection).is_some());
        company.map(CompanyRecord::id)
    }

    /// Reports an event to the webhook consumers.
    pub(super) fn emit(&mut self, event: &Event) {
        let now = self.now();
        let consumers = self.account.consumers.iter();
        self.outbox.add(event, consumers, &mut self.ids, &now);
    }

    /// Reports what happened to a company, which has to be there.
    pub(super) fn report(
        &mut self,
        company: CompanyId,
        event: impl FnOnce(&CompanyRecord) -> Event,
    ) {
        if self.account.consumers.len() == 0 {
            return;
        }
        if let Some(record) = self.companies.get(&company) {
            let event = event(record);
            self.emit(&event);
        }
    }

    pub(super) fn new_id<T: From<Uuid>>(&mut self) -> T {
        self.ids.next().into()
    }
}
