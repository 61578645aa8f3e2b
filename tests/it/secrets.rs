//! Nothing prints a secret: every public type, every error with its sources, and everything that is logged at any level
//! is searched for the key, its base64 and tokens.
#![allow(deprecated, reason = "the deprecated routes hand out tokens, too")]

use std::collections::HashMap;
use std::fmt::{Debug, Write as _};

use base64::Engine as _;
use codat_client::api::{Companies, ConnectionManagement};
use codat_client::body::{EncodedBody, Multipart, Part, Raw};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{
    Call, Client, Credentials, Error, HasClient, HeaderMap, HeaderValue, RawResponse, RetryConfig,
    StatusCode, codat_endpoint,
};
use serde::Deserialize;
use serde_json::json;

use crate::support::logged::Logged;
use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Filter, Probe, all_shown, quick_retries};

/// Short and of no special form: nothing gives it away but that the client knows it.
const KEY: &str = "hunter2";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0b2tlbiJ9.c2lnbmF0dXJl";

/// Types whose errors quote what they read.
trait Quoting: HasClient {
    #[codat_endpoint(GET, "/probe/numbers")]
    fn get_numbers(&self) -> Call<HashMap<String, u32>>;

    #[codat_endpoint(GET, "/probe/kinds")]
    fn get_kinds(&self) -> Call<Vec<Kind>>;

    #[codat_endpoint(GET, "/probe/strict")]
    fn get_strict(&self) -> Call<Strict>;
}

impl Quoting for Client {}

#[derive(Deserialize)]
enum Kind {
    Known,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "never read: it never comes")]
struct Strict {
    id: u32,
}

/// Everything that was put out.
#[derive(Default)]
struct Output(String);

impl Output {
    fn debug(&mut self, value: &dyn Debug) {
        writeln!(self.0, "{value:?}\n{value:#?}").unwrap();
    }

    fn error(&mut self, error: &Error) {
        writeln!(self.0, "{}", all_shown(error)).unwrap();
    }

    /// Finds no secret, and that there is something to search.
    fn assert_clean(&self, secrets: &[String]) {
        assert!(self.0.len() > 1000, "{}", self.0);
        for secret in secrets {
            let leak = self.0.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(leak, None, "`{secret}` is put out");
        }
    }
}

fn secrets(key: &str) -> Vec<String> {
    let base64 = base64::engine::general_purpose::STANDARD.encode(key);
    vec![key.to_owned(), base64.trim_end_matches('=').to_owned()]
}

#[tokio::test]
async fn what_works_puts_out_no_secret() {
    let (logged, _guard) = Logged::collect();
    let mut output = Output::default();
    let sandbox = Sandbox::start().await.unwrap();
    let builder = sandbox.client_builder();
    output.debug(&builder);
    let codat = builder.build().unwrap();
    let company_id = sandbox.company_id();
    let key = sandbox.api_key();
    let mut secrets = secrets(key);

    output.debug(&Credentials::api_key(key.to_owned()));
    output.debug(&Credentials::header(format!("Basic {}", secrets[1])));
    let owned = key.to_owned();
    output.debug(&Credentials::provider(move || {
        let key = owned.clone();
        async move { Ok::<_, std::io::Error>(key.into()) }
    }));
    output.debug(&codat);
    output.debug(&Part::new("text/plain", TOKEN).file_name("a"));
    output.debug(&Multipart::new().text("a", TOKEN));
    output.debug(&Raw::new("text/plain", TOKEN));
    output.debug(&EncodedBody::new(
        HeaderValue::from_static("text/plain"),
        TOKEN,
    ));
    output.debug(&Reply::new(200).header("x", TOKEN).body("text/plain", TOKEN));
    output.debug(&Fault::status(429).header("x", TOKEN));
    output.debug(&RawResponse::new(StatusCode::OK, HeaderMap::new(), TOKEN));
    output.debug(&codat.put_probe(TOKEN, &json!({"a": TOKEN}), Some(TOKEN)));
    output.debug(&codat.search(TOKEN, None, &[TOKEN], &Filter::default()));
    let endpoint = codat.get_probe("1").endpoint().unwrap();
    output.debug(endpoint);
    output.debug(&codat_client::RequestBuilder::new(
        &codat,
        codat_client::RequestBuilder::supertrait,
        endpoint,
    ));
    let call = codat
        .get_company_access_token(company_id)
        .header("x-secret", TOKEN);
    output.debug(&call);
    output.debug(call.request().unwrap());

    sandbox.script([Fault::status(500)]);
    let old = codat
        .get_access_token(company_id)
        .retries(quick_retries())
        .with_response()
        .await
        .unwrap();
    let new = call.with_response().await.unwrap();
    output.debug(&old);
    output.debug(&new);
    output.debug(&old.quota());
    output.debug(old.value());
    output.debug(new.value());
    output.debug(new.value().access_token());
    output.debug(&sandbox);
    output.debug(&sandbox.requests());

    secrets.push(TOKEN.to_owned());
    secrets.push(old.value().access_token().expose().to_owned());
    secrets.push(new.value().access_token().expose().to_owned());
    output.0.push_str(&logged.text());
    assert!(
        logged.text().contains("http.client"),
        "the spans are among it"
    );
    output.assert_clean(&secrets);
}

#[tokio::test]
async fn what_fails_puts_out_no_secret() {
    let (logged, _guard) = Logged::collect();
    let mut output = Output::default();
    let sandbox = Sandbox::start().await.unwrap();
    let codat = Client::builder()
        .base_url(sandbox.base_url())
        .credentials(Credentials::api_key(KEY))
        .retries(RetryConfig::none())
        .build()
        .unwrap();
    let company_id = sandbox.company_id();

    // A server that gives away all that it was told, and a token, in every place of an answer.
    let basic = &secrets(KEY)[1];
    let leak = format!("{TOKEN} Basic {basic} {KEY}");
    let page = format!("<html>{leak} <a title=\"{leak}\"></html>");
    let named = json!({ TOKEN: TOKEN, KEY: leak });
    let kinds = json!([leak]);
    let strict = json!({ KEY: 1, TOKEN: 2 });
    let message = json!({
        "error": leak, "service": leak, "correlationId": leak, "canBeRetried": leak,
        "validation": {"errors": [{"itemId": leak, "message": leak, "validatorName": leak}]},
    });
    for status in [200, 201, 401, 404, 418, 429, 500] {
        for reply in [
            Reply::json(status, message.clone()),
            Reply::json(status, named.clone()),
            Reply::json(status, kinds.clone()),
            Reply::json(status, strict.clone()),
            Reply::new(status).body(format!("text/{TOKEN}; key={KEY}"), leak.clone()),
            Reply::json(
                status,
                json!({"accessToken": [TOKEN], "expiresIn": 1, "tokenType": leak}),
            ),
            Reply::json(
                status,
                json!({"accessToken": TOKEN, "expiresIn": TOKEN, "tokenType": leak}),
            ),
            Reply::json(
                status,
                json!({"accessToken": TOKEN, "expiresIn": leak, "tokenType": leak}),
            ),
            Reply::new(status).body("application/json", format!(r#"{{"accessToken":"{TOKEN}","#)),
            Reply::new(status).body("application/json", format!(r#"{{"accessToken":"{leak}"#)),
            Reply::new(status).body("text/plain", leak.clone()),
            Reply::new(status).body("text/html", page.clone()),
        ] {
            let reply = reply
                .header("x-leak", leak.clone())
                .header("set-cookie", leak.clone());
            output.debug(&reply);
            sandbox.script(vec![Fault::reply(reply); 4]);
            match codat.get_company_access_token(company_id).await {
                Ok(token) => output.debug(&token),
                Err(error) => output.error(&error),
            }
            for failed in [
                codat.get_numbers().await.map(drop),
                codat.get_kinds().await.map(drop),
                codat.get_strict().await.map(drop),
            ] {
                if let Err(error) = failed {
                    output.error(&error);
                }
            }
        }
    }
    for fault in [
        Fault::close(),
        Fault::none().cut_body(),
        Fault::status(200).cut_body(),
    ] {
        sandbox.script([fault]);
        output.error(
            &codat
                .get_company_access_token(company_id)
                .await
                .unwrap_err(),
        );
    }

    output.0.push_str(&logged.text());
    let mut secrets = secrets(KEY);
    secrets.push(TOKEN.to_owned());
    output.assert_clean(&secrets);
}

#[tokio::test]
async fn what_never_leaves_puts_out_no_secret() {
    let (logged, _guard) = Logged::collect();
    let mut output = Output::default();

    for key in [
        format!("{KEY}\n{KEY}"),
        format!("{KEY} {KEY}"),
        format!("Basic {KEY}\u{7f}"),
    ] {
        output.error(&Client::new(Credentials::api_key(key.clone())).unwrap_err());
        output
            .error(&Client::new(Credentials::header(format!("Basic {key}\r\n{key}"))).unwrap_err());
    }
    let url = format!("https://user:{KEY}@api.codat.io/{KEY}");
    let key = || Credentials::api_key(KEY);
    output.error(
        &Client::builder()
            .credentials(key())
            .base_url(url.clone())
            .build()
            .unwrap_err(),
    );
    let codat = Client::new(key()).unwrap();
    output.error(&codat.get_probe("1").base_url(&url).await.unwrap_err());
    output.error(
        &codat
            .get_probe("1")
            .header("authorization", KEY)
            .await
            .unwrap_err(),
    );
    output.error(
        &codat
            .get_probe("1")
            .header("x-mine", format!("{KEY}\n"))
            .await
            .unwrap_err(),
    );

    let server = RawServer::start(vec![Answer::Close]).await;
    let codat = Client::builder()
        .credentials(key())
        .base_url(server.url())
        .retries(quick_retries())
        .build()
        .unwrap();
    let call = codat
        .get_probe("1")
        .timeout(std::time::Duration::from_millis(50));
    output.error(&call.await.unwrap_err());

    output.0.push_str(&logged.text());
    output.assert_clean(&secrets(KEY));
}
