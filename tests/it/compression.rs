//! Compressed responses (feature `gzip`): they are asked for, decoded as they arrive, and limited by what they decode to.

use std::io::Write as _;
use std::time::Duration;

use codat_client::{Client, ClientBuilder, Credentials, Error, RetryConfig};
use flate2::write::GzEncoder;
use flate2::{Compression, FlushCompress};
use serde_json::json;

use crate::support::another_process::{self, AnotherProcess};
use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Probe, quick_retries};

const MIB: usize = 1024 * 1024;

fn client(server: &RawServer) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .credentials(Credentials::api_key("abc"))
        .retries(quick_retries())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// A whole response with this body, which is encoded as the header says.
fn encoded(status: &str, encoding: &str, body: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-encoding: {encoding}\r\ncontent-length: {}\r\nconnection: \
         close\r\n\r\n",
        body.len()
    );
    Answer::Bytes([head.as_bytes(), body].concat())
}

fn ok(body: &[u8]) -> Answer {
    encoded("200 OK", "gzip", body)
}

/// A gzip stream of so many MiB of zeros, a thousandth of that long, without its end.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut compress = flate2::Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(MIB);
    // After a full flush, nothing refers to what was before, so the block can be repeated.
    compress
        .compress_vec(&vec![0; MIB], &mut block, FlushCompress::Full)
        .unwrap();
    assert_eq!(compress.total_in(), MIB as u64);
    let mut bomb = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    bomb.extend(block.repeat(mebibytes));
    bomb
}

#[tokio::test]
async fn every_request_asks_for_gzip_and_what_comes_is_decoded() {
    let server = RawServer::start(vec![ok(&gzip(b"{\"id\": 1}"))]).await;
    let codat = client(&server).build().unwrap();
    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(*response.value(), json!({"id": 1}));
    // They would be of the bytes on the wire.
    for name in ["content-encoding", "content-length"] {
        assert_eq!(response.headers().get(name), None);
    }
    assert_eq!(response.headers()["content-type"], "application/json");
    codat.post_probe(&json!({})).await.unwrap();
    codat.delete_probe("1").await.unwrap();
    for head in server.heads() {
        assert!(
            head.lines().any(|line| line == "accept-encoding: gzip"),
            "{head}"
        );
    }
}

#[tokio::test]
async fn what_is_not_compressed_and_what_has_no_body_is_read_as_ever() {
    let plain = Answer::whole("HTTP/1.1 200 OK\r\ncontent-type: application/json", "{}");
    let server = RawServer::start(vec![plain, encoded("200 OK", "identity", b"{}"), ok(b"")]).await;
    let codat = client(&server).build().unwrap();
    assert_eq!(codat.get_probe("1").await.unwrap(), json!({}));
    assert_eq!(codat.get_probe("1").await.unwrap(), json!({}));
    codat.head_probe("1").await.unwrap();
    codat.delete_probe("1").await.unwrap();
    assert_eq!(codat.get_probe("1").await.unwrap(), json!(null));
}

#[tokio::test]
async fn an_error_is_read_too() {
    let body = gzip(br#"{"statusCode": 404, "error": "No such thing."}"#);
    let server = RawServer::start(vec![encoded("404 Not Found", "gzip", &body)]).await;
    let codat = client(&server).build().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.to_string().contains("No such thing."), "{error}");
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_reported() {
    for encoding in ["br", "x-other"] {
        let server =
            RawServer::start(vec![encoded("200 OK", encoding, b"\x0b\x02\x80{}\x03")]).await;
        let codat = client(&server).build().unwrap();
        let error = codat.get_probe("1").await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let expected = format!("it is encoded as {encoding}, which wasn't asked for");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

#[tokio::test]
async fn a_header_or_an_http_client_of_the_callers_is_kept() {
    let server = RawServer::start(vec![ok(&gzip(b"{}"))]).await;
    let codat = client(&server).build().unwrap();
    let call = codat.get_probe("1").header("Accept-Encoding", "identity");
    assert_eq!(call.await.unwrap(), json!({}));

    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = |builder: reqwest::ClientBuilder| {
        let http = builder.no_proxy().build().unwrap();
        let builder = client(&server).https_only(false).http_client(http);
        builder.build().unwrap()
    };
    let codat = http(reqwest::Client::builder());
    assert_eq!(codat.get_probe("1").await.unwrap(), json!({}));
    let codat = http(reqwest::Client::builder().no_gzip());
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(error.to_string().contains("encoded as gzip"), "{error}");

    let asked: Vec<_> = server
        .heads()
        .iter()
        .map(|head| {
            let asked = head
                .lines()
                .find_map(|line| line.strip_prefix("accept-encoding: "));
            asked.map(str::to_owned)
        })
        .collect();
    let asked: Vec<_> = asked.iter().map(Option::as_deref).collect();
    assert_eq!(asked, [Some("identity"), Some("gzip"), None]);
}

#[tokio::test]
async fn the_limit_counts_decoded_bytes() {
    let json = |length: usize| format!("\"{}\"", " ".repeat(length - 2)).into_bytes();
    let [fits, exceeds] = [100_000, 100_001].map(|length| gzip(&json(length)));
    assert!(exceeds.len() < 1_000);
    let server = RawServer::start(vec![ok(&fits), ok(&exceeds)]).await;
    let codat = client(&server).max_response_size(100_000).build().unwrap();
    codat.get_probe("1").await.unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)), "{error:?}");

    // Of an error, the start is kept.
    let server = RawServer::start(vec![encoded("404 Not Found", "gzip", &bomb(3))]).await;
    let error = client(&server).build().unwrap().get_probe("1").await;
    match error.unwrap_err() {
        Error::Sdk(error) => assert_eq!(error.body().len(), MIB),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_is_cut_short_or_damaged_is_a_broken_one() {
    let whole = gzip(b"{\"id\": 1}");
    let (cut, mut damaged) = (&whole[..whole.len() - 9], whole.clone());
    // In the checksum.
    damaged[whole.len() - 6] ^= 1;
    let chunked = Answer::Bytes(
        [
            b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n5\r\n",
            &whole[..5],
            b"\r\n0\r\n\r\n",
        ]
        .concat(),
    );
    let until_closed =
        Answer::Bytes([b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", cut].concat());
    for (broken, is_damaged) in [
        (ok(cut), false),
        (ok(&whole[..1]), false),
        (chunked, false),
        (until_closed, false),
        (ok(&damaged), true),
        (ok(b"{\"id\": 1}"), true),
    ] {
        let server = RawServer::start(vec![broken.clone(), ok(&whole)]).await;
        let codat = client(&server).build().unwrap();
        let call = codat.get_probe("1").retries(RetryConfig::none());
        let error = call.await.unwrap_err();
        assert!(
            matches!(error, Error::Connection(_)),
            "{broken:?}: {error:?}"
        );
        assert!(error.may_have_been_executed());
        let problem = match is_damaged {
            true => "can't parse the response of",
            false => "the connection broke in the middle of the response of",
        };
        assert!(error.to_string().contains(problem), "{error}");

        let server = RawServer::start(vec![broken, ok(&whole)]).await;
        let codat = client(&server).build().unwrap();
        assert_eq!(codat.get_probe("1").await.unwrap(), json!({"id": 1}));
        assert_eq!(server.request_count(), 2);
    }

    // A write is sent again with the same key.
    let server = RawServer::start(vec![ok(cut), ok(&whole)]).await;
    client(&server)
        .build()
        .unwrap()
        .post_probe(&json!({}))
        .await
        .unwrap();
    let keys: Vec<_> = server
        .heads()
        .iter()
        .map(|head| {
            let key = head
                .lines()
                .find(|line| line.to_lowercase().starts_with("idempotency-key"));
            key.unwrap().to_owned()
        })
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

#[tokio::test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "it reads the process's memory from `/proc`"
)]
async fn a_bomb_ends_at_the_limit_with_flat_memory() {
    let process = AnotherProcess::of("compression::in_another_process");
    let (passed, printed) = process.run(Duration::from_secs(120)).await;
    assert!(passed, "{printed}");
}

/// The most memory that this process has had, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

#[tokio::test]
#[ignore = "it is run by the other test, in a process of its own"]
async fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let bomb = ok(&bomb(10 * 1024));
    let server = RawServer::start(vec![bomb]).await;
    let codat = client(&server).build().unwrap();
    let before = peak();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)), "{error:?}");
    let taken = peak() - before;
    // The limit is 16 MiB, and a body takes at most twice the limit.
    assert!(taken < 40 * 1024, "{taken} KiB");
}
