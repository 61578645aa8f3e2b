//! What a read finds.

use serde_json::json;

use super::new_ids::NewIds;
use crate::DateTime;
use crate::models::{
    CustomDataTypeConfiguration, CustomDataTypeRecord, DataTypeReadSummary, ModifiedDate,
    PullOperation, PullOperationStatus, ValidationItem, ValidationResult,
};

/// How many records a read of custom data finds.
const CUSTOM_RECORDS: usize = 3;

/// A read that has ended, as messages report it.
pub(super) fn summary(operation: &PullOperation) -> DataTypeReadSummary {
    DataTypeReadSummary {
        connection_id: Some(operation.connection_id),
        data_type: operation.data_type.clone(),
        records_modified: Some(operation.is_completed == Some(true)),
        status: operation.status.clone(),
        issues: Vec::new(),
    }
}

/// The problems that a read found: one, if it ended because of them.
pub(super) fn validation(operation: &PullOperation) -> ValidationResult {
    let mut result = ValidationResult::default();
    if operation.status == Some(PullOperationStatus::ValidationError) {
        result.errors.push(ValidationItem {
            rule_id: Some("sandbox-001".to_owned()),
            item_id: Some(operation.id.to_string()),
            message: operation.error_message.clone(),
            validator_name: Some("SandboxValidator".to_owned()),
        });
    }
    result
}

/// The records of a custom data type: each has the members that are configured. Codat describes their values as objects.
pub(super) fn records(
    configuration: Option<&CustomDataTypeConfiguration>,
    date: &DateTime,
    ids: &mut NewIds,
) -> Vec<CustomDataTypeRecord> {
    let required = configuration.and_then(|it| it.required_data.clone());
    let names: Vec<String> = required.unwrap_or_default().into_keys().collect();
    let record = |number| CustomDataTypeRecord {
        id: Some(ids.next().to_string()),
        content: names
            .iter()
            .map(|name| (name.clone(), json!({ "value": format!("{name} {number}") })))
            .collect(),
        modified_date: Some(ModifiedDate {
            modified_date: Some(date.clone()),
        }),
    };
    (1..=CUSTOM_RECORDS).map(record).collect()
}
