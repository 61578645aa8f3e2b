//! What the sandbox knows of one company.

use std::collections::BTreeMap;

use super::collection::Collection;
use crate::models::{
    Company, CompanyReference, CompanyReferenceLinks, Connection, CustomDataIdentifier,
    CustomDataTypeRecord, DataTypeReadSummary, DatasetId, PullOperation, PullOperationStatus,
    PushOperation, PushOperationKey, PushOperationStatus, SyncSetting,
};
use crate::{CompanyId, ConnectionId};

/// A company with its connections, and what was read and written for it.
#[derive(Debug, Default)]
pub(super) struct CompanyRecord {
    pub(super) company: Company,
    /// `None`: it has those of the profile.
    pub(super) sync_settings: Option<Vec<SyncSetting>>,
    pub(super) pulls: Collection<DatasetId, Pull>,
    pub(super) pushes: Collection<PushOperationKey, Push>,
    /// What was read of custom data types.
    pub(super) custom: BTreeMap<(ConnectionId, CustomDataIdentifier), Vec<CustomDataTypeRecord>>,
    /// What was read since the last message about it.
    pub(super) read: Vec<DataTypeReadSummary>,
    /// Whether there was such a message already.
    pub(super) was_read: bool,
}

/// A read, and how it goes on.
#[derive(Debug)]
pub(super) struct Pull {
    pub(super) operation: PullOperation,
    pub(super) ends_as: PullOperationStatus,
    /// How many steps it has made.
    pub(super) steps: usize,
    /// What is read, if it is custom data.
    pub(super) custom: Option<CustomDataIdentifier>,
}

/// A write, and how it goes on.
#[derive(Debug)]
pub(super) struct Push {
    pub(super) operation: PushOperation,
    pub(super) ends_as: PushOperationStatus,
}

impl CompanyRecord {
    pub(super) fn id(&self) -> CompanyId {
        self.company.id
    }

    pub(super) fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        let mut connections = self.company.data_connections.iter();
        connections.find(|connection| connection.id == id)
    }

    pub(super) fn connection_mut(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        let mut connections = self.company.data_connections.iter_mut();
        connections.find(|connection| connection.id == id)
    }

    /// Whether a read is under way. The latest are the likeliest.
    pub(super) fn is_being_read(&self) -> bool {
        let mut latest_first = self.pulls.iter().rev();
        latest_first.any(|pull| !pull.operation.is_final())
    }

    /// The company as messages refer to it.
    pub(super) fn reference(&self) -> CompanyReference {
        let company = &self.company;
        let portal = format!("https://app.codat.io/companies/{}/summary", company.id);
        CompanyReference {
            id: company.id,
            name: company.name.clone(),
            description: company.description.clone(),
            links: Some(CompanyReferenceLinks {
                portal: Some(portal),
            }),
            tags: company.tags.clone(),
        }
    }
}
