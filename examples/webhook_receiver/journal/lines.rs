//! The file, and what is known of it in memory. Both are bounded.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use codat_client::webhooks::Event;
use serde::{Deserialize, Serialize};

use super::Received;

/// Messages that aren't done. More aren't acknowledged, and so Codat delivers them later.
pub(super) const MOST_LEFT: usize = 256;

/// Messages that are done and still known. Codat delivers a message for 28 hours, which must not bring more than these.
const MOST_DONE: usize = 100_000;

/// The file is written anew, without the messages that are done, when it has grown by this many bytes.
const MOST_GROWTH: u64 = 64 * 1024 * 1024;

/// A line of the file, in JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Received(Event),
    #[serde(rename_all = "camelCase")]
    Done {
        message_id: String,
        outcome: String,
    },
}

pub(super) struct Lines {
    path: PathBuf,
    file: File,
    /// It is unlocked when the process ends, in whatever way. The journal itself can't be locked, since it is replaced.
    _lock: File,
    length: u64,
    longest: u64,
    /// What is to be written next.
    next: Vec<u8>,
    /// The messages in it.
    new: HashSet<String>,
    known: HashMap<String, State>,
    done: VecDeque<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Left,
    Done,
}

impl Lines {
    /// Opens the file or makes it, and returns the events that aren't done.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Event>)> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        // A device, for example, would be replaced by a file.
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it isn't a file"));
        }
        // The file is replaced later. A link to it stays.
        let path = path.canonicalize()?;
        let lock = File::create(beside(&path, ".lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another process has this journal"),
            TryLockError::Error(error) => error,
        })?;
        let mut lines = Self {
            path: path.clone(),
            file,
            _lock: lock,
            length: 0,
            longest: 0,
            next: Vec::new(),
            new: HashSet::new(),
            known: HashMap::new(),
            done: VecDeque::new(),
        };
        read(&path, |line| {
            match line {
                // Not once more after it was done.
                Line::Received(event) => {
                    lines.known.entry(event.message_id).or_insert(State::Left);
                }
                Line::Done { message_id, .. } => lines.done(message_id),
            }
            Ok(())
        })?;
        let left = lines.rewrite()?;
        Ok((lines, left))
    }

    /// Adds a line for a message that is new, if there is room for it.
    pub(super) fn add_received(&mut self, event: &Event) {
        let id = &event.message_id;
        let is_full = self.left() + self.new.len() >= MOST_LEFT;
        if !is_full && !self.known.contains_key(id) && self.new.insert(id.clone()) {
            self.add(&Line::Received(event.clone()));
        }
    }

    pub(super) fn add_done(&mut self, message_id: &str, outcome: &str) {
        self.add(&Line::Done {
            message_id: message_id.to_owned(),
            outcome: outcome.to_owned(),
        });
    }

    fn add(&mut self, line: &Line) {
        // Writing JSON to memory fails for no line of these.
        if serde_json::to_writer(&mut self.next, line).is_ok() {
            self.next.push(b'\n');
        }
    }

    /// Writes the lines that were added. When this returns, they are on disk, or none of them is in the file.
    pub(super) fn write(&mut self) -> Result<(), String> {
        let next = std::mem::take(&mut self.next);
        if next.is_empty() {
            return Ok(());
        }
        if self.length > self.longest
            && let Err(error) = self.rewrite()
        {
            return Err(format!("the journal can't be written anew: {error}"));
        }
        let written = self.file.write_all(&next);
        match written.and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += next.len() as u64;
                Ok(())
            }
            Err(error) => {
                // A part of a line would make the next one unreadable.
                let cut = self.file.set_len(self.length);
                Err(format!(
                    "the journal can't be written: {error}; cut off: {cut:?}"
                ))
            }
        }
    }

    /// What became of a message that was to be added.
    pub(super) fn received(
        &mut self,
        message_id: &str,
        written: &Result<(), String>,
    ) -> Result<Received, String> {
        let is_new = self.new.remove(message_id);
        if is_new {
            written.clone()?;
            self.known.insert(message_id.to_owned(), State::Left);
            return Ok(Received::New);
        }
        match self.known.contains_key(message_id) {
            true => Ok(Received::Again),
            false => Err("too many messages aren't done yet".to_owned()),
        }
    }

    pub(super) fn done(&mut self, message_id: String) {
        if self.known.insert(message_id.clone(), State::Done) != Some(State::Done) {
            self.done.push_back(message_id);
        }
        if self.done.len() > MOST_DONE
            && let Some(oldest) = self.done.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// How many messages aren't done.
    pub(super) fn left(&self) -> usize {
        self.known.len() - self.done.len()
    }

    /// Writes the file anew, without what is of no more use. Returns the events that aren't done.
    fn rewrite(&mut self) -> io::Result<Vec<Event>> {
        let path = beside(&self.path, ".new");
        let file = File::create(&path)?;
        file.set_permissions(self.file.metadata()?.permissions())?;
        let mut file = BufWriter::new(file);
        let mut left = Vec::new();
        read(&self.path, |line| {
            let is_kept = match &line {
                Line::Received(event) => self.known.get(&event.message_id) == Some(&State::Left),
                Line::Done { message_id, .. } => self.known.contains_key(message_id),
            };
            if is_kept {
                serde_json::to_writer(&mut file, &line)?;
                file.write_all(b"\n")?;
                if let Line::Received(event) = line {
                    left.push(event);
                }
            }
            Ok(())
        })?;
        file.into_inner()?.sync_all()?;
        fs::rename(&path, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.length = self.file.metadata()?.len();
        self.longest = self.length + MOST_GROWTH;
        Ok(left)
    }
}

/// The path of a file beside this one.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// Reads the lines of a file. A last line without an end was never acknowledged, and doesn't count.
fn read(path: &Path, mut each: impl FnMut(Line) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    let mut text = Vec::new();
    for number in 1.. {
        text.clear();
        file.read_until(b'\n', &mut text)?;
        if text.last() != Some(&b'\n') {
            break;
        }
        let line = serde_json::from_slice(&text)
            .map_err(|error| io::Error::other(format!("line {number}: {error}")))?;
        each(line)?;
    }
    Ok(())
}
