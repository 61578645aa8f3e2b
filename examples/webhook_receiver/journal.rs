//! Which messages were received, and which are done: a file of lines. A line is on disk before anything depends on it.
//!
//! A database does the same. In Postgres:
//!
//! ```sql
//! create table webhook_messages (
//!     message_id  text primary key,
//!     event       jsonb not null,
//!     received_at timestamptz not null default now(),
//!     outcome     text -- null until it is done
//! );
//!
//! -- Received. For a message that was delivered before, this inserts nothing.
//! insert into webhook_messages (message_id, event) values ($1, $2) on conflict do nothing;
//!
//! -- Work on the oldest. What you change in the same transaction happens once, whatever is killed.
//! begin;
//! select message_id, event from webhook_messages where outcome is null
//!     order by received_at limit 1 for update skip locked;
//! update webhook_messages set outcome = $2 where message_id = $1;
//! commit;
//!
//! -- Each night. Codat delivers a message for 28 hours.
//! delete from webhook_messages where outcome is not null and received_at < now() - interval '7 days';
//! ```

mod lines;

use std::io;
use std::path::Path;
use std::thread;

use codat_client::webhooks::Event;
use tokio::sync::{mpsc, oneshot};

use self::lines::Lines;

/// Deliveries that wait for the disk. Those that come then wait in their connections.
const MOST_WAITING: usize = 64;

/// A handle to the journal, which a thread of its own writes.
#[derive(Clone)]
pub(crate) struct Journal(mpsc::Sender<Entry>);

/// Whether a message is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Received {
    New,
    Again,
}

/// What is asked of the thread, and where it responds.
enum Entry {
    Received(Event, oneshot::Sender<Result<Received, String>>),
    Done(String, String, oneshot::Sender<Result<(), String>>),
    Left(oneshot::Sender<usize>),
    Close(oneshot::Sender<usize>),
}

impl Journal {
    /// Opens the file or makes it. The events are those that aren't done yet, and then those that are received.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, mpsc::Receiver<Event>)> {
        // There is room for all that the journal takes, so that sending to the worker never waits.
        let (to_worker, events) = mpsc::channel(lines::MOST_LEFT);
        let (mut lines, left) = Lines::open(path)
            .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        for event in left {
            to_worker.try_send(event).map_err(io::Error::other)?;
        }
        let (entries, mut received) = mpsc::channel(MOST_WAITING);
        thread::spawn(move || {
            while let Some(first) = received.blocking_recv() {
                // All that have come in the meantime share one write.
                let mut batch = vec![first];
                while batch.len() < MOST_WAITING
                    && let Ok(entry) = received.try_recv()
                {
                    batch.push(entry);
                }
                if write(&mut lines, batch, &to_worker) {
                    return;
                }
            }
        });
        Ok((Self(entries), events))
    }

    /// Writes a message down, unless it was received before. When this returns, it is on disk.
    pub(crate) async fn received(&self, event: Event) -> Result<Received, String> {
        let result = self.ask(|respond| Entry::Received(event, respond)).await;
        result.unwrap_or_else(|| Err("the journal is closed".to_owned()))
    }

    /// A message is done, with this outcome. What happened because of it and this line are one: the message isn't worked on again.
    pub(crate) async fn done(&self, message_id: String, outcome: String) -> Result<(), String> {
        let result = self
            .ask(|respond| Entry::Done(message_id, outcome, respond))
            .await;
        result.unwrap_or_else(|| Err("the journal is closed".to_owned()))
    }

    /// How many messages aren't done.
    pub(crate) async fn left(&self) -> usize {
        self.ask(Entry::Left).await.unwrap_or_default()
    }

    /// Ends the thread after what was asked of it before, and returns how many messages aren't done.
    pub(crate) async fn close(&self) -> usize {
        self.ask(Entry::Close).await.unwrap_or_default()
    }

    async fn ask<T>(&self, entry: impl FnOnce(oneshot::Sender<T>) -> Entry) -> Option<T> {
        let (respond, response) = oneshot::channel();
        self.0.send(entry(respond)).await.ok()?;
        response.await.ok()
    }
}

/// Writes the lines of a batch at once, then responds to each of its entries. Whether the journal is to be closed.
///
/// Nobody waits for a response any more where sending it fails. The message is written down all the same.
fn write(lines: &mut Lines, batch: Vec<Entry>, to_worker: &mpsc::Sender<Event>) -> bool {
    for entry in &batch {
        match entry {
            Entry::Received(event, _) => lines.add_received(event),
            Entry::Done(message_id, outcome, _) => lines.add_done(message_id, outcome),
            Entry::Left(_) | Entry::Close(_) => {}
        }
    }
    let written = lines.write();
    let mut is_closed = false;
    for entry in batch {
        match entry {
            Entry::Received(event, respond) => {
                let result = lines.received(&event.message_id, &written);
                if result == Ok(Received::New) {
                    let event_type = event.event_type.escape_debug();
                    say!("{}: {event_type}, written down", event.message_id);
                    let _ = to_worker.try_send(event);
                }
                let _ = respond.send(result);
            }
            Entry::Done(message_id, _, respond) => {
                if written.is_ok() {
                    lines.done(message_id);
                }
                let _ = respond.send(written.clone());
            }
            Entry::Left(respond) => drop(respond.send(lines.left())),
            Entry::Close(respond) => {
                is_closed = true;
                let _ = respond.send(lines.left());
            }
        }
    }
    is_closed
}
