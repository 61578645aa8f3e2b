//! `rustify`: a struct with `#[derive(Endpoint)]`, and a middleware that adds the key.

use std::sync::Arc;

use harness::{Contestant, wire};
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use rustify::errors::ClientError;
use rustify::{Client, Endpoint, MiddleWare};
use rustify_derive::Endpoint;
use uuid::Uuid;

#[derive(serde::Deserialize, Debug)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a caller would want to know all of it")]
struct Token {
    access_token: String,
    expires_in: u64,
    token_type: String,
}

#[derive(Debug, Endpoint)]
#[endpoint(path = "companies/{self.company}/accessToken", response = "Token")]
struct GetToken {
    #[endpoint(skip)]
    company: Uuid,
}

struct Key;

impl MiddleWare for Key {
    fn request<E: Endpoint>(
        &self,
        _: &E,
        request: &mut http::Request<Vec<u8>>,
    ) -> Result<(), ClientError> {
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static(wire::AUTHORIZATION));
        Ok(())
    }

    fn response<E: Endpoint>(
        &self,
        _: &E,
        _: &mut http::Response<Vec<u8>>,
    ) -> Result<(), ClientError> {
        Ok(())
    }
}

#[derive(Clone)]
struct Rustify(Arc<Client>);

impl Contestant for Rustify {
    type Token = Token;

    fn new(base_url: &str) -> Self {
        // Once for the process; another client finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        Self(Arc::new(Client::new(base_url, http)))
    }

    async fn token(&self, company: Uuid) -> Token {
        let answer = GetToken { company }
            .with_middleware(&Key)
            .exec(&*self.0)
            .await;
        answer.expect("an answer").parse().expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Rustify>();
}
