//! The program, built by cargo and run as a child.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;
use tokio::time::timeout;
use uuid::Uuid;

use crate::example;

/// A running server; dropping it kills it.
pub(crate) struct Server {
    origin: String,
    log: PathBuf,
    child: Child,
}

impl Server {
    /// Starts the server with these variables and none other of its own, and waits until it serves.
    pub(crate) async fn start(variables: &[(&str, &str)]) -> Self {
        Self::spawn(variables).await.serving().await
    }

    /// Nobody reads what it logs.
    #[cfg(unix)]
    pub(crate) async fn with_closed_log(variables: &[(&str, &str)]) -> Self {
        let (reader, log) = std::io::pipe().unwrap();
        drop(reader);
        let server = Self::with_log(variables, PathBuf::new(), log).await;
        server.serving().await
    }

    async fn serving(mut self) -> Self {
        let stdout = self.child.stdout.take().unwrap();
        let mut lines = BufReader::new(stdout).lines();
        let line = timeout(Duration::from_secs(20), lines.next_line()).await;
        match line {
            Ok(Ok(Some(origin))) => self.origin = origin,
            other => panic!("the server printed no address: {other:?}\n{}", self.log()),
        }
        self
    }

    /// Starts the server, which is expected to end by itself.
    pub(crate) async fn spawn(variables: &[(&str, &str)]) -> Self {
        let log =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("server-{}.log", Uuid::new_v4()));
        let stderr = File::create(&log).unwrap();
        Self::with_log(variables, log, stderr).await
    }

    async fn with_log(variables: &[(&str, &str)], log: PathBuf, stderr: impl Into<Stdio>) -> Self {
        let mut command = Command::new(executable().await);
        for name in [
            "CODAT_API_KEY",
            "CODAT_BASE_URL",
            "USERS_FILE",
            "PUBLIC_ORIGIN",
            "REQUEST_TIMEOUT",
            "SESSION_IDLE",
            "SANDBOX_TOKEN_LIFETIME",
        ] {
            command.env_remove(name);
        }
        let child = command
            .env("ADDR", "127.0.0.1:0")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            origin: String::new(),
            log,
            child,
        }
    }

    /// The address of the page.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The most memory that it has had so far, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn peak_memory(&self) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        1024 * peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    #[cfg(unix)]
    pub(crate) async fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(status.unwrap().success());
    }

    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(Duration::from_secs(20), self.child.wait())
            .await
            .expect("the server doesn't end")
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
        let _ = fs::remove_file(&self.log);
    }
}

/// The example's executable.
pub(crate) async fn executable() -> &'static Path {
    static EXECUTABLE: OnceCell<PathBuf> = OnceCell::const_new();
    EXECUTABLE
        .get_or_init(|| example::build("token_server"))
        .await
}
