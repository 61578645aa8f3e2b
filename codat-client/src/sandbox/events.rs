//! What is reported to webhook consumers.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::{Value, json};

use super::company::CompanyRecord;
use super::new_ids::NewIds;
use super::reply::without_nulls;
use crate::DateTime;
use crate::models::WebhookConsumer;

/// The most messages that wait for their delivery to begin.
const MOST: usize = 10_000;

/// The messages to deliver.
#[derive(Debug, Default)]
pub(super) struct Outbox(VecDeque<Message>);

/// A message for one consumer.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) url: String,
    /// The same for every delivery of this message.
    pub(super) id: String,
    pub(super) body: Value,
}

/// An event of a company, or of the whole account.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) event_type: String,
    /// The tags of its company, each as `key:value`. `None`: it is about no company.
    pub(super) tags: Option<Vec<String>>,
    pub(super) payload: Value,
}

impl Event {
    pub(super) fn of_account(event_type: impl Into<String>, payload: &impl Serialize) -> Self {
        Self {
            event_type: event_type.into(),
            tags: None,
            payload: without_nulls(json!(payload)),
        }
    }

    pub(super) fn of(
        record: &CompanyRecord,
        event_type: impl Into<String>,
        payload: &impl Serialize,
    ) -> Self {
        let tags = record.company.tags.iter();
        Self {
            event_type: event_type.into(),
            tags: Some(tags.map(|(key, value)| format!("{key}:{value}")).collect()),
            payload: without_nulls(json!(payload)),
        }
    }
}

impl Outbox {
    /// Adds a message for each consumer that asked for such events.
    pub(super) fn add<'a>(
        &mut self,
        event: &Event,
        consumers: impl Iterator<Item = &'a WebhookConsumer>,
        ids: &mut NewIds,
        now: &DateTime,
    ) {
        let mut body = None;
        for consumer in consumers.filter(|consumer| asked_for(consumer, event)) {
            let body = body.get_or_insert_with(|| {
                json!({
                    "id": ids.next(),
                    "eventType": event.event_type,
                    "generatedDate": now,
                    "payload": event.payload,
                })
            });
            if let (Some(url), true) = (&consumer.url, self.0.len() < MOST) {
                self.0.push_back(Message {
                    url: url.clone(),
                    id: format!("msg_{}", ids.next_text()),
                    body: body.clone(),
                });
            }
        }
    }

    /// Takes the earliest messages, at most this many.
    pub(super) fn take(&mut self, most: usize) -> Vec<Message> {
        let most = most.min(self.0.len());
        self.0.drain(..most).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn asked_for(consumer: &WebhookConsumer, event: &Event) -> bool {
    let types = &consumer.event_types;
    let of_type = types.is_empty() || types.contains(&event.event_type);
    let wanted = &consumer.company_tags;
    let tagged = match &event.tags {
        Some(tags) => wanted.is_empty() || tags.iter().any(|tag| wanted.contains(tag)),
        None => true,
    };
    consumer.disabled != Some(true) && of_type && tagged
}
