//! The settings from the environment.
//!
//! | variable | meaning | unless set |
//! | --- | --- | --- |
//! | `CODAT_API_KEY` | Codat's API key | the sandbox is used, and no other variable is read |
//! | `CODAT_BASE_URL` | where the API is | Codat |
//! | `CODAT_WEBHOOK_SECRET` | the secret of the webhook consumer; two with a space between them while you rotate it, the new one first | required |
//! | `ADDR` | where to listen | `127.0.0.1:3000` |
//! | `JOURNAL` | the file that remembers messages, and what they say of your customers; with `.lock` and `.new` after its name, two more | `webhooks.journal` |

use std::env::{self, VarError};
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

use codat_client::webhooks::{WebhookSecret, WebhookSecretError};

pub(crate) struct Config {
    pub(crate) addr: SocketAddr,
    pub(crate) journal: PathBuf,
    pub(crate) secret: WebhookSecret,
}

impl Config {
    /// None without an API key.
    pub(crate) fn from_env() -> Result<Option<Self>, Box<dyn Error>> {
        if variable("CODAT_API_KEY")?.is_none() {
            return Ok(None);
        }
        let secret = variable("CODAT_WEBHOOK_SECRET")?
            .ok_or("with CODAT_API_KEY, set CODAT_WEBHOOK_SECRET to the secret of the consumer")?;
        let addr = variable("ADDR")?.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr = addr.parse().map_err(|_| {
            format!("ADDR can't be {addr:?}: it is an address and a port, such as 127.0.0.1:3000")
        })?;
        let journal = variable("JOURNAL")?.unwrap_or_else(|| "webhooks.journal".to_owned());
        Ok(Some(Self {
            addr,
            journal: journal.into(),
            secret: secrets(&secret).map_err(|error| format!("CODAT_WEBHOOK_SECRET: {error}"))?,
        }))
    }
}

fn secrets(text: &str) -> Result<WebhookSecret, WebhookSecretError> {
    let mut secrets = text.split_whitespace().map(WebhookSecret::new);
    let first = secrets.next().unwrap_or(Err(WebhookSecretError::Empty))?;
    secrets.try_fold(first, |secret, other| Ok(secret.or(other?)))
}

/// An environment variable. An empty one counts as not set.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Err(VarError::NotUnicode(_)) => Err(format!("{name} isn't Unicode")),
        text => Ok(text.ok().filter(|text| !text.is_empty())),
    }
}
