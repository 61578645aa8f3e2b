//! `reqwest` by hand, as its documentation shows it: format the URL, name the headers, `.json()`.

use harness::{Contestant, wire};
use reqwest::Client;
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
struct Naive {
    http: Client,
    base_url: String,
}

impl Contestant for Naive {
    fn new(base_url: &str) -> Self {
        // Once for the process; another client finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: Client::new(),
            base_url: base_url.to_owned(),
        }
    }

    type Token = Token;

    async fn token(&self, company: Uuid) -> Token {
        let url = format!("{}/companies/{company}/accessToken", self.base_url);
        let request = self
            .http
            .get(url)
            .header("Accept", "application/json")
            .header("Authorization", wire::AUTHORIZATION);
        let response = request.send().await.expect("an answer");
        response
            .error_for_status()
            .expect("success")
            .json()
            .await
            .expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Naive>();
}
