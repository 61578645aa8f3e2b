//! The log, which is searched for secrets instead of being kept.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How every token begins that the sandbox issues: the base64 of a JWT's head.
pub(crate) const TOKEN_HEAD: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// How the second part of each begins: the base64 of `{"exp":`.
const TOKEN_CLAIMS: &str = "eyJleHAiO";

#[derive(Debug, Clone)]
pub(crate) struct LogSearch(Arc<State>);

#[derive(Debug)]
pub(crate) struct State {
    secrets: Vec<String>,
    lines: AtomicU64,
    bytes: AtomicU64,
    hits: AtomicU64,
}

impl LogSearch {
    /// From now on everything that is logged in this process is searched: what this library says to the last detail, with what the
    /// HTTP client below says for debugging.
    pub(crate) fn start(api_key: &str) -> io::Result<Self> {
        // Without its padding it stands in the padded form as well.
        let sent_key = STANDARD_NO_PAD.encode(api_key);
        let secrets = [api_key, &sent_key, TOKEN_HEAD, TOKEN_CLAIMS];
        let search = Self(Arc::new(State {
            secrets: secrets.map(ToOwned::to_owned).into(),
            lines: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            hits: AtomicU64::new(0),
        }));
        let levels = Targets::new()
            .with_target("codat_client", Level::TRACE)
            .with_target("soak", Level::TRACE)
            .with_default(Level::DEBUG);
        let lines = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(search.clone());
        tracing_subscriber::registry()
            .with(levels)
            .with(lines)
            .try_init()
            .map_err(io::Error::other)?;
        tracing_log::LogTracer::init().map_err(io::Error::other)?;
        Ok(search)
    }

    pub(crate) fn lines(&self) -> u64 {
        self.0.lines.load(Ordering::Relaxed)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// How many lines hold a secret.
    pub(crate) fn hits(&self) -> u64 {
        self.0.hits.load(Ordering::Relaxed)
    }

    /// Whether a secret that is logged is found, each of them: a search that finds nothing must be able to.
    pub(crate) fn finds_what_is_logged(&self) -> bool {
        self.0.secrets.iter().all(|secret| {
            let before = self.hits();
            tracing::trace!("a line with {secret} in it");
            self.hits() == before + 1
        })
    }
}

impl<'a> MakeWriter<'a> for LogSearch {
    type Writer = &'a State;

    fn make_writer(&'a self) -> Self::Writer {
        &self.0
    }
}

impl io::Write for &State {
    /// A whole line each time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        self.lines.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(line.len() as u64, Ordering::Relaxed);
        if self.secrets.iter().any(|secret| text.contains(secret)) {
            self.hits.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
