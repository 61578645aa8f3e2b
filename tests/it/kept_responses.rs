//! What outlives a call owns little more than it shows: no buffers of the connection.

use std::time::Duration;

use codat_client::body::Raw;
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Bytes, Call, Client, Error, HasClient, codat_endpoint};
use serde_json::json;

use crate::support::another_process::{self, AnotherProcess};

trait Documents: HasClient {
    #[codat_endpoint(GET, "/documents/<name>")]
    fn get_document(&self, name: &str) -> Call<Raw>;

    #[codat_endpoint(GET, "/documents/<name>")]
    fn get_bytes(&self, name: &str) -> Call<Bytes>;
}

impl Documents for Client {}

const ERRORS: usize = 3000;

/// The memory of this process that is in use, in bytes.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = status.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// Small errors and large successes by turns, over the same connection.
async fn errors_beside_large_responses(keep: bool) -> Vec<Error> {
    let sandbox = Sandbox::start().await.unwrap();
    let document = Bytes::from(vec![b' '; 8 * 1024 * 1024]);
    sandbox.set_fault(move |request| match request.path() {
        "/documents/large" => Fault::reply(Reply::new(200).body("text/plain", document.clone())),
        _ => Fault::reply(Reply::json(
            404,
            json!({"error": "No such document.", "correlationId": "0a40c2f3"}),
        )),
    });
    let codat = sandbox.client().unwrap();
    let mut errors = Vec::with_capacity(ERRORS);
    for number in 0..ERRORS {
        if number % 200 == 0 {
            codat.get_document("large").await.unwrap();
        }
        let error = codat.get_document("missing").await.unwrap_err();
        if keep {
            errors.push(error);
        }
        sandbox.take_requests();
    }
    errors
}

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "it reads the memory in use from /proc"
)]
async fn thousands_of_kept_errors_take_two_kilobytes_each() {
    // Other tests in this process take memory, too.
    let process = AnotherProcess::of("kept_responses::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(300)).await;
    assert!(passed, "{printed}");
}

#[tokio::test]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    // What the process takes for the work itself.
    errors_beside_large_responses(false).await;
    let before = resident().unwrap();
    // So many that the buffers of the last large responses, which come and go, make little difference.
    let mut errors = Vec::with_capacity(8 * ERRORS);
    for _ in 0..8 {
        errors.extend(errors_beside_large_responses(true).await);
    }
    let mut after = resident().unwrap();
    for _ in 0..20 {
        // The sandbox's tasks may not have let go of the last large response yet.
        tokio::time::sleep(Duration::from_millis(20)).await;
        after = after.min(resident().unwrap());
    }
    let each = after.saturating_sub(before) / errors.len();
    assert!(each <= 2048, "{each} bytes");
    let first = errors.first().unwrap();
    assert_eq!(first.correlation_id(), Some("0a40c2f3"));
    assert_eq!(first.headers().unwrap()["content-type"], "application/json");
}

#[tokio::test]
async fn bodies_and_headers_have_memory_of_their_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = || {
        Fault::reply(
            Reply::new(200)
                .body("text/plain", "short")
                .header("x-short", "1"),
        )
    };
    sandbox.script([reply(), reply(), reply()]);
    let codat = sandbox.client().unwrap();
    let raw = codat.get_document("1").await.unwrap();
    assert_eq!(raw.bytes(), "short");
    // A part of a larger buffer shares it with others.
    assert!(raw.into_bytes().is_unique());
    assert!(codat.get_bytes("1").await.unwrap().is_unique());
    let response = codat.get_document("1").with_response().await.unwrap();
    assert_eq!(response.headers()["x-short"], "1");
}

/// Its members that count are read, and nothing else is built.
#[tokio::test]
async fn the_body_of_an_error_costs_little_to_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let items = vec![r#"{"":0}"#; 140_000].join(",");
    for body in [
        format!("[{items}]"),
        format!(r#"{{"other":[{items}],"error":"No."}}"#),
        format!(r#"{{"error":"No.","validation":{{"errors":[{items}]}}}}"#),
    ] {
        assert!(body.len() < 1024 * 1024);
        let is_object = body.starts_with('{');
        sandbox.script([Fault::reply(Reply::new(404).body("application/json", body))]);
        let error = sandbox
            .client()
            .unwrap()
            .get_document("1")
            .await
            .unwrap_err();
        let message = error.error_message();
        assert_eq!(message.is_some(), is_object);
        assert!(message.is_none_or(|message| message.validation().is_none()));
        assert_eq!(
            error.body().unwrap()[..1],
            *if is_object { b"{" } else { b"[" }
        );
    }
}
