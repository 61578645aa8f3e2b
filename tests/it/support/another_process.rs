//! This very test binary once more, in a process of its own: the platform's certificates are read once for a process, and there they are a
//! test's to choose.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

/// Names the file with the certificates, and tells a test that it is in such a process.
const CERTIFICATES: &str = "SSL_CERT_FILE";
const TEST: &str = "CODAT_TESTS_ANOTHER_PROCESS";

/// A process that runs one test, which is ignored otherwise.
#[derive(Debug)]
pub(crate) struct AnotherProcess {
    command: Command,
    certificates: PathBuf,
}

impl AnotherProcess {
    pub(crate) fn of(test: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let certificates = directory.join(format!("{}.pem", uuid::Uuid::new_v4()));
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env(TEST, test)
            .env(CERTIFICATES, &certificates)
            .env_remove("SSL_CERT_DIR")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        Self {
            command,
            certificates,
        }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the variable, or removes it.
    pub(crate) fn env_or_none(mut self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.command.env(name, value),
            None => self.command.env_remove(name),
        };
        self
    }

    /// The platform trusts these certificates, in PEM. Unless this is called, the test itself has to [say](trust) whom it trusts.
    pub(crate) fn trusting(self, certificates: &str) -> Self {
        std::fs::write(&self.certificates, certificates).unwrap();
        self
    }

    /// Whether the test passed, and what it printed.
    pub(crate) async fn run(mut self, patience: Duration) -> (bool, String) {
        let output = tokio::time::timeout(patience, self.command.output()).await;
        let _ = std::fs::remove_file(&self.certificates);
        let output = output.unwrap().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        // A name that no test has would be a success as well.
        let passed = output.status.success() && printed.contains("1 passed");
        (passed, printed)
    }
}

/// Whether this is such a process; else the test was asked for by name, and has nothing to do.
pub(crate) fn is_here() -> bool {
    std::env::var_os(TEST).is_some()
}

/// Has the platform of such a process trust these certificates, in PEM, before a client is made.
pub(crate) fn trust(certificates: &str) {
    std::fs::write(std::env::var_os(CERTIFICATES).unwrap(), certificates).unwrap();
}
