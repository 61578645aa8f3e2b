//! This project's `AccessTokens` with a warm cache: the first call fetches the token, and the others find it.

use codat_client::tokens::{AccessToken, AccessTokens};
use codat_client::{Client, Credentials};
use harness::{Contestant, wire};
use uuid::Uuid;

#[derive(Clone)]
struct Tokens(AccessTokens);

impl Contestant for Tokens {
    type Token = AccessToken;

    fn new(base_url: &str) -> Self {
        let client = Client::builder()
            .credentials(Credentials::api_key(wire::KEY))
            .base_url(base_url);
        Self(AccessTokens::new(client.build().expect("a client")))
    }

    async fn token(&self, company: Uuid) -> AccessToken {
        self.0.get(company.into()).await.expect("a token")
    }

    fn text(token: &AccessToken) -> &str {
        token.access_token().expose()
    }
}

fn main() {
    harness::main::<Tokens>();
}
