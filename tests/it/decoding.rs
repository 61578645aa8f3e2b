//! Successful answers: the ones that can be read, and the ones that can't.

use codat_client::api::Companies;
use codat_client::body::Raw;
use codat_client::paging::ListQuery;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, Error, HasClient, codat_endpoint};
use serde::Deserialize;
use serde_json::json;

use crate::support::sandbox;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "read by `Debug` alone")]
struct Page {
    results: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "read by `Debug` alone")]
struct Item {
    id: u32,
}

trait Answers: HasClient {
    #[codat_endpoint(GET, "/probe/page")]
    fn page(&self) -> Call<Page>;

    #[codat_endpoint(GET, "/probe/unit")]
    fn unit(&self) -> Call<()>;

    #[codat_endpoint(GET, "/probe/option")]
    fn option(&self) -> Call<Option<Item>>;

    #[codat_endpoint(GET, "/probe/raw")]
    fn raw(&self) -> Call<Raw>;
}

impl Answers for Client {}

async fn page_from(content_type: &str, body: &str) -> Result<Page, Error> {
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(
        Reply::new(200).body(content_type, body.to_owned()),
    )]);
    let result = sandbox.client().unwrap().page().await;
    assert_eq!(
        sandbox.request_count(),
        1,
        "what can't be read isn't asked for again"
    );
    result
}

#[tokio::test]
async fn what_cannot_be_read_is_explained() {
    let json = "application/json";
    for (content_type, body, path, expected) in [
        (
            "text/html",
            "<html><h1>Welcome</h1></html>",
            None,
            "text/html: <html><h1>Welcome</h1></html>",
        ),
        (json, "", None, "it is empty"),
        (json, "null", None, "null"),
        (
            json,
            r#"{"results": [{"id": 1}, {"id": 2"#,
            Some("results[1].id"),
            "EOF",
        ),
        (
            json,
            r#"{"results": [{"id": 1}, {"id": "secret"}]}"#,
            Some("results[1].id"),
            "expected u32",
        ),
        (
            json,
            r#"{"results": [{}]}"#,
            Some("results[0]"),
            "missing field `id`",
        ),
        (
            json,
            r#"{"results": []} trailing"#,
            None,
            "trailing characters",
        ),
        (json, "[[[[[[", Some("[0][0][0]"), "expected u32"),
    ] {
        let error = page_from(content_type, body).await.unwrap_err();
        let Error::Decode(decode) = &error else {
            panic!("{body}: {error:?}");
        };
        assert_eq!(error.status().unwrap(), 200);
        let shown = error.to_string();
        assert!(
            shown.starts_with("GET /probe/page returned 200 OK with a body that can't be read"),
            "{shown}"
        );
        assert_eq!(decode.json_path(), path, "{body}: {shown}");
        assert!(shown.contains(expected), "{body}: {shown}");
        assert!(!shown.contains("secret"), "{shown}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_token_without_a_token_is_an_error() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::reply(Reply::json(
        200,
        json!({"expiresIn": 5, "tokenType": "Bearer"}),
    ))]);
    let error = codat
        .get_company_access_token(sandbox.company_id())
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("missing field `accessToken`"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_of_no_interest_is_ignored() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (status, body) in [
        (200, ""),
        (204, ""),
        (200, "{}"),
        (202, "null"),
        (200, "<html>"),
        (201, "5"),
    ] {
        sandbox.script([Fault::reply(
            Reply::new(status).body("application/json", body),
        )]);
        codat.unit().await.unwrap();
    }
}

#[tokio::test]
async fn an_option_takes_an_empty_answer() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (status, body, some) in [
        (204, "", false),
        (200, "null", false),
        (200, r#"{"id": 1}"#, true),
    ] {
        sandbox.script([Fault::reply(
            Reply::new(status).body("application/json", body),
        )]);
        assert_eq!(codat.option().await.unwrap().is_some(), some, "{body}");
    }
}

#[tokio::test]
async fn raw_bytes_come_as_they_are() {
    let sandbox = sandbox().await;
    sandbox.script([Fault::reply(
        Reply::new(200).body("application/pdf", vec![0, 255, 10]),
    )]);
    let raw = sandbox.client().unwrap().raw().await.unwrap();
    assert_eq!(raw.content_type(), "application/pdf");
    assert_eq!(raw.bytes().as_ref(), [0, 255, 10]);
    assert_eq!(sandbox.requests()[0].header("accept"), Some("*/*"));
}

trait Texts: HasClient {
    #[codat_endpoint(GET, "/probe/text")]
    fn text(&self) -> Call<String>;

    #[codat_endpoint(GET, "/probe/text")]
    fn optional_text(&self) -> Call<Option<String>>;

    #[codat_endpoint(GET, "/probe/bytes")]
    fn bytes(&self) -> Call<codat_client::Bytes>;

    #[codat_endpoint(GET, "/probe/bytes")]
    fn optional_bytes(&self) -> Call<Option<codat_client::Bytes>>;

    #[codat_endpoint(GET, "/probe/bytes")]
    fn optional_unit(&self) -> Call<Option<()>>;
}

impl Texts for Client {}

#[tokio::test]
async fn a_string_is_the_text_or_a_json_string() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (content_type, body, expected) in [
        ("text/plain", "a \"b\"", Some("a \"b\"")),
        ("Text/CSV; charset=utf-8", "\u{feff}a,b", Some("a,b")),
        ("text/plain", "", Some("")),
        ("application/json", r#""a \"b\"""#, Some("a \"b\"")),
        ("application/json", "a", None),
    ] {
        let reply = || Fault::reply(Reply::new(200).body(content_type, body));
        sandbox.script([reply(), reply()]);
        let text = codat.text().await;
        assert_eq!(text.as_deref().ok(), expected, "{content_type}: {body}");
        let optional = codat.optional_text().await;
        if let Some(expected) = expected {
            let expected = Some(expected).filter(|text| !text.is_empty());
            assert_eq!(
                optional.unwrap().as_deref(),
                expected,
                "{content_type}: {body}"
            );
        }
    }
    let latin = Reply::new(200).body("text/plain", b"caf\xe9".to_vec());
    sandbox.script([Fault::reply(latin)]);
    let error = codat.text().await.unwrap_err();
    assert!(error.to_string().contains("it isn't UTF-8"), "{error}");
    let accept = sandbox.requests()[0].header("accept").map(str::to_owned);
    assert_eq!(accept.as_deref(), Some("application/json, text/*;q=0.9"));
}

#[tokio::test]
async fn bytes_are_the_body_as_it_is() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (content_type, body) in [
        ("application/json", &b"[1,2]"[..]),
        ("application/pdf", &[0, 255, b'"', b'\\'][..]),
        ("text/plain", b""),
    ] {
        sandbox.script([Fault::reply(
            Reply::new(200).body(content_type, body.to_vec()),
        )]);
        assert_eq!(codat.bytes().await.unwrap(), body);
    }
    assert_eq!(sandbox.requests()[0].header("accept"), Some("*/*"));
}

/// The rate of failed calls must show a response that has changed.
#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_counts_as_a_failed_call() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let counted = || (codat.stats().succeeded(), codat.stats().failed());
    let reply = |json| Fault::reply(Reply::json(200, json));

    sandbox.script([reply(json!({ "results": [{ "id": "x" }] }))]);
    codat.page().await.unwrap_err();
    assert_eq!(counted(), (0, 1));
    sandbox.script([reply(json!({ "results": [{ "id": 1 }] }))]);
    codat.page().with_response().await.unwrap();
    assert_eq!(counted(), (1, 1));

    let id = |id| reply(json!({ "id": id }));
    sandbox.script([id(json!(1)), id(json!("x"))]);
    let until = codat.option().until(|_| false);
    assert!(until.await.unwrap_err().last().is_some());
    assert_eq!(counted(), (2, 2));

    // The second isn't the page that was asked for.
    let page = |number| {
        reply(
            json!({ "results": [{ "id": sandbox.company_id() }], "pageNumber": number, "totalResults": 2 }),
        )
    };
    sandbox.script([page(1), page(1)]);
    let pages = codat.list_companies(&ListQuery::new()).pages();
    assert!(matches!(pages.collect().await, Err(Error::Decode(_))));
    assert_eq!(counted(), (3, 3));
    assert_eq!(codat.stats().calls(), 6);
}

#[test]
fn what_a_blocking_call_cannot_read_counts_as_failed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(sandbox());
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::reply(Reply::json(200, json!({ "id": "x" })))]);
    codat.option().wait().unwrap_err();
    assert_eq!((codat.stats().succeeded(), codat.stats().failed()), (0, 1));
}

#[tokio::test]
async fn optional_bytes_and_an_optional_unit_take_any_body() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (content_type, body, is_some) in [
        ("application/json", &b"{\"a\":1}"[..], true),
        ("application/pdf", &[0, 255, b'"', b'\\'][..], true),
        ("text/html", b"<html>", true),
        ("application/json", b" null\n", false),
        ("application/pdf", b"", false),
    ] {
        let reply = || Fault::reply(Reply::new(200).body(content_type, body.to_vec()));
        sandbox.script([reply(), reply()]);
        let bytes = codat.optional_bytes().await.unwrap();
        assert_eq!(bytes.as_deref(), is_some.then_some(body));
        let unit = codat.optional_unit().await.unwrap();
        assert_eq!(unit, is_some.then_some(()));
    }
    assert_eq!(sandbox.requests()[0].header("accept"), Some("*/*"));
}
