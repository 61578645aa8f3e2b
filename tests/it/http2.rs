//! HTTP/2, which the client's own TLS offers with the feature: in a process whose platform trusts the server.

mod matrix;
mod server;

use std::sync::Arc;
use std::time::Duration;

use codat_client::{Error, RetryConfig};
use h2::Reason;
use serde_json::json;
use tokio::task::JoinSet;

use self::server::{Fault, Server};
use crate::support::Probe;
use crate::support::another_process::{self, AnotherProcess};
use crate::support::raw_server::Identity;

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "elsewhere the platform's certificates aren't a file"
)]
async fn it_is_spoken_and_its_failures_are_those_of_connections() {
    let process = AnotherProcess::of("http2::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(60)).await;
    assert!(passed, "{printed}");
}

#[tokio::test]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let identity = Identity::speaking("h2");
    another_process::trust(&identity.root_as_pem());

    all_calls_share_a_connection(&identity).await;
    for fault in [
        Fault::Reset(Reason::REFUSED_STREAM),
        Fault::Reset(Reason::INTERNAL_ERROR),
        Fault::Reset(Reason::CANCEL),
        Fault::GoAway(Reason::NO_ERROR),
        Fault::GoAway(Reason::ENHANCE_YOUR_CALM),
    ] {
        a_write_is_repeated_with_its_key(&identity, fault).await;
        without_retries_it_is_a_connection_error(&identity, fault).await;
    }
    a_server_that_shuts_down_gets_no_more_requests(&identity).await;
    a_silent_connection_is_left_at_the_second_attempt(&identity).await;
    an_idle_connection_that_fell_silent_is_not_used(&identity).await;
    matrix::every_fault_is_met_as_documented(&identity).await;
}

async fn all_calls_share_a_connection(identity: &Arc<Identity>) {
    let server = Server::start([], identity).await;
    let codat = server.client();
    codat.get_probe("1").await.unwrap();
    let calls: JoinSet<_> = (0..20).map(|_| codat.get_probe("1")).collect();
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    assert_eq!(server.seen().connections, 1);
}

async fn a_write_is_repeated_with_its_key(identity: &Arc<Identity>, fault: Fault) {
    let server = Server::start([fault], identity).await;
    let call = server.client().post_probe(&json!({"x": 1}));
    let response = call.with_response().await.unwrap();
    assert_eq!(response.attempts(), 2, "{fault:?}");
    let keys: Vec<_> = server
        .seen()
        .requests
        .iter()
        .map(|headers| headers["idempotency-key"].clone())
        .collect();
    assert_eq!(keys.len(), 2, "{fault:?}");
    assert_eq!(keys[0], keys[1], "{fault:?}");
}

async fn without_retries_it_is_a_connection_error(identity: &Arc<Identity>, fault: Fault) {
    let server = Server::start([fault], identity).await;
    let call = server.client().get_probe("1").retries(RetryConfig::none());
    let error = call.await.unwrap_err();
    let Error::Connection(connection) = &error else {
        panic!("{fault:?}: {error:?}");
    };
    assert!(!connection.is_connect() && error.is_retryable());
    // Nor does the HTTP client repeat it by itself.
    assert_eq!(server.seen().requests.len(), 1, "{fault:?}");
}

async fn a_server_that_shuts_down_gets_no_more_requests(identity: &Arc<Identity>) {
    let server = Server::start([Fault::ShutDownAfterwards], identity).await;
    let codat = server.client();
    for _ in 0..2 {
        let response = codat.get_probe("1").with_response().await.unwrap();
        assert_eq!(response.attempts(), 1);
        // The client learns of it by then.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(server.seen().connections, 2);
}

/// Its packets are acknowledged, and nothing else ever comes: from a host behind a firewall that has lost its state, say.
async fn a_silent_connection_is_left_at_the_second_attempt(identity: &Arc<Identity>) {
    let server = Server::start([Fault::Silence], identity).await;
    let call = server.pinging_client().get_probe("1");
    assert_eq!(call.with_response().await.unwrap().attempts(), 2);
    assert_eq!(server.seen().connections, 2);

    // A write isn't retried after a time-out, but it is after a connection that broke.
    let server = Server::start([Fault::Silence], identity).await;
    let call = server.pinging_client().post_probe(&json!({"x": 1}));
    assert_eq!(call.with_response().await.unwrap().attempts(), 2);
    let requests = server.seen().requests;
    let keys: Vec<_> = requests
        .iter()
        .map(|headers| &headers["idempotency-key"])
        .collect();
    assert_eq!(keys[0], keys[1]);
}

async fn an_idle_connection_that_fell_silent_is_not_used(identity: &Arc<Identity>) {
    let server = Server::start([Fault::SilenceAfterwards], identity).await;
    let codat = server.pinging_client();
    codat.get_probe("1").await.unwrap();
    // It is pinged after 0.5 s, and closed 0.5 s later.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(response.attempts(), 1);
    assert_eq!(server.seen().connections, 2);
}
