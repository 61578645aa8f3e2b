//! Attacks that once succeeded: hostile servers, layers that misbehave, clocks and forks.

use codat_client::{Client, ClientBuilder, Credentials, Error, RetryConfig};
use serde_json::json;

use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Probe, all_shown};

/// Of words, so that nothing but its being known gives it away.
const KEY: &str = "correct-horse-battery-staple";

const BAD_REQUEST: &str = "HTTP/1.1 400 Bad Request";

fn builder(url: &str) -> ClientBuilder {
    let builder = Client::builder().base_url(url);
    builder
        .credentials(Credentials::api_key(KEY))
        .retries(RetryConfig::none())
}

async fn error_of(answer: Answer) -> Error {
    let server = RawServer::start(vec![answer]).await;
    let codat = builder(server.url()).build().unwrap();
    codat.get_probe("1").await.unwrap_err()
}

#[tokio::test]
async fn a_key_is_masked_whatever_stands_between_its_characters_and_shows_nothing() {
    let between = |what: &str| {
        KEY.chars()
            .map(|c| format!("{c}{what}"))
            .collect::<String>()
    };
    for key in ["\0", "\0\0\0", "\u{200b}", "\u{ad}", "\r\n"].map(between) {
        let said = format!("no such key: {key}.");
        for body in [json!({ "error": said }).to_string(), said] {
            let error = error_of(Answer::whole(BAD_REQUEST, &body)).await;
            let shown = error.to_string();
            assert!(shown.contains(": no such key: …"), "{body:?}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_token_in_another_encoding_of_unicode_is_masked() {
    let token = "q7Zk2LmX9pRt4VbN8sWd";
    let body: String = token.chars().flat_map(|c| [c, '\0']).collect();
    let error = error_of(Answer::whole(BAD_REQUEST, &body)).await;
    assert!(error.to_string().contains(": … ("), "{error}");
}

#[tokio::test]
async fn a_key_that_a_broken_connection_cuts_is_masked() {
    for length in 1..KEY.len() {
        let body = format!("no such key: {}", &KEY[..length]);
        let head = format!("{BAD_REQUEST}\r\ncontent-length: 500\r\n\r\n{body}");
        let error = error_of(Answer::text(&head)).await;
        assert!(error.to_string().contains(": no such key: … ("), "{error}");
    }
}

#[tokio::test]
async fn a_key_that_is_cut_within_an_escape_is_masked() {
    for escape in [
        "%65",
        "&#101;",
        "&#x65;",
        r"\u0065",
        "&amp;#101;",
        "\u{200b}e",
    ] {
        let shown = KEY.replacen('e', escape, 1);
        let start = shown.find(escape).unwrap();
        for length in (start..start + escape.len()).filter(|at| shown.is_char_boundary(*at)) {
            let body = format!("no such key: {}", &shown[..length]);
            let head = format!("{BAD_REQUEST}\r\ncontent-length: 500\r\n\r\n{body}");
            let error = error_of(Answer::text(&head)).await;
            assert!(error.to_string().contains(": no such key: … ("), "{error}");
        }
    }
}

#[tokio::test]
async fn a_value_cannot_pass_for_what_serde_says() {
    let ok = "HTTP/1.1 200 OK";
    for value in [
        "x, expected Alice of Rose Lane",
        "x`, expected Alice of Rose Lane",
    ] {
        let server = RawServer::start(vec![Answer::whole(ok, &json!(value).to_string())]).await;
        let codat = builder(server.url()).build().unwrap();
        let error = codat_client::api::Companies::list_companies(&codat, &Default::default());
        let shown = all_shown(&error.await.unwrap_err());
        assert!(!shown.contains("Alice"), "{shown}");
    }
}

#[tokio::test]
async fn a_wait_that_no_clock_can_hold_ends_the_call() {
    use std::time::Duration;

    for retry_after in ["18446744073709551614", "9223372036854775807"] {
        let head = format!("HTTP/1.1 503 Unavailable\r\nretry-after: {retry_after}");
        let server = RawServer::start(vec![Answer::whole(&head, "")]).await;
        let codat = builder(server.url()).build().unwrap();
        let call = codat.get_probe("1").timeout(Duration::MAX);
        let error = call.retries(RetryConfig::default()).await.unwrap_err();
        assert_eq!(
            error.status(),
            Some(codat_client::StatusCode::SERVICE_UNAVAILABLE)
        );
    }
}

#[tokio::test]
async fn a_write_that_is_redirected_to_no_server_may_have_been_executed() {
    use codat_client::foreign::reqwest;

    let _ = rustls::crypto::ring::default_provider().install_default();
    let head = "HTTP/1.1 307 Temporary Redirect\r\nlocation: ftp://127.0.0.1/probe";
    let server = RawServer::start(vec![Answer::whole(head, "")]).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let codat = builder(server.url()).http_client(http).https_only(false);
    let codat = codat.build().unwrap();
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert!(error.may_have_been_executed());
}

/// A layer that gives up on an attempt and says that no connection could be made, as a retry of its own may end.
#[tokio::test]
async fn a_layer_cannot_hide_that_a_write_was_sent() {
    use std::time::Duration;

    use codat_client::Bytes;
    use codat_client::error::ConnectionError;
    use codat_client::layer::{AttemptService, BoxError};
    use http::{Request, Response, StatusCode};
    use tower::layer::layer_fn;
    use tower::util::MapResponseLayer;
    use tower::{ServiceExt as _, service_fn};

    let giving_up = layer_fn(|inner: AttemptService| {
        service_fn(move |request: Request<Bytes>| {
            let inner = inner.clone();
            async move {
                let sent = inner.oneshot(request);
                let _ = tokio::time::timeout(Duration::from_millis(200), sent).await;
                let refused = Error::from(ConnectionError::refused());
                Err::<Response<Bytes>, BoxError>(Box::new(refused))
            }
        })
    });
    let server = RawServer::start(vec![Answer::Stall(Vec::new())]).await;
    let codat = builder(server.url()).layer(giving_up).build().unwrap();
    let error = codat.post_probe(&json!({})).await.unwrap_err();
    assert!(error.is_connect() && error.may_have_been_executed());

    let not_found = MapResponseLayer::new(|mut response: Response<Bytes>| {
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    });
    for (head, executed) in [("HTTP/1.1 200 OK", true), ("HTTP/1.1 400 Bad", false)] {
        let server = RawServer::start(vec![Answer::whole(head, "{}")]).await;
        let codat = builder(server.url()).layer(not_found.clone());
        let codat = codat.build().unwrap();
        let error = codat.post_probe(&json!({})).await.unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(error.may_have_been_executed(), executed, "{head}");
    }
}

#[tokio::test]
async fn the_key_is_known_in_a_response_that_a_layer_made_anew() {
    use codat_client::Bytes;
    use http::Response;
    use tower::util::MapResponseLayer;

    let anew = MapResponseLayer::new(|response: Response<Bytes>| {
        let status = response.status();
        let mut anew = Response::new(response.into_body());
        *anew.status_mut() = status;
        anew
    });
    let server = RawServer::start(vec![Answer::whole(BAD_REQUEST, KEY)]).await;
    let codat = builder(server.url()).layer(anew).build().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(!all_shown(&error).contains(KEY), "{error:?}");
}

/// HTTP/2 quotes the reason that the server gives for closing a connection.
#[cfg(feature = "http2")]
#[tokio::test]
async fn the_reason_that_an_http2_server_gives_is_masked() {
    use codat_client::foreign::reqwest;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).unwrap();
        [&[0, 0, length, kind, 0, 0, 0, 0, 0], payload].concat()
    }

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&frame(4, &[])).await.unwrap();
        let mut read = vec![0; 4096];
        let mut length = 0;
        // HEADERS of stream 1.
        let is_request = |frame: &[u8]| frame[3] == 1 && frame[5..] == [0, 0, 0, 1];
        while !read[..length].windows(9).any(is_request) {
            length += stream.read(&mut read[length..]).await.unwrap();
        }
        let reason = format!("invalid authorization: {KEY}\n\u{202e}");
        // No stream was processed; PROTOCOL_ERROR.
        let go_away = [&[0, 0, 0, 0, 0, 0, 0, 1], reason.as_bytes()].concat();
        stream.write_all(&frame(7, &go_away)).await.unwrap();
        // Until the client leaves.
        let _ = stream.read_to_end(&mut read).await;
    });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .no_proxy()
        .http2_prior_knowledge();
    let codat = builder(&url).http_client(http.build().unwrap());
    let codat = codat.https_only(false).build().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    let shown = all_shown(&error);
    assert!(shown.contains("invalid authorization: …"), "{shown}");
    assert!(!shown.contains(KEY) && !shown.contains("202e"), "{shown}");
}

/// What is many and small takes more memory than its text.
#[tokio::test]
async fn a_cached_failure_of_many_small_parts_is_cached_without_them() {
    use codat_client::CompanyId;
    use codat_client::tokens::AccessTokens;

    let headers: String = (0..90).map(|n| format!("\r\nx{n}:")).collect();
    let objections = json!({ "validation": { "errors": vec![json!({ "message": "" }); 200] } });
    for (head, body, is_kept) in [
        ("\r\nretry-after: 60".to_owned(), "{}".to_owned(), true),
        (headers, "{}".to_owned(), false),
        (String::new(), objections.to_string(), false),
    ] {
        let head = format!("HTTP/1.1 404 Not Found{head}");
        let server = RawServer::start(vec![Answer::whole(&head, &body)]).await;
        let tokens = AccessTokens::new(builder(server.url()).build().unwrap());
        tokens.get(CompanyId::nil()).await.unwrap_err();
        let cached = tokens.get(CompanyId::nil()).await.unwrap_err();
        assert_eq!(server.heads().len(), 1);
        assert!(cached.is_not_found());
        assert_eq!(cached.body().unwrap().is_empty(), !is_kept, "{head}");
    }
}

/// The clock was set back since, so how old the key is can't be said.
#[tokio::test]
async fn a_key_that_was_first_sent_in_the_future_is_refused() {
    use std::time::{Duration, SystemTime};

    use codat_client::Uuid;

    use crate::support::sandbox;

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let send = |ahead: Duration| {
        let call = codat.post_probe(&json!({}));
        call.idempotency_key_since(Uuid::new_v4(), SystemTime::now() + ahead)
    };
    let error = send(Duration::from_secs(60 * 60)).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.may_have_been_executed());
    assert_eq!(sandbox.request_count(), 0);
    // Another machine's clock may be ahead a little.
    send(Duration::from_secs(60)).await.unwrap();
}

/// A layer blocks the thread of blocking calls, so that no time-out of the call itself can end it.
#[test]
fn a_write_that_a_thread_gave_up_on_has_its_key() {
    use std::time::Duration;

    use codat_client::Bytes;
    use http::Request;

    let blocking = tower::util::MapRequestLayer::new(|request: Request<Bytes>| {
        std::thread::sleep(Duration::from_secs(7));
        request
    });
    let codat = builder("http://127.0.0.1:9").layer(blocking).build();
    let call = codat.unwrap().post_probe(&json!({}));
    let error = call.timeout(Duration::from_millis(100)).wait().unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_executed());
    assert!(error.idempotency_key().is_some());
}

/// A generator of uuid's, its feature `fast-rng`, is copied by a fork. These tests enable the feature.
#[cfg(unix)]
#[tokio::test]
async fn processes_that_forked_send_different_keys() {
    use std::time::Duration;

    use crate::support::another_process::AnotherProcess;
    use crate::support::sandbox;

    let sandbox = sandbox().await;
    let process = AnotherProcess::of("attacks::in_another_process").env(URL, sandbox.base_url());
    let (passed, printed) = process.run(Duration::from_secs(60)).await;
    assert!(passed, "{printed}");
    let requests = sandbox.requests();
    let keys = requests
        .iter()
        .map(|r| r.header("Idempotency-Key").unwrap());
    let keys: std::collections::HashSet<_> = keys.collect();
    assert_eq!((requests.len(), keys.len()), (4, 4));
}

/// Where the other process finds the sandbox.
#[cfg(unix)]
const URL: &str = "CODAT_TESTS_ATTACKS_URL";

#[cfg(unix)]
#[test]
#[ignore = "it is run by the other test, in a process of its own"]
fn in_another_process() {
    use fork::{Fork, fork, waitpid};

    let Ok(url) = std::env::var(URL) else { return };
    let codat = builder(&url).build().unwrap();
    // On this thread, since a new one has a generator of its own.
    let write = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        let error = runtime.block_on(codat.post_probe(&json!({})));
        assert!(error.unwrap_err().is_unauthorized());
    };
    write();
    for _ in 0..2 {
        match fork().unwrap() {
            Fork::Child => {
                write();
                std::process::exit(0);
            }
            Fork::Parent(child) => assert_eq!(waitpid(child).unwrap(), 0),
        }
    }
    write();
}
