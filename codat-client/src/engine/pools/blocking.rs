//! The connection pool of blocking calls.

use std::mem;
use std::process;
use std::sync::Mutex;

use super::{HttpSettings, http_client};
use crate::error::{ConfigError, RequestFault};
use crate::lock::lock;

/// A pool that a forked process makes anew: the thread that drives its connections exists in the parent only.
pub(super) struct BlockingPool {
    /// None: the HTTP client is a custom one, which can't be made anew.
    settings: Option<HttpSettings>,
    pool: Mutex<Pool>,
}

struct Pool {
    client: reqwest::Client,
    /// The process that has used it. None: no call has.
    used_by: Option<u32>,
}

impl BlockingPool {
    pub(super) fn custom(client: reqwest::Client) -> Self {
        Self {
            settings: None,
            pool: Mutex::new(Pool {
                client,
                used_by: None,
            }),
        }
    }

    pub(super) fn own(settings: HttpSettings) -> Result<Self, ConfigError> {
        let client = http_client(&settings)?;
        Ok(Self {
            settings: Some(settings),
            ..Self::custom(client)
        })
    }

    pub(super) fn client(&self) -> Result<reqwest::Client, RequestFault> {
        let process = process::id();
        let mut pool = lock(&self.pool);
        if pool.used_by.is_some_and(|used_by| used_by != process) {
            let settings = self.settings.as_ref().ok_or(RequestFault::Forked)?;
            let client = http_client(settings).map_err(|_| RequestFault::Forked)?;
            // The parent's thread may have held locks of the old one when the process forked. To drop it would wait for them.
            mem::forget(mem::replace(&mut pool.client, client));
        }
        pool.used_by = Some(process);
        Ok(pool.client.clone())
    }
}
