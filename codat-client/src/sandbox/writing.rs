//! What a write does.

use super::company::CompanyRecord;
use super::events::Event;
use crate::models::{
    DataType, DataTypeWriteWebhookPayload, DataTypeWriteWebhookRecord, PushChangeType,
    PushOperation, PushOperationChange, PushOperationKey, PushOperationRef, PushOperationStatus,
    ValidationItem, ValidationResult, WriteType,
};
use crate::{CompanyId, ConnectionId, DateTime};

/// A write that has just begun.
pub(super) fn begun(
    key: PushOperationKey,
    company: CompanyId,
    connection: ConnectionId,
    data_type: &DataType,
    requested: DateTime,
) -> PushOperation {
    PushOperation {
        data_type: Some(data_type.clone()),
        company_id: company,
        push_operation_key: key,
        data_connection_key: connection,
        requested_on_utc: Some(requested),
        status: Some(PushOperationStatus::Pending),
        status_code: Some(202),
        ..PushOperation::default()
    }
}

/// Ends a write.
pub(super) fn end(
    operation: &mut PushOperation,
    status: PushOperationStatus,
    record_id: String,
    date: DateTime,
) {
    operation.completed_on_utc = Some(date);
    match status {
        PushOperationStatus::Success => {
            operation.status_code = Some(200);
            operation.changes = vec![PushOperationChange {
                r#type: Some(PushChangeType::Created),
                record_ref: Some(PushOperationRef {
                    id: Some(record_id),
                    data_type: operation.data_type.clone(),
                }),
                attachment_id: None,
            }];
        }
        PushOperationStatus::TimedOut => {
            operation.status_code = Some(408);
            operation.error_message = Some("The platform didn't respond in time.".to_owned());
        }
        _ => {
            let message = "The platform refused the record.";
            operation.status_code = Some(400);
            operation.error_message = Some(message.to_owned());
            operation.validation = Some(ValidationResult {
                errors: vec![ValidationItem {
                    rule_id: None,
                    item_id: Some("record".to_owned()),
                    message: Some(message.to_owned()),
                    validator_name: Some("SandboxValidator".to_owned()),
                }],
                warnings: Vec::new(),
            });
        }
    }
    operation.status = Some(status);
}

/// The message about a write that has ended.
pub(super) fn event(record: &CompanyRecord, operation: &PushOperation) -> Event {
    let change = operation.changes.first();
    let written = change.and_then(|change| change.record_ref.clone());
    let payload = DataTypeWriteWebhookPayload {
        id: Some(operation.push_operation_key.to_string()),
        r#type: Some(WriteType::Create),
        reference_company: Some(record.reference()),
        connection_id: Some(operation.data_connection_key),
        requested_on_date: operation.requested_on_utc.clone(),
        completed_on_date: operation.completed_on_utc.clone(),
        status: operation.status.clone(),
        record: written.map(|written| DataTypeWriteWebhookRecord { id: written.id }),
        attachment_id: None,
    };
    let ending = match operation.status {
        Some(PushOperationStatus::Success) => "successful",
        _ => "unsuccessful",
    };
    let data_type = operation.data_type.as_ref().map_or("", DataType::as_str);
    Event::of(record, format!("{data_type}.write.{ending}"), &payload)
}
