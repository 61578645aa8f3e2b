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

/// The quota is reset at midnight. Codat reports it, and this is for the case that the message is lost.
const AT_QUOTA: Duration = Duration::from_secs(60 * 60);

/// Whatever a response asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// What became of an event.
enum Outcome {
    Done(String),
    /// It waits for the end of a pause of fetches.
    Wait,
}

pub(crate) struct Worker {
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
        let next = if worker.pause.is_none() {
            waiting.pop_front()
        } else {
            None
        };
        let event = match next {
            Some(event) => event,
            None => tokio::select! {
                event = events.recv() => match event {
                    Some(event) => event,
                    None => return,
                },
                () = over(worker.pause) => {
                    worker.pause = None;
                    continue;
                }
            },
        };
        match worker.handle(&event).await {
            Outcome::Wait => {
                say!("{}: waits", event.message_id);
                waiting.push_back(event);
            }
            Outcome::Done(outcome) => {
                let story = format!("{}: {outcome}", event.message_id);
                match journal.done(event.message_id, outcome).await {
                    Ok(()) => say!("{story}"),
                    Err(problem) => say!("{story}, and again with the next start: {problem}"),
                }
            }
        }
    }
}

async fn over(pause: Option<Instant>) {
    match pause {
        Some(end) => sleep_until(end).await,
        None => std::future::pending().await,
    }
}

impl Worker {
    async fn handle(&mut self, event: &Event) -> Outcome {
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
        Outcome::Done(outcome)
    }

    async fn fetch(&mut self, read: &ReadCompletedWebhookPayload) -> Outcome {
        if self.pause.is_some() {
            return Outcome::Wait;
        }
        let error = match changes::fetch(&self.codat, read).await {
            Ok(count) => return Outcome::Done(format!("fetched {count} records")),
            Err(error) => error,
        };
        let pause = if error.is_rate_limited() {
            let asked = error.retry_after().unwrap_or_default();
            asked.clamp(AT_QUOTA, LONGEST_PAUSE)
        } else if error.is_not_found() {
            return Outcome::Done(format!("the company is gone: {error}"));
        } else if error.is_retryable() {
            AFTER_A_FAILURE
        } else {
            // It would fail each time, and hold up all others.
            return Outcome::Done(format!("can't be fetched: {error:#}"));
        };
        say!("nothing is fetched for {} s: {error}", pause.as_secs());
        self.pause = Some(Instant::now() + pause);
        Outcome::Wait
    }
}
