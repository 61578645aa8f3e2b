//! What a subscriber sees: a span for each attempt, by OpenTelemetry's conventions for HTTP clients.

use codat_client::api::Connections as _;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{CompanyId, ConnectionId, Error, RetryConfig, Uuid};

use crate::support::logged::Logged;
use crate::support::{Filter, Probe, quick_retries, sandbox};

#[tokio::test]
async fn a_span_has_the_company_and_nothing_else_of_the_path() {
    let (logged, _guard) = Logged::collect();
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let (company, connection) = (CompanyId::nil(), ConnectionId::from(Uuid::from_u128(7)));
    codat.get_connection(company, connection).await.unwrap_err();
    let span = closed_spans(&logged).remove(0);
    assert_fields(&span, &[&format!("codat.company_id={company}")]);
    assert!(!span.contains(&connection.to_string()), "{span}");

    codat.get_probe("private id").await.unwrap();
    let span = closed_spans(&logged).remove(1);
    assert!(!span.contains("codat.company_id"), "{span}");
}

/// The lines that tell of a span's end: all its fields are known by then.
fn closed_spans(logged: &Logged) -> Vec<String> {
    logged
        .text()
        .lines()
        .filter(|line| line.contains("http.client{") && line.contains(": close "))
        .map(str::to_owned)
        .collect()
}

fn assert_fields(span: &str, fields: &[&str]) {
    for field in fields {
        assert!(span.contains(field), "{field} isn't in {span}");
    }
}

#[tokio::test]
async fn each_attempt_has_a_span() {
    let (logged, _guard) = Logged::collect();
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    sandbox.script([Fault::status(500)]);
    codat
        .get_probe("private id")
        .retries(quick_retries())
        .await
        .unwrap();

    let spans = closed_spans(&logged);
    let [failed, repeated] = spans.as_slice() else {
        panic!("{}", logged.text());
    };
    let port = sandbox.base_url().rsplit(':').next().unwrap();
    let common = [
        "otel.name=GET /probe/{id} ".to_owned(),
        r#"otel.kind="client""#.to_owned(),
        r#"http.request.method="GET""#.to_owned(),
        format!("url.full={}/probe/{{id}} ", sandbox.base_url()),
        r#"url.template="/probe/{id}""#.to_owned(),
        r#"url.scheme="http""#.to_owned(),
        r#"server.address="127.0.0.1""#.to_owned(),
        format!("server.port={port}"),
        r#"codat.endpoint="get_probe""#.to_owned(),
    ];
    for span in &spans {
        assert_fields(span, &common.each_ref().map(String::as_str));
        assert!(!span.contains("private"), "{span}");
    }
    assert_fields(
        failed,
        &[
            "http.response.status_code=500",
            r#"error.type="500""#,
            r#"otel.status_code="ERROR""#,
            "codat.correlation_id=",
        ],
    );
    assert!(!failed.contains("resend_count"), "{failed}");
    assert_fields(
        repeated,
        &[
            "http.response.status_code=200",
            "http.request.resend_count=1",
        ],
    );
    assert!(!repeated.contains("error.type"), "{repeated}");
    // With a status there is nothing to describe.
    assert!(!failed.contains("status_description"), "{failed}");
    assert!(logged.text().contains("will be retried"));
}

#[tokio::test]
async fn failures_without_a_status_have_a_type() {
    let sandbox = sandbox().await;
    for (fault, kind, seconds) in [
        (Fault::close(), "connection", 30),
        (Fault::none().stall_body(), "timeout", 1),
    ] {
        let (logged, _guard) = Logged::collect();
        sandbox.script([fault]);
        let call = sandbox
            .client()
            .unwrap()
            .get_probe("1")
            .retries(RetryConfig::none());
        let error: Error = call
            .timeout(std::time::Duration::from_secs(seconds))
            .await
            .unwrap_err();
        let [span] = closed_spans(&logged).try_into().unwrap();
        assert_fields(
            &span,
            &[
                &format!(r#"error.type="{kind}""#),
                r#"otel.status_code="ERROR""#,
                &format!("otel.status_description={error}"),
            ],
        );
        assert_eq!(error.status(), None);
    }
}

#[tokio::test]
async fn an_undocumented_status_has_its_correlation_id_too() {
    let (logged, _guard) = Logged::collect();
    let sandbox = sandbox().await;
    let body = serde_json::json!({"error": "no", "correlationId": "8fa2"});
    sandbox.script([Reply::json(422, body).into()]);
    let codat = sandbox.client().unwrap();
    codat.get_probe("1").await.unwrap_err();
    let [span] = closed_spans(&logged).try_into().unwrap();
    assert_fields(
        &span,
        &[r#"error.type="422""#, r#"codat.correlation_id="8fa2""#],
    );
}

#[tokio::test]
async fn the_url_is_the_base_urls_path_and_the_template() {
    let (logged, _guard) = Logged::collect();
    let sandbox = sandbox().await;
    let codat = sandbox.client_builder();
    let base_url = format!("{}/proxied/api/", sandbox.base_url());
    let codat = codat.base_url(base_url).build().unwrap();
    let filter = Filter::default();
    let call = codat.search("private", Some(1), &["private"], &filter);
    call.await.unwrap_err();
    let [span] = closed_spans(&logged).try_into().unwrap();
    let url = format!("url.full={}/proxied/api/search ", sandbox.base_url());
    assert_fields(&span, &[&url]);
    assert!(!span.contains("private"), "{span}");
}
