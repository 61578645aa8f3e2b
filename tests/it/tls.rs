//! The client's own TLS, which trusts what the platform trusts.

use std::time::Duration;

use codat_client::{Client, Credentials, Error};

use crate::support::Probe;
use crate::support::another_process::AnotherProcess;
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

/// A slim image has no certificates.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn webpki_roots_are_trusted_where_the_platform_has_none() {
    let identity = Identity::new();
    let answer = Answer::whole("HTTP/1.1 200 OK\r\ncontent-type: application/json", "{}");
    let server = RawServer::start_tls(vec![answer], &identity).await;
    let url = format!("https://127.0.0.1:{}", server.port());
    let ended = ended(of_another_process(&url)).await;
    if cfg!(feature = "webpki-roots") {
        assert_eq!(ended, "untrusted");
    } else {
        assert!(
            ended.contains("enable the feature `webpki-roots`"),
            "{ended}"
        );
    }
}

/// How a call ended on a platform that trusts this certificate only.
async fn call_from_another_process(url: &str, trusted: &Identity) -> String {
    ended(of_another_process(url).trusting(&trusted.root_as_pem())).await
}

fn of_another_process(url: &str) -> AnotherProcess {
    AnotherProcess::of("tls::be_another_process").env(URL, url)
}

async fn ended(process: AnotherProcess) -> String {
    let (_, printed) = process.run(Duration::from_secs(60)).await;
    let ended = printed.lines().find_map(|line| line.split_once(MARK));
    ended.unwrap_or_else(|| panic!("{printed}")).1.to_owned()
}

#[tokio::test]
#[ignore = "it is the other process of a test, not a test"]
async fn be_another_process() {
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let builder = Client::builder().credentials(Credentials::api_key("abc"));
    let codat = match builder.base_url(url).build() {
        Ok(codat) => codat,
        Err(error) => {
            println!("{MARK}{error}");
            return;
        }
    };
    let ended = match codat.get_probe("1").await {
        Ok(_) => "success".to_owned(),
        Err(Error::Connection(connection)) if connection.is_untrusted() => "untrusted".to_owned(),
        Err(error) => format!("{error:?}"),
    };
    println!("{MARK}{ended}");
}
