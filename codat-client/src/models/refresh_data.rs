//! The models of the tag *Refresh data*.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::common::{DataType, DatasetId};
use crate::paging::Page;
use crate::{CompanyId, ConnectionId, DateTime};

/// The status of one data type of a company.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataStatus {
    /// The data type.
    pub data_type: Option<DataType>,
    /// When it was last read with success.
    pub last_successful_sync: Option<DateTime>,
    /// The status of the last read.
    pub current_status: Option<PullOperationStatus>,
    /// The last read.
    pub latest_sync_id: Option<DatasetId>,
    /// The last read that succeeded.
    pub latest_successful_sync_id: Option<DatasetId>,
}

impl DataStatus {
    /// Whether the last read has ended, with success or not. Without a status, or with one that this version doesn't name, it may go on.
    pub fn is_final(&self) -> bool {
        let status = self.current_status.as_ref();
        status.is_some_and(PullOperationStatus::is_final)
    }

    /// Whether the last read has ended with success.
    pub fn is_successful(&self) -> bool {
        let status = self.current_status.as_ref();
        status.is_some_and(PullOperationStatus::is_successful)
    }
}

/// The status of each data type of a company, by data type: the response of
/// [`get_company_data_status`](crate::api::RefreshData::get_company_data_status).
///
/// A data type that was never read is absent or `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DataStatuses(pub HashMap<DataType, Option<DataStatus>>);

impl DataStatuses {
    /// The status of this data type, if it was ever read.
    pub fn get(&self, data_type: &DataType) -> Option<&DataStatus> {
        self.0.get(data_type)?.as_ref()
    }

    /// Whether no data type is being read: the last read of each has ended, with success or not.
    pub fn is_final(&self) -> bool {
        self.0.values().flatten().all(DataStatus::is_final)
    }
}

/// A pull operation: one read of one data type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PullOperation {
    /// The id of the operation, and of the dataset that it reads.
    pub id: DatasetId,
    /// The company.
    pub company_id: CompanyId,
    /// The connection that is read from.
    pub connection_id: ConnectionId,
    /// The data type.
    pub data_type: Option<DataType>,
    /// The status.
    pub status: Option<PullOperationStatus>,
    /// The status in words.
    pub status_description: Option<String>,
    /// What went wrong, if something did.
    pub error_message: Option<String>,
    /// When the operation was requested.
    pub requested: Option<DateTime>,
    /// When it ended.
    pub completed: Option<DateTime>,
    /// The progress in percent.
    pub progress: Option<i64>,
    /// Whether it ended with success. It can't be used in a filter: filter by `status`.
    pub is_completed: Option<bool>,
    /// Whether it ended with an error.
    pub is_errored: Option<bool>,
}

impl PullOperation {
    /// Whether the operation has ended, with success or not. Without a status, or with one that this version doesn't name, it may go on.
    pub fn is_final(&self) -> bool {
        self.status
            .as_ref()
            .is_some_and(PullOperationStatus::is_final)
    }

    /// Whether the operation has ended with success.
    pub fn is_successful(&self) -> bool {
        self.status
            .as_ref()
            .is_some_and(PullOperationStatus::is_successful)
    }
}

/// One page of pull operations.
pub type PullOperations = Page<PullOperation>;

crate::open_enum! {
    /// The status of a pull operation.
    pub enum PullOperationStatus {
        /// It was created.
        Initial = "Initial",
        /// It waits to be read.
        Queued = "Queued",
        /// Data is being read from the platform.
        Fetching = "Fetching",
        /// It waits to be mapped.
        MapQueued = "MapQueued",
        /// Data is being mapped to Codat's model.
        Mapping = "Mapping",
        /// It ended with success.
        Complete = "Complete",
        /// The data couldn't be read.
        FetchError = "FetchError",
        /// The data couldn't be mapped.
        MapError = "MapError",
        /// Codat failed.
        InternalError = "InternalError",
        /// It waits to be processed.
        ProcessingQueued = "ProcessingQueued",
        /// Data is being processed.
        Processing = "Processing",
        /// The data couldn't be processed.
        ProcessingError = "ProcessingError",
        /// It waits to be validated.
        ValidationQueued = "ValidationQueued",
        /// Data is being validated.
        Validating = "Validating",
        /// The data isn't valid.
        ValidationError = "ValidationError",
        /// The connection's authorisation has ended.
        AuthError = "AuthError",
        /// It was cancelled.
        Cancelled = "Cancelled",
        /// The platform doesn't have this data type.
        NotSupported = "NotSupported",
        /// The platform's rate limit was reached.
        RateLimitError = "RateLimitError",
        /// The customer's user may not read this data.
        PermissionsError = "PermissionsError",
        /// Something that it needs isn't there, such as another data type.
        PrerequisiteNotMet = "PrerequisiteNotMet",
    }
}

impl PullOperationStatus {
    /// Whether the operation has ended, with success or not. A status that this version doesn't name may go on.
    pub fn is_final(&self) -> bool {
        !matches!(
            self,
            Self::Initial
                | Self::Queued
                | Self::Fetching
                | Self::MapQueued
                | Self::Mapping
                | Self::ProcessingQueued
                | Self::Processing
                | Self::ValidationQueued
                | Self::Validating
                | Self::Other(_)
        )
    }

    /// Whether the operation has ended with success.
    pub fn is_successful(&self) -> bool {
        *self == Self::Complete
    }
}
