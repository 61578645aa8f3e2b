//! The environment's proxy.

use std::time::Duration;

use codat_client::{Client, Credentials};

use crate::support::another_process::{self, AnotherProcess};
use crate::support::raw_server::Identity;

/// What the line begins with that the other process prints.
const MARK: &str = "built: ";

/// The HTTP client ignores it, and would connect directly.
#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "elsewhere the platform's certificates aren't a file"
)]
async fn a_proxy_that_cannot_be_read_fails_the_build() {
    for (name, value) in [
        ("HTTPS_PROXY", "ftp://user:hunter2@proxy.example:21"),
        ("HTTPS_PROXY", " http://proxy.example:3128"),
        ("ALL_PROXY", "http://"),
    ] {
        let error = built_with(name, value).await;
        let expected = format!(
            "can't build the client: the environment variable `{name}` isn't a proxy's URL, such as `http://proxy.example:3128`"
        );
        assert_eq!(error, expected);
    }
    for (name, value) in [
        ("HTTPS_PROXY", "http://user:hunter2@proxy.example:3128"),
        ("HTTPS_PROXY", ""),
        // It isn't used for HTTPS.
        ("HTTP_PROXY", "ftp://proxy.example"),
    ] {
        assert_eq!(built_with(name, value).await, "yes", "{name}={value}");
    }
}

/// Whether a client is built with this variable in the environment, or why not.
async fn built_with(name: &str, value: &str) -> String {
    let process = AnotherProcess::of("proxy::in_another_process")
        .env(name, value)
        .trusting(&Identity::new().root_as_pem());
    let (_, printed) = process.run(Duration::from_secs(60)).await;
    let built = printed.lines().find_map(|line| line.split_once(MARK));
    built.unwrap_or_else(|| panic!("{printed}")).1.to_owned()
}

#[tokio::test]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let built = Client::new(Credentials::api_key("abc"));
    let built = built.map_or_else(|error| error.to_string(), |_| "yes".to_owned());
    println!("{MARK}{built}");
}
