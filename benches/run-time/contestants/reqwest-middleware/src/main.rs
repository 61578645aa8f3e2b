//! `reqwest-middleware` with `reqwest-retry` around the careful way of using `reqwest`: hand-written code with retries.

use harness::{Contestant, wire};
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Client, Url};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use uuid::Uuid;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a caller would want to know all of it")]
struct Token {
    access_token: String,
    expires_in: u64,
    token_type: String,
}

#[derive(Clone)]
struct Middleware {
    http: ClientWithMiddleware,
    base_url: Url,
}

impl Contestant for Middleware {
    type Token = Token;

    fn new(base_url: &str) -> Self {
        // Once for the process; another client finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static(wire::AUTHORIZATION));
        let http = Client::builder()
            .default_headers(headers)
            .user_agent("middleware/1.0")
            .no_proxy();
        let backoff = ExponentialBackoff::builder().build_with_max_retries(3);
        let http = ClientBuilder::new(http.build().expect("a client"))
            .with(RetryTransientMiddleware::new_with_policy(backoff))
            .build();
        Self {
            http,
            base_url: base_url.parse().expect("a URL"),
        }
    }

    async fn token(&self, company: Uuid) -> Token {
        let mut url = self.base_url.clone();
        url.set_path(&format!("/companies/{company}/accessToken"));
        let response = self.http.get(url).send().await.expect("an answer");
        assert!(response.status().is_success());
        let body = response.bytes().await.expect("a body");
        serde_json::from_slice(&body).expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Middleware>();
}
