//! The models of the tag *Webhooks*, and the payloads of webhooks.

use serde::{Deserialize, Serialize};

use super::common::DataType;
use super::companies::{Company, CompanyReference};
use super::connections::Connection;
use super::push_data::PushOperationStatus;
use super::refresh_data::PullOperationStatus;
use crate::{CompanyId, ConnectionId, DateTime, SerializableSecret, null_as_default};

crate::id! {
    /// The id of a webhook consumer.
    pub struct WebhookId("webhook consumer");
}

/// A URL of yours to which Codat sends messages.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct WebhookConsumer {
    /// The consumer's id.
    pub id: WebhookId,
    /// The URL.
    pub url: Option<String>,
    /// Whether no messages are sent.
    pub disabled: Option<bool>,
    /// The types of events that are sent, such as `company.created`.
    #[serde(deserialize_with = "null_as_default")]
    pub event_types: Vec<String>,
    /// If there are tags, only messages about companies with one of them are sent. Each is `key:value`.
    #[serde(deserialize_with = "null_as_default")]
    pub company_tags: Vec<String>,
}

/// All webhook consumers of your client. There are fifty at most.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct WebhookConsumers {
    /// The consumers.
    #[serde(deserialize_with = "null_as_default")]
    pub results: Vec<WebhookConsumer>,
}

/// The body of [`create_webhook_consumer`](crate::api::Webhooks::create_webhook_consumer).
///
/// ```
/// use codat_client::models::WebhookConsumerPrototype;
///
/// let consumer = WebhookConsumerPrototype::new("https://bank-of-dave.com/codat", ["company.created"]);
/// assert_eq!(consumer.event_types.as_deref(), Some(&["company.created".to_owned()][..]));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct WebhookConsumerPrototype {
    /// The URL to send messages to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether no messages are sent yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// The types of events to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// Send only messages about companies with one of these tags, each as `key:value`: ten at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_tags: Option<Vec<String>>,
}

impl WebhookConsumerPrototype {
    /// A consumer of these types of events at this URL.
    pub fn new<E>(url: impl Into<String>, event_types: E) -> Self
    where
        E: IntoIterator<Item: Into<String>>,
    {
        Self {
            url: Some(url.into()),
            event_types: Some(event_types.into_iter().map(Into::into).collect()),
            ..Self::default()
        }
    }
}

/// The key for Codat's integration with Zapier.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct WebhookZapierKey {
    /// The key. `Debug` doesn't show it.
    pub key: Option<SerializableSecret>,
}

/// A message about a company: `company.created` and `company.deleted`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// The company, without its connections.
    pub payload: Option<Company>,
}

/// A message about a product of a company: `company.product.added` and `company.product.removed`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyProductWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// The product.
    pub payload: Option<CompanyProductWebhookPayload>,
}

/// A product that was added to, or removed from, a company.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CompanyProductWebhookPayload {
    /// The company.
    pub id: CompanyId,
    /// The company's name.
    pub name: Option<String>,
    /// More about the company, such as its id in your system.
    pub description: Option<String>,
    /// The product, such as `lending`.
    pub product_id: Option<String>,
    /// The product's name.
    pub product_name: Option<String>,
    /// The products that the company has now.
    #[serde(deserialize_with = "null_as_default")]
    pub products: Vec<String>,
}

/// A message about a connection: `connection.created`, `connection.connected`, `connection.failed`, `connection.disconnected`,
/// `connection.reconnected` and `connection.deleted`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ConnectionWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// The connection.
    pub payload: Option<ConnectionWebhookPayload>,
}

/// A connection that changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ConnectionWebhookPayload {
    /// The company.
    pub reference_company: Option<CompanyReference>,
    /// The connection as it is now.
    pub connection: Option<Connection>,
}

/// A message about data that was read: `read.completed` and `read.completed.initial`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReadCompletedWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// What was read.
    pub payload: Option<ReadCompletedWebhookPayload>,
}

/// What was read for a company.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReadCompletedWebhookPayload {
    /// The company.
    pub reference_company: Option<CompanyReference>,
    /// When the data types were last read before.
    pub modified_from_date: Option<DateTime>,
    /// The data types that were read.
    #[serde(deserialize_with = "null_as_default")]
    pub data_types: Vec<DataTypeReadSummary>,
}

/// How the reading of one data type ended.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataTypeReadSummary {
    /// The connection that was read from.
    pub connection_id: Option<ConnectionId>,
    /// The data type.
    pub data_type: Option<DataType>,
    /// Whether any record is new, changed or gone.
    pub records_modified: Option<bool>,
    /// How it ended.
    pub status: Option<PullOperationStatus>,
    /// The problems that were found.
    #[serde(deserialize_with = "null_as_default")]
    pub issues: Vec<ReadIssue>,
}

/// A problem with data that was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReadIssue {
    /// The kind of problem, such as `warning.validation`.
    pub r#type: Option<String>,
    /// The problem.
    pub message: Option<String>,
    /// Where to read more.
    pub links: Option<ReadIssueLinks>,
}

/// Where to read more about a [`ReadIssue`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReadIssueLinks {
    /// The validation results in the API.
    pub logs: Option<String>,
    /// The history in Codat's portal.
    pub portal: Option<String>,
    /// Codat's documentation.
    pub read_more: Option<String>,
}

/// A message about a write: `{dataType}.write.successful` and `{dataType}.write.unsuccessful`, such as `bills.write.successful`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataTypeWriteWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// The write.
    pub payload: Option<DataTypeWriteWebhookPayload>,
}

/// A write that ended.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataTypeWriteWebhookPayload {
    /// The key of the push operation.
    pub id: Option<String>,
    /// The kind of write.
    pub r#type: Option<WriteType>,
    /// The company.
    pub reference_company: Option<CompanyReference>,
    /// The connection that was written to.
    pub connection_id: Option<ConnectionId>,
    /// When the write was requested.
    pub requested_on_date: Option<DateTime>,
    /// When it ended.
    pub completed_on_date: Option<DateTime>,
    /// How it ended.
    pub status: Option<PushOperationStatus>,
    /// The record that was written.
    pub record: Option<DataTypeWriteWebhookRecord>,
    /// The attachment that was uploaded, if one was.
    pub attachment_id: Option<String>,
}

/// The record that a write created, changed or deleted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DataTypeWriteWebhookRecord {
    /// The record's id in the accounting software.
    pub id: Option<String>,
}

crate::open_enum! {
    /// The kind of a write.
    pub enum WriteType {
        /// Create a record.
        Create = "Create",
        /// Change a record.
        Update = "Update",
        /// Delete a record.
        Delete = "Delete",
        /// Upload an attachment.
        UploadAttachment = "UploadAttachment",
    }
}

/// A message about the daily quota: `client.rateLimit.reached` and `client.rateLimit.reset`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ClientRateLimitWebhook {
    /// The event's id.
    pub id: Option<String>,
    /// The type of the event.
    pub event_type: Option<String>,
    /// When the event happened.
    pub generated_date: Option<DateTime>,
    /// The quota.
    pub payload: Option<ClientRateLimitWebhookPayload>,
}

/// The daily quota of your client.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ClientRateLimitWebhookPayload {
    /// The requests allowed in a day.
    pub daily_quota: Option<i64>,
    /// The requests left today.
    pub quota_remaining: Option<i64>,
    /// When the quota is reset.
    pub expiry_date: Option<DateTime>,
}
