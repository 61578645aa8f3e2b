//! Responses that no well-behaved server sends, beyond those in the fault matrix.

use codat_client::{Client, Credentials, Error, RetryConfig};

use crate::support::raw_server::{Answer, Identity, RawServer};
use crate::support::{Probe, quick_retries};

const JSON: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json";

fn client(server: &RawServer) -> Client {
    let key = Credentials::api_key("abc");
    Client::builder()
        .base_url(server.url())
        .credentials(key)
        .retries(quick_retries())
        .build()
        .unwrap()
}

async fn once(answer: Answer) -> Result<serde_json::Value, Error> {
    let server = RawServer::start(vec![answer]).await;
    let result = client(&server)
        .get_probe("1")
        .retries(RetryConfig::none())
        .await;
    assert_eq!(server.request_count(), 1);
    result
}

#[tokio::test]
async fn a_status_is_kept_when_its_chunked_body_breaks() {
    let cut = "HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"err";
    let error = once(Answer::text(cut)).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert!(matches!(error, Error::Sdk(_)), "{error:?}");
}

#[tokio::test]
async fn unusual_answers_are_read() {
    for answer in [
        Answer::text("HTTP/1.0 200 OK\r\n\r\n{}"),
        Answer::text("HTTP/1.1 200 \r\nconnection: close\r\n\r\n{}"),
        Answer::whole("HTTP/1.1 299 Fine\r\ncontent-type: text/plain", "{}"),
        Answer::whole("HTTP/1.1 200 OK\r\nx-rate-limit-remaining: \u{fffd}", "{}"),
    ] {
        let value = once(answer.clone())
            .await
            .unwrap_or_else(|error| panic!("{answer:?}: {error:?}"));
        assert_eq!(value, serde_json::json!({}));
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_told_at_once() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let identity = Identity::new();
    let server = RawServer::start_tls(vec![Answer::whole(JSON, "{}")], &identity).await;
    let client = |trusted: &Identity| {
        let root = reqwest::Certificate::from_der(trusted.root()).unwrap();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([root])
            .resolve("api.localhost", ([127, 0, 0, 1], server.port()).into());
        Client::builder()
            .base_url(format!("https://api.localhost:{}", server.port()))
            .credentials(Credentials::api_key("abc"))
            .http_client(http.build().unwrap())
            .build()
            .unwrap()
    };
    client(&identity).get_probe("1").await.unwrap();
    assert_eq!(server.request_count(), 1);

    let error = client(&Identity::new()).get_probe("1").await.unwrap_err();
    let Error::Connection(connection) = &error else {
        panic!("{error:?}");
    };
    assert!(connection.is_connect() && connection.is_untrusted());
    assert!(!error.is_retryable());
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.request_count(), 1);
}

/// What follows an answer must not be taken for the next one.
#[tokio::test]
async fn what_a_204_leaves_behind_is_not_the_next_answer() {
    let sent =
        "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n\"forged\"";
    let server = RawServer::start(vec![
        Answer::Stall(sent.as_bytes().to_vec()),
        Answer::whole(JSON, "\"own\""),
    ])
    .await;
    let codat = client(&server);
    codat.delete_probe("1").await.unwrap();
    assert_eq!(codat.get_probe("1").await.unwrap(), "own");
    assert_eq!(server.connection_count(), 2);
}

/// The response began before the request was read, and neither goes on.
#[tokio::test]
async fn a_request_that_is_not_read_holds_nobody() {
    let large = serde_json::json!("x".repeat(8 * 1024 * 1024));
    let begun = Answer::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec());
    let server = RawServer::start(vec![Answer::Unread(Box::new(begun))]).await;
    let call = client(&server).put_probe("1", &large, None);
    let start = std::time::Instant::now();
    let error = call
        .timeout(std::time::Duration::from_millis(500))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
    assert_eq!((server.connection_count(), server.request_count()), (1, 0));
}

#[tokio::test]
async fn the_request_is_plain_http() {
    let server = RawServer::start(vec![Answer::whole(JSON, "{}")]).await;
    client(&server)
        .post_probe(&serde_json::json!({"a": 1}))
        .await
        .unwrap();
    let head = &server.heads()[0];
    assert!(head.starts_with("POST /probe HTTP/1.1\r\n"), "{head}");
    let lower = head.to_ascii_lowercase();
    for header in [
        "host: 127.0.0.1:",
        "content-length: 7",
        "content-type: application/json",
        "authorization: basic ywjj",
    ] {
        assert_eq!(lower.matches(&format!("\r\n{header}")).count(), 1, "{head}");
    }
}
