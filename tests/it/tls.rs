//! The client's own TLS, which trusts what the platform trusts. That is read once for a process, so each client here is in one of its own:
//! this very test binary, with a platform of the test's.

use std::process::Stdio;
use std::time::Duration;

use codat_client::{Client, Credentials, Error};
use tokio::process::Command;

use crate::support::Probe;
use crate::support::raw_server::{Answer, Identity, RawServer};

/// Where the other process finds the server.
const URL: &str = "CODAT_TESTS_TLS_URL";
/// What the line begins with that it prints; the test harness has lines of its own.
const MARK: &str = "ended: ";

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "elsewhere the platform's certificates aren't a file"
)]
async fn what_the_platform_trusts_is_trusted_and_nothing_else() {
    let identity = Identity::new();
    let answer = Answer::whole("HTTP/1.1 200 OK\r\ncontent-type: application/json", "{}");
    let server = RawServer::start_tls(vec![answer], &identity).await;
    let url = format!("https://127.0.0.1:{}", server.port());

    assert_eq!(call_from_another_process(&url, &identity).await, "success");
    assert_eq!(server.request_count(), 1);
    assert_eq!(server.protocols(), [Some("http/1.1".to_owned())]);

    let other = Identity::new();
    assert_eq!(call_from_another_process(&url, &other).await, "untrusted");
    assert_eq!(server.request_count(), 1);
}

/// How a call ended on a platform that trusts this certificate only.
async fn call_from_another_process(url: &str, trusted: &Identity) -> String {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("root-{}.pem", uuid::Uuid::new_v4()));
    std::fs::write(&file, trusted.root_as_pem()).unwrap();
    let process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tls::be_another_process"])
        .args(["--ignored", "--nocapture"])
        .env(URL, url)
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(60), process).await;
    std::fs::remove_file(&file).unwrap();
    let output = String::from_utf8(output.unwrap().unwrap().stdout).unwrap();
    let ended = output.lines().find_map(|line| line.split_once(MARK));
    ended.unwrap_or_else(|| panic!("{output}")).1.to_owned()
}

#[tokio::test]
#[ignore = "it is the other process of a test, not a test"]
async fn be_another_process() {
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let builder = Client::builder().credentials(Credentials::api_key("abc"));
    let codat = builder.base_url(url).build().unwrap();
    let ended = match codat.get_probe("1").await {
        Ok(_) => "success".to_owned(),
        Err(Error::Connection(connection)) if connection.is_untrusted() => "untrusted".to_owned(),
        Err(error) => format!("{error:?}"),
    };
    println!("{MARK}{ended}");
}
