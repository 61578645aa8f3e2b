//! What stands in a log when a call fails.

use std::time::Duration;

use codat_client::error::TimeoutScope;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, Credentials, Error, HasClient, RetryConfig, codat_endpoint};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{Probe, quick_retries, sandbox};

trait Invoices: HasClient {
    #[codat_endpoint(GET, "/probe/invoices")]
    fn list_invoices(&self) -> Call<Page>;
}

impl Invoices for Client {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read for its errors")]
struct Page {
    results: Vec<Invoice>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read for its errors")]
struct Invoice {
    line_items: Vec<LineItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "read for its errors")]
struct LineItem {
    unit_amount: f64,
}

/// The error of a `POST` with this reply.
async fn posted(reply: Reply) -> Error {
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(reply)]);
    let codat = sandbox.client().unwrap();
    codat.post_probe(&json!({})).await.unwrap_err()
}

async fn got(reply: Reply) -> Error {
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(reply)]);
    let codat = sandbox.client().unwrap();
    codat
        .get_probe("1")
        .retries(RetryConfig::none())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn codats_error_message_with_its_validation() {
    let error = posted(Reply::json(
        400,
        json!({
            "statusCode": 400, "service": "PublicApi", "error": "Validation of the request failed.",
            "correlationId": "0a40c2f35e1b4d5b9e0d6f7a8b9c0d1e",
            "validation": {"errors": [
                {"itemId": "lineItems[0].quantity", "message": "must be greater than 0.", "validatorName": "Range"},
                {"itemId": "currency", "validatorName": "IsoCurrency"},
            ], "warnings": []},
            "canBeRetried": "False", "detailedErrorCode": 0,
        }),
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "POST /probe returned 400 Bad Request: Validation of the request failed; lineItems[0].quantity: must be greater than 0; \
         currency: IsoCurrency (correlation id 0a40c2f35e1b4d5b9e0d6f7a8b9c0d1e)"
    );
}

#[tokio::test]
async fn problem_details_with_two_field_errors() {
    let problem = json!({
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.", "status": 400,
        "errors": {
            "$.issueDate": ["The JSON value could not be converted to System.DateTime.", "Second text."],
            "CustomerRef": ["The CustomerRef field is required."],
        },
        "traceId": "00-84c1fd4063c38d9f3900d06e56542d48-85d1d4e0c2f0a0b1-00",
    });
    let reply = Reply::new(400).body(
        "application/problem+json; charset=utf-8",
        problem.to_string(),
    );
    let error = posted(reply).await;
    assert_eq!(
        error.to_string(),
        "POST /probe returned 400 Bad Request: One or more validation errors occurred; $.issueDate: The JSON value could not be \
         converted to System.DateTime; CustomerRef: The CustomerRef field is required. \
         (trace id 00-84c1fd4063c38d9f3900d06e56542d48-85d1d4e0c2f0a0b1-00)"
    );
    assert_eq!(
        error.body().unwrap().as_ref(),
        problem.to_string().as_bytes()
    );

    // On a documented status, too.
    let problem = json!({"title": "Not Found", "status": 404, "detail": "No such company."});
    let error = got(Reply::json(404, problem)).await;
    assert!(matches!(error, Error::Sdk(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 404 Not Found: Not Found; No such company."
    );
}

#[tokio::test]
async fn a_gateways_json_on_a_503() {
    let error = got(Reply::json(
        503,
        json!({"message": "upstream connect error"}),
    ))
    .await;
    assert!(matches!(error, Error::Sdk(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        r#"GET /probe/{id} returned 503 Service Unavailable: {"message":"upstream connect error"} (36 bytes of application/json)"#
    );
}

#[tokio::test]
async fn an_nginx_page_on_a_502() {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n\
                <hr><center>nginx/1.27.3</center>\r\n</body>\r\n</html>\r\n";
    let error = got(Reply::new(502).body("text/html", page)).await;
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 502 Bad Gateway: 502 Bad Gateway (157 bytes of text/html)"
    );
}

#[tokio::test]
async fn an_empty_500() {
    let error = got(Reply::new(500)).await;
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 500 Internal Server Error with an empty body"
    );
    let error = got(Reply::new(599)).await;
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 599 with an empty body"
    );
}

#[tokio::test]
async fn a_value_that_cannot_be_read_deep_in_a_list() {
    let mut body = json!({"results": vec![json!({"lineItems": [{"unitAmount": 1.5}, {"unitAmount": 2}]}); 100]});
    body["results"][57]["lineItems"][1]["unitAmount"] = "2,50".into();
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(Reply::json(200, body))]);
    let error = sandbox.client().unwrap().list_invoices().await.unwrap_err();
    let Error::Decode(decode) = &error else {
        panic!("{error:?}");
    };
    let path = "results[57].lineItems[1].unitAmount";
    assert_eq!(decode.json_path(), Some(path));
    assert_eq!(
        error.to_string(),
        format!(
            "GET /probe/invoices returned 200 OK with a body that can't be read at `{path}`: invalid type: string \"…\", expected f64 \
             at line 1 column 3029; 5218 bytes of application/json"
        )
    );
}

#[tokio::test]
async fn a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let codat = Client::builder()
        .credentials(Credentials::api_key("abc"))
        .base_url(format!("http://{address}"))
        .build()
        .unwrap();
    let call = codat.get_probe("1").retries(RetryConfig::none());
    let error = call.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("GET /probe/{{id}}: can't connect to {address}")
    );
    let causes = format!("{error:#}");
    assert!(causes.contains("refused"), "{causes}");
}

#[tokio::test]
async fn a_total_time_that_has_expired_after_three_attempts() {
    let sandbox = sandbox().await;
    let busy = json!({"error": "Busy."});
    sandbox.script([
        Fault::reply(Reply::json(503, busy.clone())),
        Fault::reply(Reply::json(503, busy)),
        Fault::none().delay(Duration::from_secs(60)),
    ]);
    let codat = sandbox.client().unwrap();
    let call = codat.get_probe("1").retries(quick_retries());
    let error = call.timeout(Duration::from_secs(1)).await.unwrap_err();
    let Error::Timeout(timeout) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(timeout.scope(), TimeoutScope::Call);
    let shown = "GET /probe/{id}: the call took longer than 1s (after 3 attempts)";
    assert_eq!(error.to_string(), shown);
    assert_eq!(
        format!("{error:#}"),
        format!(
            "{shown}: GET /probe/{{id}} returned 503 Service Unavailable: Busy. (after 2 attempts)"
        )
    );
}

#[tokio::test]
async fn the_number_of_attempts_and_why_there_were_no_more() {
    let sandbox = sandbox().await;
    sandbox.set_fault(|_| Fault::status(503));
    let builder = sandbox.client_builder().retries(quick_retries());
    let codat = builder
        .retry_budget(codat_client::RetryBudget::new(3))
        .build()
        .unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(" (after 4 attempts; the client's retry budget is spent)"),
        "{error}"
    );
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with(" (not retried: the client's retry budget is spent)"),
        "{error}"
    );
}

#[tokio::test]
async fn details_and_accessors_agree_about_execution() {
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(Reply::json(200, json!([])))]);
    let error = sandbox.client().unwrap().list_invoices().await.unwrap_err();
    assert!(error.may_have_been_executed());
    let details = format!("{error:#?}");
    assert!(
        details.contains("may_have_been_executed: true"),
        "{details}"
    );
}

#[tokio::test]
async fn member_names_paths_and_media_types_are_no_secrets() {
    let error = got(Reply::new(415).body(
        "application/problem+json",
        "logo.square.image.src is no image",
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 415 Unsupported Media Type: logo.square.image.src is no image \
         (33 bytes of application/problem+json)"
    );
    let error = posted(Reply::json(
        400,
        json!({"error": "invoices.lastSuccessfulSync can't be sorted by"}),
    ))
    .await;
    assert!(
        error
            .to_string()
            .contains("invoices.lastSuccessfulSync can't"),
        "{error}"
    );
}

/// serde's half of the message and the quoted body agree.
#[tokio::test]
async fn a_number_is_masked_everywhere_or_nowhere() {
    trait Numbers: HasClient {
        #[codat_endpoint(GET, "/probe/numbers")]
        fn numbers(&self) -> Call<Vec<std::collections::HashMap<String, String>>>;
    }
    impl Numbers for Client {}

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (number, is_shown) in [("12345", true), ("4111111111111111", false)] {
        for body in [format!(r#"[{{"number":{number}}}]"#), number.to_owned()] {
            sandbox.script([Fault::reply(Reply::new(200).body("application/json", body))]);
            let error = codat.numbers().await.unwrap_err();
            assert_eq!(error.to_string().contains(number), is_shown, "{error}");
            assert_eq!(
                format!("{error:#?}").contains(number),
                is_shown,
                "{error:#?}"
            );
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let reply = |status, body: &str| {
        Fault::reply(Reply::new(status).body("application/json", format!("\u{feff}{body}")))
    };
    sandbox.script([reply(200, r#"{"results":[]}"#)]);
    assert!(codat.list_invoices().await.unwrap().results.is_empty());
    sandbox.script([reply(200, r#"{"results":[{"lineItems":5}]}"#)]);
    let error = codat.list_invoices().await.unwrap_err();
    assert!(
        error.to_string().contains("at `results[0].lineItems`"),
        "{error}"
    );

    let error =
        got(Reply::new(404).body("application/json", "\u{feff}{\"error\":\"Gone.\"}")).await;
    assert_eq!(error.error_message().unwrap().error(), Some("Gone."));
    let error =
        got(Reply::new(404).body("application/json", "\u{feff}{\"title\":\"Gone.\"}")).await;
    assert!(error.to_string().ends_with(": Gone."), "{error}");
}

#[tokio::test]
async fn what_cannot_be_seen_cannot_turn_a_line_of_a_log() {
    let text = "safe \u{202e}desrever\u{2028}2026 ERROR\u{200b} forged\u{2066}";
    let error = got(Reply::json(404, json!({ "error": text }))).await;
    assert!(
        error
            .to_string()
            .ends_with(": safe desrever 2026 ERROR forged"),
        "{error}"
    );
}

#[tokio::test]
async fn a_wait_that_would_take_too_long() {
    let error =
        got(Reply::json(429, json!({"error": "Slow down."})).header("retry-after", "3600")).await;
    assert!(
        error.to_string().ends_with(": Slow down."),
        "retries are off: {error}"
    );

    let sandbox = sandbox().await;
    let late = Reply::json(429, json!({"error": "Slow down."})).header("retry-after", "3600");
    sandbox.script([
        Fault::status(503),
        Fault::reply(late.clone()),
        Fault::reply(late),
    ]);
    let codat = sandbox
        .client_builder()
        .retries(quick_retries())
        .build()
        .unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /probe/{id} returned 429 Too Many Requests: Slow down. (after 2 attempts; the wait would take longer than the time \
         that is left)"
    );
    let error = codat.get_probe("1").await.unwrap_err();
    let expected = " (not retried: the wait would take longer than the time that is left)";
    assert!(error.to_string().ends_with(expected), "{error}");
}
