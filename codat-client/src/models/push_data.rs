//! The models of the tag *Push data*.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::common::{DataType, ValidationResult};
use crate::paging::Page;
use crate::{CompanyId, ConnectionId, DateTime, null_as_default};

crate::id! {
    /// The key of a push operation. Keep it to look for the operation later.
    pub struct PushOperationKey("push operation");
}

/// A push operation: one write to a customer's software.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushOperation {
    /// What was changed: one entry at most.
    #[serde(deserialize_with = "null_as_default")]
    pub changes: Vec<PushOperationChange>,
    /// The data type.
    pub data_type: Option<DataType>,
    /// The company.
    pub company_id: CompanyId,
    /// The key of the operation.
    pub push_operation_key: PushOperationKey,
    /// The connection that is written to.
    pub data_connection_key: ConnectionId,
    /// When the operation was requested.
    pub requested_on_utc: Option<DateTime>,
    /// When it ended.
    pub completed_on_utc: Option<DateTime>,
    /// The minutes after which it times out.
    pub timeout_in_minutes: Option<i64>,
    /// The seconds after which it times out.
    pub timeout_in_seconds: Option<i64>,
    /// The status.
    pub status: Option<PushOperationStatus>,
    /// What went wrong, if something did.
    pub error_message: Option<String>,
    /// What Codat, or the platform, objects to in the data.
    pub validation: Option<ValidationResult>,
    /// The HTTP status that stands for the result.
    pub status_code: Option<i64>,
}

impl PushOperation {
    /// Whether the operation has ended, with success or not. Without a status, or with one that this version doesn't name, it may go on.
    pub fn is_final(&self) -> bool {
        self.status
            .as_ref()
            .is_some_and(PushOperationStatus::is_final)
    }

    /// Whether the operation has ended with success. After [`TimedOut`](PushOperationStatus::TimedOut), the write may have happened.
    pub fn is_successful(&self) -> bool {
        self.status
            .as_ref()
            .is_some_and(PushOperationStatus::is_successful)
    }
}

/// One page of push operations.
pub type PushOperations = Page<PushOperation>;

crate::open_enum! {
    /// The status of a push operation.
    pub enum PushOperationStatus {
        /// It hasn't ended. It may never end, if the customer's desktop application is offline.
        Pending = "Pending",
        /// It ended with an error.
        Failed = "Failed",
        /// It ended with success.
        Success = "Success",
        /// The platform didn't respond in time. The write may have happened.
        TimedOut = "TimedOut",
    }
}

impl PushOperationStatus {
    /// Whether the operation has ended, with success or not. A status that this version doesn't name may go on.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Success | Self::Failed | Self::TimedOut)
    }

    /// Whether the operation has ended with success.
    pub fn is_successful(&self) -> bool {
        *self == Self::Success
    }
}

/// A record that a push operation changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushOperationChange {
    /// The kind of change.
    pub r#type: Option<PushChangeType>,
    /// The record.
    pub record_ref: Option<PushOperationRef>,
    /// The attachment that was uploaded, if one was.
    pub attachment_id: Option<String>,
}

/// The record that a push operation changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushOperationRef {
    /// The record's id.
    pub id: Option<String>,
    /// The record's data type.
    pub data_type: Option<DataType>,
}

crate::open_enum! {
    /// The kind of change that a push operation made.
    pub enum PushChangeType {
        /// Codat doesn't know.
        Unknown = "Unknown",
        /// A record was created.
        Created = "Created",
        /// A record was changed.
        Modified = "Modified",
        /// A record was deleted.
        Deleted = "Deleted",
        /// An attachment was uploaded.
        AttachmentUploaded = "AttachmentUploaded",
    }
}

/// How a record of some data type has to look to be written to a connection: a member, and the members inside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushOption {
    /// The type of the member.
    pub r#type: Option<PushOptionType>,
    /// A name to show to people.
    pub display_name: Option<String>,
    /// What the member is.
    pub description: Option<String>,
    /// Whether it has to be set.
    pub required: Option<bool>,
    /// The members inside it, by name.
    pub properties: Option<BTreeMap<String, PushOption>>,
    /// The values that it can have, if they are limited.
    #[serde(deserialize_with = "null_as_default")]
    pub options: Vec<PushOptionChoice>,
    /// What Codat checks.
    pub validation: Option<PushValidationInfo>,
}

crate::open_enum! {
    /// The type of a [`PushOption`].
    pub enum PushOptionType {
        /// A list.
        Array = "Array",
        /// An object with members.
        Object = "Object",
        /// A string.
        String = "String",
        /// A number.
        Number = "Number",
        /// True or false.
        Boolean = "Boolean",
        /// A date and time.
        DateTime = "DateTime",
        /// A file.
        File = "File",
        /// Several parts.
        MultiPart = "MultiPart",
    }
}

/// A value that a [`PushOption`] can have.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushOptionChoice {
    /// The value.
    pub value: Option<String>,
    /// The type of the value.
    pub r#type: Option<PushOptionType>,
    /// A name to show to people.
    pub display_name: Option<String>,
    /// What the value means.
    pub description: Option<String>,
    /// Whether it has to be set.
    pub required: Option<bool>,
}

/// What Codat checks of a [`PushOption`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushValidationInfo {
    /// What should be met.
    #[serde(deserialize_with = "null_as_default")]
    pub warnings: Vec<PushFieldValidation>,
    /// What is good to know.
    #[serde(deserialize_with = "null_as_default")]
    pub information: Vec<PushFieldValidation>,
}

/// One check of a [`PushValidationInfo`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PushFieldValidation {
    /// The member that is checked.
    pub field: Option<String>,
    /// What is checked.
    pub details: Option<String>,
    /// A link to more about it.
    pub r#ref: Option<String>,
}
