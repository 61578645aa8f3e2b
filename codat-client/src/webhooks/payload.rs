//! What an event is about.

use bytes::Bytes;
use serde_json::value::{RawValue, to_raw_value};

use crate::models::{
    ClientRateLimitWebhookPayload, Company, CompanyProductWebhookPayload, ConnectionWebhookPayload,
    DataTypeWriteWebhookPayload, ReadCompletedWebhookPayload,
};

macro_rules! payloads {
    ($($event_type:literal => $variant:ident($model:ty), $doc:literal;)+) => {
        /// The payload of an [`Event`](super::Event), by its type.
        ///
        /// Types that Codat adds later, and those of its other products, are [`Other`](Self::Other).
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Payload {
            $(
                #[doc = concat!("`", $event_type, "`: ", $doc)]
                $variant(Box<$model>),
            )+
            /// The JSON of the payload as it was sent, if this version doesn't know the type, or if the payload isn't as documented.
            /// It is one line: line breaks are replaced by spaces.
            Other(String),
            /// The whole body as it was sent, if it isn't JSON, or has no type or no payload. A transformation that is set up in
            /// Codat's portal can cause this.
            Body(Bytes),
        }

        impl Payload {
            /// The types of events that have a variant, as Codat documents them. In those of writes, `{dataType}` stands for any
            /// data type.
            pub const KNOWN: &'static [&'static str] = &[$($event_type),+];

            /// Reads the payload of an event of this type.
            pub(super) fn decode(event_type: &str, json: &RawValue) -> Self {
                // serde would also read a struct from an array.
                let is_object = json.get().starts_with('{');
                let payload = match documented(event_type) {
                    _ if !is_object => None,
                    $($event_type => serde_json::from_str(json.get()).map(Self::$variant).ok(),)+
                    _ => None,
                };
                payload.unwrap_or_else(|| Self::Other(json.get().replace(['\r', '\n'], " ")))
            }

            /// The payload as JSON. [`Body`](Self::Body) has none.
            pub(super) fn to_json(&self) -> serde_json::Result<Option<Box<RawValue>>> {
                match self {
                    $(Self::$variant(payload) => to_raw_value(payload).map(Some),)+
                    Self::Other(json) => RawValue::from_string(json.clone()).map(Some),
                    Self::Body(_) => Ok(None),
                }
            }
        }
    };
}

payloads! {
    "company.created" => CompanyCreated(Company), "a company was created.";
    "company.deleted" => CompanyDeleted(Company), "a company was deleted.";
    "company.product.added" => CompanyProductAdded(CompanyProductWebhookPayload), "a company got a product.";
    "company.product.removed" => CompanyProductRemoved(CompanyProductWebhookPayload), "a company lost a product.";
    "connection.created" => ConnectionCreated(ConnectionWebhookPayload), "a connection was created.";
    "connection.connected" => ConnectionConnected(ConnectionWebhookPayload), "a connection was authorised for the first time.";
    "connection.failed" => ConnectionFailed(ConnectionWebhookPayload), "a connection could not be authorised.";
    "connection.disconnected" => ConnectionDisconnected(ConnectionWebhookPayload), "a connection was unlinked, or lost its authorisation.";
    "connection.reconnected" => ConnectionReconnected(ConnectionWebhookPayload), "a connection was authorised again.";
    "connection.deleted" => ConnectionDeleted(ConnectionWebhookPayload), "a connection was deleted.";
    "read.completed" => ReadCompleted(ReadCompletedWebhookPayload), "data was read for a company.";
    "read.completed.initial" => ReadCompletedInitial(ReadCompletedWebhookPayload), "data was read for a company for the first time.";
    "{dataType}.write.successful" => WriteSuccessful(DataTypeWriteWebhookPayload), "a record was written. `Event::data_type` returns its data type.";
    "{dataType}.write.unsuccessful" => WriteUnsuccessful(DataTypeWriteWebhookPayload), "a record could not be written.";
    "client.rateLimit.reached" => RateLimitReached(ClientRateLimitWebhookPayload), "no requests are left today.";
    "client.rateLimit.reset" => RateLimitReset(ClientRateLimitWebhookPayload), "requests are possible again.";
}

/// The type as Codat documents it.
fn documented(event_type: &str) -> &str {
    match event_type.split_once(".write.") {
        Some((_, "successful")) => "{dataType}.write.successful",
        Some((_, "unsuccessful")) => "{dataType}.write.unsuccessful",
        _ => event_type,
    }
}
