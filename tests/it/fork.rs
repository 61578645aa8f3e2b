//! A process that forks after it has made blocking calls: a pre-fork server, a daemon.

use std::time::Duration;

use codat_client::foreign::reqwest;
use codat_client::{Client, ClientBuilder, Credentials, Error};
use fork::{Fork, fork, waitpid};

use crate::support::another_process::AnotherProcess;
use crate::support::raw_server::Identity;
use crate::support::{Probe, sandbox};

/// Where the other process finds the sandbox.
const URL: &str = "CODAT_TESTS_FORK_URL";
const KEY: &str = "CODAT_TESTS_FORK_KEY";

#[tokio::test]
async fn a_forked_process_makes_blocking_calls_anew() {
    let sandbox = sandbox().await;
    let process = AnotherProcess::of("fork::in_another_process")
        .env(URL, sandbox.base_url())
        .env(KEY, sandbox.api_key())
        // A custom HTTP client wants to have some.
        .trusting(&Identity::new().root_as_pem());
    let (passed, printed) = process.run(Duration::from_secs(60)).await;
    assert!(passed, "{printed}");
}

#[test]
#[ignore = "it is run by the other test, in a process of its own"]
fn in_another_process() {
    let (Ok(url), Ok(key)) = (std::env::var(URL), std::env::var(KEY)) else {
        return;
    };
    let builder = || {
        let builder = Client::builder().base_url(&url);
        builder.credentials(Credentials::api_key(key.as_str()))
    };
    let codat = builder().build().unwrap();
    let custom = custom(builder()).build().unwrap();
    let unused = self::custom(builder()).build().unwrap();
    for client in [&codat, &custom] {
        client.get_probe("1").wait().unwrap();
    }

    in_a_forked_process(|| {
        let call = codat.get_probe("1").with_response();
        assert_eq!(call.wait().unwrap().attempts(), 1);
        codat.post_probe(&serde_json::json!({})).wait().unwrap();
        unused.get_probe("1").wait().unwrap();

        // Its connections belong to the parent.
        let error = custom.get_probe("1").wait().unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(
            error.to_string().contains("the process has forked"),
            "{error}"
        );

        in_a_forked_process(|| {
            codat.get_probe("1").wait().unwrap();
        });
    });
    // The parent's are as they were.
    for client in [&codat, &custom] {
        let response = client.get_probe("1").with_response().wait();
        assert_eq!(response.unwrap().attempts(), 1);
    }
}

fn custom(builder: ClientBuilder) -> ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = || reqwest::Client::builder().no_proxy().build().unwrap();
    let builder = builder.https_only(false).http_client(http());
    builder.blocking_http_client(http())
}

/// Fails if the other process does.
fn in_a_forked_process(body: impl FnOnce()) {
    match fork().unwrap() {
        Fork::Child => {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body));
            // The test harness's other threads don't exist here.
            std::process::exit(outcome.is_err().into());
        }
        Fork::Parent(child) => assert_eq!(waitpid(child).unwrap(), 0),
    }
}
