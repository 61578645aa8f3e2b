//! What is done about each event.

use std::collections::VecDeque;
use std::time::Duration;

use codat_client::Client;
use codat_client::models::ReadCompletedWebhookPayload;
use codat_client::webhooks::{Event, Payload};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::changes;
use crate::journal::Journal;

/// Until a fetch that failed is tried again. The client has retried it before.
const AFTER_A_FAILURE: Duration = Duration::from_secs(30);

/// How long nothing is fetched at the quota. Codat reports its reset, at midnight, but that message may be lost.
const AT_QUOTA: Duration = Duration::from_secs(60 * 60);

/// Whatever a response asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

struct Worker {
    codat: Client,
    /// Until when nothing is fetched. It is lost with a restart: Codat then refuses the next fetch, which begins it again.
    pause: Option<Instant>,
}

/// Works on one event after the other. It ends when it is aborted: what isn't done then comes again with the next start.
pub(crate) async fn work(codat: Client, mut events: mpsc::Receiver<Event>, journal: Journal) {
    let mut worker = Worker { codat, pause: None };
    // Those that wait for the end of the pause.
    let mut waiting = VecDeque::new();
    loop {
        let event = tokio::select! {
            // In this order: what has waited, the end of the pause, what is new.
            biased;
            Some(event) = async { waiting.pop_front() }, if worker.pause.is_none() => event,
            () = sleep_until(worker.pause.unwrap_or_else(Instant::now)), if worker.pause.is_some() => {
                worker.pause = None;
                continue;
            }
            event = events.recv() => match event {
                Some(event) => event,
                None => return,
            },
        };
        match worker.handle(&event).await {
            None => {
                say!("{}: waits", event.message_id);
                waiting.push_back(event);
            }
            Some(outcome) => {
                let story = format!("{}: {outcome}", event.message_id);
                match journal.done(event.message_id, outcome).await {
                    Ok(()) => say!("{story}"),
                    Err(problem) => say!("{story}, and again with the next start: {problem}"),
                }
            }
        }
    }
}

impl Worker {
    /// What became of an event. None: it waits for the end of the pause.
    async fn handle(&mut self, event: &Event) -> Option<String> {
        let outcome = match &event.payload {
            Payload::ReadCompleted(read) | Payload::ReadCompletedInitial(read) => {
                return self.fetch(read).await;
            }
            Payload::RateLimitReached(_) => {
                self.pause = Some(Instant::now() + AT_QUOTA);
                "nothing is fetched until the quota is reset".to_owned()
            }
            Payload::RateLimitReset(_) => {
                self.pause = None;
                "fetching goes on".to_owned()
            }
            Payload::ConnectionDisconnected(disconnected) => {
                let company = disconnected.reference_company.as_ref();
                let name = company.and_then(|company| company.name.as_deref());
                format!("{} has to connect again", name.unwrap_or("a company"))
            }
            _ => format!("nothing to do about {:?}", event.event_type),
        };
        Some(outcome)
    }

    async fn fetch(&mut self, read: &ReadCompletedWebhookPayload) -> Option<String> {
        if self.pause.is_some() {
            return None;
        }
        let error = match changes::fetch(&self.codat, read).await {
            Ok(count) => return Some(format!("fetched {count} records")),
            Err(error) => error,
        };
        let pause = if error.is_rate_limited() {
            let asked = error.retry_after().unwrap_or(AT_QUOTA);
            asked.clamp(AFTER_A_FAILURE, LONGEST_PAUSE)
        } else if error.is_not_found() {
            return Some(format!("the company is gone: {error}"));
        } else if error.is_retryable() {
            AFTER_A_FAILURE
        } else {
            // It would fail each time, and hold up all others.
            return Some(format!("can't be fetched: {error:#}"));
        };
        say!("nothing is fetched for {} s: {error}", pause.as_secs());
        self.pause = Some(Instant::now() + pause);
        None
    }
}
