//! The model of each schema.

use std::fmt::Debug;

use codat_client::models::*;
use codat_client::paging::Page;
use codat_client::{DateTime, Error, HeaderMap, RawResponse, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An instance that was read by a model.
pub(super) struct Read {
    /// What the model writes.
    pub(super) json: Value,
    /// What it shows.
    pub(super) shown: String,
}

/// Reads an instance.
pub(super) type Model = fn(&Value) -> Result<Read, String>;

/// The model of each schema, by the schema's name.
pub(super) fn models() -> Vec<(&'static str, Model)> {
    vec![
        ("ApiKeyDetails", read::<ApiKeyDetails>),
        ("ApiKeys", read::<ApiKeys>),
        ("Branding", read::<Branding>),
        ("ClientId", read::<ClientId>),
        ("ClientRateLimitWebhook", read::<ClientRateLimitWebhook>),
        ("Companies", read::<Companies>),
        ("Company", read::<Company>),
        ("CompanyAccessToken", company_access_token),
        ("CompanyProductWebhook", read::<CompanyProductWebhook>),
        ("CompanyRequestBody", read::<CompanyRequestBody>),
        ("CompanySyncSettings", read::<CompanySyncSettings>),
        ("CompanyUpdateRequest", read::<CompanyUpdateRequest>),
        ("CompanyWebhook", company_webhook),
        ("Connection", read::<Connection>),
        (
            "ConnectionManagementAccessToken",
            connection_management_access_token,
        ),
        (
            "ConnectionManagementAllowedOrigins",
            read::<ConnectionManagementAllowedOrigins>,
        ),
        ("ConnectionWebhook", read::<ConnectionWebhook>),
        ("Connections", read::<Connections>),
        ("CreateApiKey", read::<CreateApiKey>),
        (
            "CustomDataTypeConfiguration",
            read::<CustomDataTypeConfiguration>,
        ),
        ("CustomDataTypeRecords", read::<CustomDataTypeRecords>),
        ("DataStatus", read::<DataStatus>),
        ("DataStatuses", read::<DataStatuses>),
        ("DataType", read::<DataType>),
        ("DataTypeWriteWebhook", read::<DataTypeWriteWebhook>),
        ("DateTime", read::<DateTime>),
        ("ErrorMessage", error_message),
        ("Integration", read::<Integration>),
        ("Integrations", read::<Integrations>),
        ("PagingInfo", paging_info),
        ("Profile", read::<Profile>),
        ("PullOperation", read::<PullOperation>),
        ("PullOperations", read::<PullOperations>),
        ("PushOperation", read::<PushOperation>),
        ("PushOperations", read::<PushOperations>),
        ("PushOption", read::<PushOption>),
        ("ReadCompletedWebhook", read::<ReadCompletedWebhook>),
        (
            "SupplementalDataConfiguration",
            read::<SupplementalDataConfiguration>,
        ),
        ("SyncSetting", read::<SyncSetting>),
        ("SyncSettings", read::<SyncSettings>),
        ("UpdateConnectionStatus", read::<UpdateConnectionStatus>),
        ("ValidationResult", read::<ValidationResult>),
        ("WebhookConsumer", read::<WebhookConsumer>),
        ("WebhookZapierKey", read::<WebhookZapierKey>),
    ]
}

/// The values that each enumeration names.
pub(super) fn enumerations() -> Vec<(&'static str, &'static [&'static str])> {
    vec![
        (
            "DataConnectionErrorStatus",
            DataConnectionErrorStatus::KNOWN,
        ),
        ("DataConnectionStatus", DataConnectionStatus::KNOWN),
        ("DataType", DataType::KNOWN),
        ("FeatureState", FeatureState::KNOWN),
        ("FeatureType", FeatureType::KNOWN),
        ("PullOperationStatus", PullOperationStatus::KNOWN),
        ("PushChangeType", PushChangeType::KNOWN),
        ("PushOperationStatus", PushOperationStatus::KNOWN),
        ("PushOptionType", PushOptionType::KNOWN),
        ("SourceType", SourceType::KNOWN),
        ("WriteType", WriteType::KNOWN),
    ]
}

fn read<T: DeserializeOwned + Serialize + Debug>(instance: &Value) -> Result<Read, String> {
    let value: T = serde_json::from_value(instance.clone()).map_err(|error| error.to_string())?;
    Ok(Read {
        json: serde_json::to_value(&value).unwrap(),
        shown: format!("{value:?}"),
    })
}

/// A page is a schema of its own, and has the results beside it.
fn paging_info(instance: &Value) -> Result<Read, String> {
    let mut page = instance.clone();
    page["results"] = json!([]);
    let mut read = read::<Page<Value>>(&page)?;
    read.json.as_object_mut().unwrap().remove("results");
    Ok(read)
}

/// The company of a webhook has no connections.
fn company_webhook(instance: &Value) -> Result<Read, String> {
    let mut read = read::<CompanyWebhook>(instance)?;
    if let Some(payload) = read.json["payload"].as_object_mut() {
        payload.remove("dataConnections");
    }
    Ok(read)
}

/// Tokens don't serialise.
fn company_access_token(instance: &Value) -> Result<Read, String> {
    let token: CompanyAccessToken =
        serde_json::from_value(instance.clone()).map_err(|error| error.to_string())?;
    Ok(Read {
        json: json!({
            "accessToken": token.access_token().expose(),
            "expiresIn": token.expires_in().as_secs(),
            "tokenType": token.token_type(),
        }),
        shown: format!("{token:?}"),
    })
}

fn connection_management_access_token(instance: &Value) -> Result<Read, String> {
    let token: ConnectionManagementAccessToken =
        serde_json::from_value(instance.clone()).map_err(|error| error.to_string())?;
    Ok(Read {
        json: json!({ "accessToken": token.access_token().expose() }),
        shown: format!("{token:?}"),
    })
}

/// It is read from a response, and has accessors.
fn error_message(instance: &Value) -> Result<Read, String> {
    let response = RawResponse::new(
        StatusCode::NOT_FOUND,
        HeaderMap::new(),
        instance.to_string(),
    );
    let Error::ErrorMessage(error) = Error::from_response(response) else {
        return Err("it is no ErrorMessage".to_owned());
    };
    let message = error.message();
    let items = |items: &[codat_client::error::ErrorValidationItem]| {
        let items = items.iter().map(|item| {
            json!({ "itemId": item.item_id(), "message": item.message(), "validatorName": item.validator_name() })
        });
        items.collect::<Vec<_>>()
    };
    let validation = message.validation().unwrap();
    Ok(Read {
        json: json!({
            "statusCode": message.status_code(),
            "service": message.service(),
            "error": message.error(),
            "correlationId": message.correlation_id(),
            "validation": { "errors": items(validation.errors()), "warnings": items(validation.warnings()) },
            "canBeRetried": message.can_be_retried(),
            "detailedErrorCode": message.detailed_error_code(),
        }),
        shown: String::new(),
    })
}
