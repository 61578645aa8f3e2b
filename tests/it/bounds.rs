//! How much of an answer is taken: what just fits, and what is one too much.

use codat_client::body::Raw;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, Error, HasClient, codat_endpoint};

use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Probe, sandbox};

trait Answers: HasClient {
    #[codat_endpoint(GET, "/probe/raw")]
    fn raw(&self) -> Call<Raw>;
}

impl Answers for Client {}

#[tokio::test]
async fn a_success_has_a_largest_body() {
    let sandbox = sandbox().await;
    let codat = sandbox
        .client_builder()
        .max_response_size(10)
        .build()
        .unwrap();
    sandbox.script([answered(200, 10), answered(200, 11)]);
    assert_eq!(codat.raw().await.unwrap().bytes().len(), 10);
    let error = codat.raw().await.unwrap_err();
    assert!(matches!(error, Error::BodyTooLarge(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /probe/raw returned 200 OK with a body of more than 10 bytes"
    );

    sandbox.script([Fault::none().endless_body()]);
    assert!(matches!(codat.raw().await, Err(Error::BodyTooLarge(_))));
}

#[tokio::test]
async fn a_body_that_does_not_tell_its_length_is_counted() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
    for (last, fits) in [("5\r\n     \r\n", true), ("6\r\n      \r\n", false)] {
        let answer = format!("{chunked}5\r\n     \r\n{last}0\r\n\r\n");
        let server = RawServer::start(vec![Answer::text(&answer)]).await;
        let codat = Client::builder()
            .credentials(codat_client::Credentials::api_key("abc"))
            .base_url(server.url())
            .max_response_size(10)
            .build()
            .unwrap();
        assert_eq!(codat.raw().await.is_ok(), fits);
    }
}

#[tokio::test]
async fn of_an_error_the_start_is_kept() {
    const KEPT: usize = 1024 * 1024;

    let sandbox = sandbox().await;
    // The limit is one for successes.
    let builder = sandbox.client_builder().max_response_size(10);
    let codat = builder.build().unwrap();
    for (sent, kept) in [(KEPT - 1, KEPT - 1), (KEPT, KEPT), (KEPT + 1, KEPT)] {
        sandbox.script([answered(404, sent)]);
        match codat.raw().await {
            Err(Error::Sdk(error)) => assert_eq!(error.body().len(), kept, "{sent} bytes"),
            other => panic!("{other:?}"),
        }
    }
    sandbox.script([Fault::status(404).endless_body()]);
    assert!(codat.raw().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn nesting_has_an_end() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (depth, fits) in [(127, true), (128, false), (100_000, false)] {
        let body = "[".repeat(depth) + &"]".repeat(depth);
        sandbox.script([Reply::new(200).body("application/json", body).into()]);
        let result = codat.get_probe("1").await;
        assert_eq!(result.is_ok(), fits, "{depth}: {result:?}");
        if let Err(error) = result {
            assert!(error.to_string().contains("recursion limit"), "{error}");
        }

        // Of an error only the members that count are read, however deep the others are.
        let nested = "[".repeat(depth - 1) + &"]".repeat(depth - 1);
        let body = format!("{{\"error\": \"No.\", \"other\": {nested}}}");
        sandbox.script([Reply::new(404).body("application/json", body).into()]);
        let error = codat.get_probe("1").await.unwrap_err();
        assert!(error.is_not_found());
        assert!(error.error_message().is_some(), "{depth}");
    }
}

fn answered(status: u16, length: usize) -> Fault {
    Reply::new(status)
        .body("text/plain", " ".repeat(length))
        .into()
}
