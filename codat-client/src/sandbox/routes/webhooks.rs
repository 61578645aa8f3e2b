//! Webhook consumers.

use url::Url;

use super::super::refusal::{Problem, bad_request, not_found, not_valid, problem};
use super::super::request_body;
use super::super::world::World;
use super::super::{RecordedRequest, Reply};
use super::{CodatRoute, Handled, route};
use crate::Client;
use crate::api::Webhooks as _;
use crate::models::{
    WebhookConsumer, WebhookConsumerPrototype, WebhookConsumers, WebhookId, WebhookZapierKey,
};

const MOST_CONSUMERS: usize = 50;

pub(super) fn routes(codat: &Client) -> Vec<Option<CodatRoute>> {
    let consumer = WebhookConsumerPrototype::default();
    vec![
        route(&codat.list_webhook_consumers(), list),
        route(&codat.create_webhook_consumer(&consumer), create),
        route(&codat.delete_webhook_consumer(WebhookId::nil()), delete),
        route(&codat.rotate_zapier_key(), rotate_zapier_key),
    ]
}

fn list(world: &mut World, _request: &RecordedRequest) -> Handled {
    let results = world.account.consumers.iter().cloned().collect();
    Ok(Reply::model(200, &WebhookConsumers { results }))
}

fn create(world: &mut World, request: &RecordedRequest) -> Handled {
    let body: WebhookConsumerPrototype = request_body::read(request, &["url", "eventTypes"])?;
    let problems = problems(&body);
    if !problems.is_empty() {
        return Err(not_valid(&problems));
    }
    if world.account.consumers.len() >= MOST_CONSUMERS {
        return Err(bad_request(&format!(
            "Maximum number of webhook consumers ({MOST_CONSUMERS}) reached. Delete an unused consumer and try again."
        )));
    }
    let consumer = WebhookConsumer {
        id: world.new_id(),
        url: body.url,
        disabled: Some(body.disabled.unwrap_or(false)),
        event_types: body.event_types.unwrap_or_default(),
        company_tags: body.company_tags.unwrap_or_default(),
    };
    let reply = Reply::model(201, &consumer);
    world.account.consumers.insert(consumer.id, consumer);
    Ok(reply)
}

fn problems(consumer: &WebhookConsumerPrototype) -> Vec<Problem> {
    let mut problems = Vec::new();
    let url = consumer.url.as_deref().unwrap_or_default();
    let is_http = |url: Url| ["http", "https"].contains(&url.scheme());
    if !Url::parse(url).is_ok_and(is_http) {
        problems.push(problem("url", "must be an HTTP URL"));
    }
    let tags = consumer.company_tags.as_deref().unwrap_or_default();
    if tags.len() > 10 {
        problems.push(problem("companyTags", "must be at most 10"));
    }
    if tags.iter().any(|tag| tag.chars().count() > 128) {
        problems.push(problem(
            "companyTags",
            "must have at most 128 characters each",
        ));
    }
    problems
}

fn delete(world: &mut World, request: &RecordedRequest) -> Handled {
    let text = request.path_value("webhook_id").unwrap_or_default();
    let id = text.parse().ok();
    match id.and_then(|id| world.account.consumers.remove(&id)) {
        Some(_) => Ok(Reply::new(204)),
        None => Err(not_found(&format!("Webhook consumer {text} not found"))),
    }
}

fn rotate_zapier_key(world: &mut World, _request: &RecordedRequest) -> Handled {
    let key = format!("sk_integ_{}.us", world.ids.next_text());
    let key = WebhookZapierKey {
        key: Some(key.into()),
    };
    Ok(Reply::model(201, &key))
}
