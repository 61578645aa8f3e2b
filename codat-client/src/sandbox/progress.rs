//! Work that progresses: connections that are authorised, reads and writes.

use std::time::Duration;

use super::agenda::Step;
use super::catalogue;
use super::company::{CompanyRecord, Pull, Push};
use super::events::Event;
use super::reading::{records, summary};
use super::refusal::{bad_request, no_company, no_connection};
use super::world::World;
use super::{Reply, writing};
use crate::models::{
    ConnectionWebhookPayload, CustomDataIdentifier, DataConnectionStatus, DataType, DatasetId,
    FeatureType, PullOperation, PullOperationStatus, PushOperation, PushOperationKey,
    PushOperationStatus, ReadCompletedWebhookPayload,
};
use crate::{CompanyId, ConnectionId};

/// The time between two steps of a read.
const PULL_STEP: Duration = Duration::from_millis(50);

/// The time that a write takes.
const PUSH_TIME: Duration = Duration::from_millis(200);

/// The most reads and writes of a company that are remembered.
const MOST_OPERATIONS: usize = 1_000;

/// The steps of a read before its last.
const STEPS: [PullOperationStatus; 9] = [
    PullOperationStatus::Initial,
    PullOperationStatus::Queued,
    PullOperationStatus::Fetching,
    PullOperationStatus::MapQueued,
    PullOperationStatus::Mapping,
    PullOperationStatus::ProcessingQueued,
    PullOperationStatus::Processing,
    PullOperationStatus::ValidationQueued,
    PullOperationStatus::Validating,
];

impl World {
    /// Makes the steps that are due.
    pub(super) fn catch_up(&mut self) {
        let now = self.clock.elapsed();
        while let Some((at, step)) = self.agenda.take_due(now) {
            match step {
                // A connection that is gone isn't authorised.
                Step::Authorize(company, id) => drop(self.authorize(company, id)),
                Step::Pull(company, id) => self.step_pull(company, id, at),
                Step::Push(company, key) => self.end_push(company, key, at),
            }
        }
    }

    /// Lets the customer authorise a new connection, if customers do so by themselves.
    pub(super) fn await_customer(&mut self, company: CompanyId, id: ConnectionId) {
        if let Some(after) = self.authorized_after {
            let at = self.clock.elapsed().saturating_add(after);
            self.agenda.add(at, Step::Authorize(company, id));
        }
    }

    /// Sets a connection to `Linked`, and begins to read what is read at the first link.
    pub(super) fn authorize(&mut self, company: CompanyId, id: ConnectionId) -> Result<(), Reply> {
        let record = self.companies.get_mut(&company);
        let connection = record.and_then(|record| record.connection_mut(id));
        let connection = connection.ok_or_else(|| no_connection(id))?;
        let before = connection.status.replace(DataConnectionStatus::Linked);
        match before {
            Some(DataConnectionStatus::Linked) => return Ok(()),
            Some(DataConnectionStatus::PendingAuth) | None => {
                self.report_connection(company, id, "connection.connected");
            }
            _ => self.report_connection(company, id, "connection.reconnected"),
        }
        self.queue_first_reads(company, id);
        Ok(())
    }

    pub(super) fn report_connection(&mut self, company: CompanyId, id: ConnectionId, event: &str) {
        self.report(company, |record| {
            let payload = ConnectionWebhookPayload {
                reference_company: Some(record.reference()),
                connection: record.connection(id).cloned(),
            };
            Event::of(record, event, &payload)
        });
    }

    /// Queues each data type that is read at the first link, unless it is being read already.
    pub(super) fn queue_first_reads(&mut self, company: CompanyId, connection: ConnectionId) {
        let own = self.companies.get(&company);
        let own = own.and_then(|record| record.sync_settings.clone());
        let settings = own.unwrap_or_else(|| self.account.sync_settings());
        let first = settings
            .into_iter()
            .filter(|it| it.fetch_on_first_link == Some(true));
        for data_type in first.filter_map(|setting| setting.data_type) {
            if self.reads(company, connection, &data_type) {
                // Where it is being read already, its data is as new.
                let _ = self.queue_pull(company, connection, &data_type, None);
            }
        }
    }

    /// Whether the connection's platform has this data type.
    pub(super) fn reads(
        &self,
        company: CompanyId,
        connection: ConnectionId,
        data_type: &DataType,
    ) -> bool {
        let record = self.companies.get(&company);
        let connection = record.and_then(|record| record.connection(connection));
        connection.is_some_and(|it| catalogue::can(it, &FeatureType::Get, data_type))
    }

    /// The company of a connection, which has to be linked.
    fn linked(
        &mut self,
        company: CompanyId,
        connection: ConnectionId,
    ) -> Result<&mut CompanyRecord, Reply> {
        let record = self.companies.get_mut(&company);
        let record = record.ok_or_else(|| no_company(company))?;
        let found = record.connection(connection);
        let found = found.ok_or_else(|| no_connection(connection))?;
        if found.status != Some(DataConnectionStatus::Linked) {
            let error = format!("Data connection {connection} is not linked");
            return Err(bad_request(&error));
        }
        Ok(record)
    }

    /// Queues a read of a linked connection.
    pub(super) fn queue_pull(
        &mut self,
        company: CompanyId,
        connection: ConnectionId,
        data_type: &DataType,
        custom: Option<CustomDataIdentifier>,
    ) -> Result<PullOperation, Reply> {
        let mut endings = self.pulls_end_as.iter();
        let ends_as = endings.find(|(failing, _)| failing == data_type);
        let ends_as = ends_as.map_or(PullOperationStatus::Complete, |(_, status)| status.clone());
        let (id, now, requested) = (self.new_id(), self.clock.elapsed(), self.now());
        let record = self.linked(company, connection)?;
        let in_progress = |pull: &Pull| {
            let operation = &pull.operation;
            operation.connection_id == connection
                && operation.data_type.as_ref() == Some(data_type)
                && !operation.is_final()
        };
        // The latest are the likeliest.
        if record.pulls.iter().rev().any(in_progress) {
            let error = format!(
                "DatasetAlreadyInProgressException: a dataset of type {data_type} is already in progress"
            );
            return Err(bad_request(&error));
        }
        let operation = PullOperation {
            id,
            company_id: company,
            connection_id: connection,
            data_type: Some(data_type.clone()),
            status: Some(PullOperationStatus::Initial),
            requested: Some(requested),
            progress: Some(0),
            is_completed: Some(false),
            is_errored: Some(false),
            ..PullOperation::default()
        };
        let pull = Pull {
            operation: operation.clone(),
            ends_as,
            steps: 0,
            custom,
        };
        record.pulls.insert(id, pull);
        record
            .pulls
            .shrink_to(MOST_OPERATIONS, |pull| pull.operation.is_final());
        self.agenda.add(now + PULL_STEP, Step::Pull(company, id));
        Ok(operation)
    }

    fn step_pull(&mut self, company: CompanyId, id: DatasetId, at: Duration) {
        let date = self.clock.date_at(at);
        let Some(record) = self.companies.get_mut(&company) else {
            return;
        };
        let Some(pull) = record.pulls.get_mut(&id) else {
            return;
        };
        pull.steps += 1;
        let progress = pull.steps * 100 / STEPS.len();
        pull.operation.progress = i64::try_from(progress).ok();
        if let Some(status) = STEPS.get(pull.steps) {
            pull.operation.status = Some(status.clone());
            self.agenda.add(at + PULL_STEP, Step::Pull(company, id));
            return;
        }
        let status = pull.ends_as.clone();
        let succeeded = status == PullOperationStatus::Complete;
        let operation = &mut pull.operation;
        operation.is_completed = Some(succeeded);
        operation.is_errored = Some(!succeeded);
        operation.completed = Some(date.clone());
        operation.error_message = (!succeeded).then(|| format!("The read ended as {status}."));
        operation.status = Some(status);
        let (read, connection) = (summary(operation), operation.connection_id);
        if let (true, Some(custom)) = (succeeded, pull.custom.clone()) {
            let found = record.connection(connection);
            let key = found.and_then(|it| it.integration_key.clone());
            let configured = key.and_then(|key| self.account.custom.get(&(key, custom.clone())));
            let read = records(configured, &date, &mut self.ids);
            record.custom.insert((connection, custom), read);
        }
        if succeeded {
            record.company.last_sync = Some(date.clone());
            if let Some(connection) = record.connection_mut(connection) {
                connection.last_sync = Some(date);
            }
        }
        record.read.push(read);
        if !record.is_being_read() {
            self.report_read(company);
        }
    }

    /// Reports what was read, once nothing more is being read.
    fn report_read(&mut self, company: CompanyId) {
        let Some(record) = self.companies.get_mut(&company) else {
            return;
        };
        let data_types = std::mem::take(&mut record.read);
        let again = std::mem::replace(&mut record.was_read, true);
        self.report(company, |record| {
            let payload = ReadCompletedWebhookPayload {
                reference_company: Some(record.reference()),
                modified_from_date: None,
                data_types,
            };
            let event = match again {
                false => "read.completed.initial",
                true => "read.completed",
            };
            Event::of(record, event, &payload)
        });
    }

    /// Begins a write of a linked connection.
    pub(super) fn begin_push(
        &mut self,
        company: CompanyId,
        connection: ConnectionId,
        data_type: &DataType,
        ends_as: PushOperationStatus,
    ) -> Result<PushOperation, Reply> {
        let (key, now, requested) = (self.new_id(), self.clock.elapsed(), self.now());
        let record = self.linked(company, connection)?;
        let operation = writing::begun(key, company, connection, data_type, requested);
        let ends = ends_as.is_final();
        let push = Push {
            operation: operation.clone(),
            ends_as,
        };
        record.pushes.insert(key, push);
        record
            .pushes
            .shrink_to(MOST_OPERATIONS, |push| push.operation.is_final());
        if ends {
            self.agenda.add(now + PUSH_TIME, Step::Push(company, key));
        }
        Ok(operation)
    }

    fn end_push(&mut self, company: CompanyId, key: PushOperationKey, at: Duration) {
        let (date, record_id) = (self.clock.date_at(at), self.ids.next().to_string());
        let record = self.companies.get_mut(&company);
        let push = record.and_then(|record| record.pushes.get_mut(&key));
        let Some(push) = push else { return };
        let (operation, ends_as) = (&mut push.operation, push.ends_as.clone());
        writing::end(operation, ends_as, record_id, date);
        let operation = operation.clone();
        self.report(company, |record: &CompanyRecord| {
            writing::event(record, &operation)
        });
    }
}
