//! The server's process as its starter sees it.

use std::error::Error;
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// What the server says at first.
#[derive(Serialize, Deserialize)]
pub(crate) struct Hello {
    pub(crate) base_url: String,
    pub(crate) api_key: String,
    pub(crate) company_id: String,
}

/// What it says in the end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    /// The requests that arrived.
    pub(crate) requests: u64,
    /// The writes that a route executed.
    pub(crate) executed: u64,
    /// The references of the payments among them.
    pub(crate) payments: Vec<u32>,
    pub(crate) payments_twice: u64,
    pub(crate) keys_twice: u64,
    pub(crate) without_key: u64,
    /// How many requests met which fault.
    pub(crate) faults: Vec<(String, u64)>,
}

/// A running server, which ends with this at the latest.
pub(crate) struct ServerProcess {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl ServerProcess {
    pub(crate) async fn start(http2: bool) -> Result<(Self, Hello), Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--server")
            .args(http2.then_some("--http2"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut server = Self {
            child,
            said: BufReader::new(stdout).lines(),
        };
        let hello = server.next_line().await?;
        Ok((server, serde_json::from_str(&hello)?))
    }

    /// Ends the server.
    pub(crate) async fn stop(mut self) -> Result<Done, Box<dyn Error>> {
        drop(self.child.stdin.take());
        let done = self.next_line().await?;
        let status = tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await??;
        if !status.success() {
            return Err(format!("the server ended with {status}").into());
        }
        Ok(serde_json::from_str(&done)?)
    }

    async fn next_line(&mut self) -> Result<String, Box<dyn Error>> {
        let line = tokio::time::timeout(Duration::from_secs(10), self.said.next_line()).await??;
        Ok(line.ok_or("the server has ended")?)
    }
}
