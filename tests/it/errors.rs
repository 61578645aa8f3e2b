//! From a status and a body to an error.

use codat_client::error::ErrorMessage;
use codat_client::sandbox::{Fault, Reply};
use codat_client::{Call, Client, Credentials, Error, HasClient, RetryConfig, codat_endpoint};
use serde_json::{Value, json};

use crate::support::{Probe, sandbox};

/// The error of a call that is answered so.
async fn error_of(fault: Fault) -> Error {
    let sandbox = sandbox().await;
    sandbox.script([fault]);
    let call = sandbox
        .client()
        .unwrap()
        .get_probe("1")
        .retries(RetryConfig::none());
    let error = call.await.unwrap_err();
    assert_eq!(sandbox.request_count(), 1);
    error
}

#[tokio::test]
async fn the_seven_documented_statuses_are_error_messages() {
    for status in [401, 402, 403, 404, 429, 500, 503] {
        let error = error_of(Fault::status(status)).await;
        let Error::ErrorMessage(answer) = &error else {
            panic!("{status}: {error:?}");
        };
        assert_eq!(answer.status(), status);
        assert_eq!(error.status().unwrap(), status);
        let message = answer.message();
        assert!(
            message.error().is_some_and(|text| !text.is_empty()),
            "{status}"
        );
        assert!(message.service().is_some(), "{status}");
        assert_eq!(message.can_be_retried(), Some("Unknown"));
        assert_eq!(message.detailed_error_code(), Some(0));
        assert_eq!(error.correlation_id(), message.correlation_id());
        assert!(error.correlation_id().is_some(), "{status}");
        assert_eq!(error.error_message(), Some(message));
        assert!(answer.quota().limit().is_some(), "{status}");
        assert!(!answer.body().is_empty() && answer.headers().contains_key("content-type"));

        assert_eq!(error.is_unauthorized(), status == 401);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.is_rate_limited(), status == 429);
        assert_eq!(error.is_retryable(), [429, 500, 503].contains(&status));
        assert!(!error.is_timeout());
        let shown = error.to_string();
        assert!(
            shown.starts_with(&format!("GET /probe/{{id}} returned {status} ")),
            "{shown}"
        );
        assert!(shown.contains(message.error().unwrap()), "{shown}");
    }
}

#[tokio::test]
async fn the_status_on_the_wire_decides() {
    let error = error_of(Fault::status(402)).await;
    assert_eq!(error.status().unwrap(), 402);
    assert_eq!(
        error.error_message().unwrap().status_code(),
        Some(429),
        "as in Codat's own example"
    );
    assert!(!error.is_rate_limited() && !error.is_retryable());
}

#[tokio::test]
async fn any_other_status_is_an_sdk_error() {
    for status in [301, 304, 400, 408, 409, 418, 422, 451, 501, 502, 504] {
        let body = format!(r#"{{"error": "status {status}"}}"#);
        let reply = Reply::new(status)
            .body("application/json", body.clone())
            .header("x-extra", "kept");
        let error = error_of(Fault::reply(reply)).await;
        let Error::Sdk(answer) = &error else {
            panic!("{status}: {error:?}");
        };
        assert_eq!(answer.status(), status);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(answer.headers()["x-extra"], "kept");
        // A 304 has no body, by HTTP.
        let text = error.error_message().and_then(ErrorMessage::error);
        let sent = format!("status {status}");
        assert_eq!(text, (status != 304).then_some(sent.as_str()));
        assert_eq!(
            error.is_retryable(),
            [408, 501, 502, 504].contains(&status),
            "{status}"
        );
        let expected = if status == 304 { "" } else { &body };
        assert_eq!(answer.body(), expected, "{status}");
    }
}

#[tokio::test]
async fn an_undocumented_status_shows_the_message_that_came_with_it() {
    let shown = async |body: Value| {
        let error = error_of(Fault::reply(Reply::json(422, body))).await;
        let Error::Sdk(answer) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(error.error_message(), answer.message());
        assert!(error.to_string().contains("returned 422"), "{error}");
        (error.to_string(), error.correlation_id().map(str::to_owned))
    };
    let body = json!({"error": "the page is too large", "correlationId": "8fa2"});
    let (text, id) = shown(body).await;
    assert!(
        text.ends_with(": the page is too large (correlation id 8fa2)"),
        "{text}"
    );
    assert_eq!(id.as_deref(), Some("8fa2"));
    let (text, id) = shown(json!({"error": 5, "correlationId": "8fa2"})).await;
    let expected = r#": {"correlationId":"8fa2","error":5} (34 bytes of application/json) (correlation id 8fa2)"#;
    assert!(text.ends_with(expected), "{text}");
    assert_eq!(id.as_deref(), Some("8fa2"));

    let token = "bMJ9Vo0yT4pXw3kQ7sGh1ZcRfN2uLd8e";
    let (text, _) = shown(json!({ "error": format!("what is {token}?\nforged") })).await;
    assert!(text.ends_with(": what is …? forged"), "{text}");

    for body in [json!({}), json!({"error": 5}), json!(["error"])] {
        let expected = format!(
            ": {body} ({} bytes of application/json)",
            body.to_string().len()
        );
        let (text, id) = shown(body).await;
        assert_eq!(id, None);
        assert!(text.ends_with(&expected), "{text}");
    }
}

#[tokio::test]
async fn a_documented_status_with_another_body_is_an_sdk_error() {
    let page = "<html><h1>Unauthorized</h1></html>";
    let error = error_of(Fault::reply(Reply::new(401).body("text/html", page))).await;
    let Error::Sdk(answer) = &error else {
        panic!("{error:?}");
    };
    assert!(error.is_unauthorized());
    assert_eq!(answer.body(), page);
    assert!(error.to_string().contains("text/html"), "{error}");

    for body in ["", "null", "[1]", "\"text\"", "{\"error\": "] {
        let error = error_of(Fault::reply(Reply::new(404).body("application/json", body))).await;
        assert!(matches!(error, Error::Sdk(_)), "{body:?}: {error:?}");
        assert!(error.is_not_found());
    }
}

#[tokio::test]
async fn odd_fields_never_hide_the_others() {
    for odd in [
        json!({"statusCode": null, "service": null, "correlationId": null, "validation": null}),
        json!({"statusCode": "404", "service": 5, "correlationId": {}, "validation": "x", "canBeRetried": true}),
        json!({"validation": {"errors": null, "warnings": [null, 5, {"message": 5}]}, "detailedErrorCode": "x"}),
        json!({"statusCode": -1, "detailedErrorCode": 1e300}),
    ] {
        let mut body = odd.clone();
        body["error"] = "It is gone.".into();
        let error = error_of(Fault::reply(Reply::json(404, body))).await;
        assert!(matches!(error, Error::ErrorMessage(_)), "{odd}: {error:?}");
        let message = error.error_message().unwrap();
        assert_eq!(message.error(), Some("It is gone."));
        assert!(message.validation().is_none() && message.service().is_none());

        // Without a usable member it is none of Codat's.
        let error = error_of(Fault::reply(Reply::json(404, odd.clone()))).await;
        assert!(matches!(error, Error::Sdk(_)), "{odd}: {error:?}");
        assert!(error.is_not_found() && error.error_message().is_none());
    }
}

#[tokio::test]
async fn an_endpoint_can_document_more() {
    trait Strict: HasClient {
        #[codat_endpoint(GET, "/probe/1", errors(400, 409))]
        fn get_strictly(&self) -> Call<Value>;
    }
    impl Strict for Client {}

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (status, documented) in [(400, true), (409, true), (404, true), (422, false)] {
        sandbox.script([Fault::status(status)]);
        let error = codat.get_strictly().await.unwrap_err();
        let is_documented = matches!(error, Error::ErrorMessage(_));
        assert_eq!(is_documented, documented, "{status}");
        assert!(error.error_message().is_some(), "{status}");
        assert_eq!(error.status().unwrap(), status);
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_reported_at_once() {
    use codat_client::Credentials;
    let key = || Credentials::api_key("abc");
    let builder = Client::builder;
    for (builder, expected) in [
        (builder(), "no credentials"),
        (builder().credentials(Credentials::api_key("")), "empty"),
        (
            builder().credentials(key()).base_url("api.codat.io"),
            "base URL",
        ),
        (
            builder().credentials(key()).base_url("ftp://api.codat.io"),
            "neither the scheme `https` nor `http`",
        ),
        (
            builder()
                .credentials(key())
                .base_url("https://u:p@api.codat.io"),
            "user name",
        ),
        (
            builder().credentials(key()).user_agent("a\nb"),
            "user agent",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert!(
            matches!(error, Error::Config(_) | Error::Credentials(_)),
            "{error:?}"
        );
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn each_part_of_a_long_error_message_is_read_and_shown_in_part() {
    let item =
        json!({"itemId": "lines", "message": "too long ".repeat(20), "validatorName": "Max"});
    let body = json!({
        "error": "bad\n2026 ERROR forged ".repeat(5000),
        "correlationId": "0a40c2f3",
        "validation": {"errors": vec![item; 1000]},
    });
    let error = error_of(Fault::reply(Reply::json(503, body))).await;
    assert_eq!(error.correlation_id(), Some("0a40c2f3"));
    let message = error.error_message().unwrap();
    assert_eq!(message.validation().unwrap().errors().len(), 1000);
    let shown = error.to_string();
    assert!(
        shown.chars().count() < 500 && !shown.contains('\n'),
        "{shown}"
    );
}

#[tokio::test]
async fn fakes_can_fail() {
    use codat_client::error::{ConnectionError, TimeoutError, TimeoutScope};
    use codat_client::{HeaderMap, RawResponse, StatusCode};

    let mut headers = HeaderMap::new();
    headers.insert("retry-after", "7".parse().unwrap());
    let answer = RawResponse::new(
        StatusCode::TOO_MANY_REQUESTS,
        headers,
        r#"{"error": "slow down"}"#,
    );
    let call: Call<Value> = Call::ready(Err(Error::from_response(answer)));
    let error = call.await.unwrap_err();
    assert!(error.is_rate_limited() && error.error_message().is_some());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));

    let late = TimeoutError::new(TimeoutScope::Call, std::time::Duration::from_secs(5));
    assert!(Error::from(late).is_timeout());

    let refused = Error::from(ConnectionError::refused());
    assert!(refused.is_connect() && refused.is_retryable());
    assert!(!refused.may_have_been_executed());
    let broken = Error::from(ConnectionError::broken());
    assert!(!broken.is_connect() && broken.may_have_been_executed());
    assert_eq!(
        broken.to_string(),
        "a fake: the connection broke before the response of a fake"
    );
}

#[tokio::test]
async fn a_fake_names_its_endpoint_if_it_is_given_one() {
    use codat_client::{HeaderMap, RawResponse, StatusCode};

    let response = RawResponse::new(StatusCode::NOT_FOUND, HeaderMap::new(), "");
    let error = Error::from_response(response.clone());
    assert_eq!(
        error.to_string(),
        "a fake returned 404 Not Found with an empty body"
    );
    let endpoint = Client::offline().get_probe("1").endpoint().unwrap();
    let error = Error::from_response(response.with_endpoint(endpoint));
    assert!(
        error
            .to_string()
            .starts_with("GET /probe/{id} returned 404"),
        "{error}"
    );
    assert_eq!(error.endpoint().unwrap().name(), "get_probe");
}

#[tokio::test]
async fn the_accessors_answer_for_every_error() {
    let reply = Reply::json(404, json!({"error": "no"})).header("x-rate-limit-remaining", "5");
    let error = error_of(Fault::reply(reply)).await;
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert_eq!(error.body().unwrap(), r#"{"error":"no"}"#);
    assert_eq!(error.quota().unwrap().remaining(), Some(5));
    assert!(!error.is_connect());

    let error = error_of(Fault::close()).await;
    assert!(error.headers().is_none() && error.body().is_none() && error.quota().is_none());
    assert!(error.status().is_none() && error.is_retryable() && !error.is_connect());
}

#[tokio::test]
async fn the_alternate_form_tells_the_sources() {
    let error = error_of(Fault::close()).await;
    let mut chain = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        chain.push_str(&format!(": {error}"));
        source = error.source();
    }
    assert!(chain.len() > error.to_string().len());
    assert_eq!(format!("{error:#}"), chain);
}

#[tokio::test]
async fn a_401_says_what_to_check() {
    let sandbox = sandbox().await;
    let builder = sandbox.client_builder();
    let codat = builder.credentials(Credentials::api_key("another-key"));
    let error = codat.build().unwrap().get_probe("1").await.unwrap_err();
    let help = error.help().unwrap();
    assert!(
        help.starts_with("Codat refused the API key: check"),
        "{help}"
    );
    assert!(error.to_string().ends_with(&format!(" (help: {help})")));
}

/// What `unwrap` prints, and a `main` that returns the error.
#[tokio::test]
async fn debug_is_one_line_unless_details_are_asked_for() {
    let sandbox = sandbox().await;
    sandbox.script([Fault::status(402)]);
    let codat = sandbox.client().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert_eq!(format!("{error:?}"), format!("{error:#}"));
    assert!(format!("{error:#?}").contains("correlation_id: Some("));
}
