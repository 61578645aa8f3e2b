//! The executable of an example, for the tests that run one.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;
use tokio::time::timeout;

/// `cargo test` of this package alone doesn't build examples, and one that was built earlier may be of another version: so cargo is
/// asked, which does nothing where there is nothing to do.
pub(crate) async fn build(name: &str) -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    // Build scripts that ask for the variables of their own package would find this one's and run again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command
        // With the whole workspace, so that its dependencies have the features that they were built with before.
        .args(["build", "--workspace", "--example", name])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = timeout(Duration::from_secs(1200), command.output())
        .await
        .expect("building the example takes too long")
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
        .expect("cargo names no executable")
}
