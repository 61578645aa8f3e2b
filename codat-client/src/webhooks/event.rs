//! A message that was verified.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::payload::Payload;
use crate::models::DataType;
use crate::{CompanyId, DateTime};

/// An event, from a message that was verified.
///
/// It serialises and deserialises as JSON, for a queue or a table. Deserialising doesn't verify it again. It can't be deserialised inside a
/// type with serde's `tag`, `untagged` or `flatten`: store its JSON as a string there.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// The message's id, from the header `webhook-id`. It is the same each time that Codat sends the message: use it to process a message
    /// only once.
    pub message_id: String,
    /// The event's id, from the body.
    pub id: Option<String>,
    /// The type of the event, such as `read.completed`. Empty if the body has none.
    pub event_type: String,
    /// When it happened.
    pub generated_date: Option<DateTime>,
    /// What it is about.
    pub payload: Payload,
}

/// The body of a message. A member of another type than is documented is no reason to lose the others.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    event_type: Option<&'a RawValue>,
    #[serde(borrow)]
    generated_date: Option<&'a RawValue>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

impl Event {
    /// The data type of a write: `bills` of `bills.write.successful`.
    pub fn data_type(&self) -> Option<DataType> {
        let (data_type, _) = self.event_type.split_once(".write.")?;
        Some(DataType::from(data_type))
    }

    /// The company that the event is about. `None` for events about the daily quota, and for payloads that this crate can't read.
    pub fn company_id(&self) -> Option<CompanyId> {
        let id = match &self.payload {
            Payload::CompanyCreated(company) | Payload::CompanyDeleted(company) => company.id,
            Payload::CompanyProductAdded(product) | Payload::CompanyProductRemoved(product) => {
                product.id
            }
            Payload::ConnectionCreated(payload)
            | Payload::ConnectionConnected(payload)
            | Payload::ConnectionFailed(payload)
            | Payload::ConnectionDisconnected(payload)
            | Payload::ConnectionReconnected(payload)
            | Payload::ConnectionDeleted(payload) => payload.reference_company.as_ref()?.id,
            Payload::ReadCompleted(read) | Payload::ReadCompletedInitial(read) => {
                read.reference_company.as_ref()?.id
            }
            Payload::WriteSuccessful(write) | Payload::WriteUnsuccessful(write) => {
                write.reference_company.as_ref()?.id
            }
            Payload::RateLimitReached(_)
            | Payload::RateLimitReset(_)
            | Payload::Other(_)
            | Payload::Body(_) => return None,
        };
        // An id that is absent is read as nil.
        Some(id).filter(|id| *id != CompanyId::nil())
    }

    /// Reads a body that was verified. Whatever it is, it becomes an event.
    pub(super) fn decode(message_id: String, body: &[u8]) -> Self {
        let read = read_object(body);
        let text = |of: fn(&Body<'_>) -> Option<String>| read.as_ref().and_then(of);
        let event_type = text(|read| string(read.event_type));
        let payload = read.as_ref().and_then(|read| read.payload);
        let payload = match (&event_type, payload) {
            (Some(event_type), Some(json)) => Payload::decode(event_type, json),
            _ => Payload::Body(Bytes::copy_from_slice(body)),
        };
        Self {
            message_id,
            id: text(|read| string(read.id)),
            event_type: event_type.unwrap_or_default(),
            generated_date: text(|read| string(read.generated_date)).map(DateTime::from),
            payload,
        }
    }
}

/// An array isn't one, although serde would read a struct from it.
fn read_object(body: &[u8]) -> Option<Body<'_>> {
    let is_object = body.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(body).ok())?
}

fn string(json: Option<&RawValue>) -> Option<String> {
    serde_json::from_str(json?.get()).ok()
}

/// An event as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    message_id: String,
    id: Option<String>,
    event_type: String,
    generated_date: Option<DateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Box<RawValue>>,
    /// In base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let body = match &self.payload {
            Payload::Body(body) => Some(STANDARD.encode(body)),
            _ => None,
        };
        let kept = Kept {
            message_id: self.message_id.clone(),
            id: self.id.clone(),
            event_type: self.event_type.clone(),
            generated_date: self.generated_date.clone(),
            payload: self.payload.to_json().map_err(S::Error::custom)?,
            body,
        };
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kept = Kept::deserialize(deserializer)?;
        let payload = match (kept.payload, kept.body) {
            (Some(json), _) => Payload::decode(&kept.event_type, &json),
            (None, Some(body)) => {
                Payload::Body(STANDARD.decode(body).map_err(D::Error::custom)?.into())
            }
            (None, None) => return Err(D::Error::missing_field("payload")),
        };
        Ok(Self {
            message_id: kept.message_id,
            id: kept.id,
            event_type: kept.event_type,
            generated_date: kept.generated_date,
            payload,
        })
    }
}
