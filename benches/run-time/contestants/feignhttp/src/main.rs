//! `feignhttp`: a function with `#[get]`, sent with the library's shared client, which is also `reqwest`'s.

use feignhttp::get;
use harness::{Contestant, wire};
use uuid::Uuid;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a caller would want to know all of it")]
struct Token {
    access_token: String,
    expires_in: u64,
    token_type: String,
}

#[get(
    "http://{host}/companies/{company}/accessToken",
    headers = "Accept: application/json"
)]
async fn token(
    #[path] host: &str,
    #[path] company: Uuid,
    #[header("Authorization")] authorization: &str,
) -> feignhttp::Result<Token> {
}

#[derive(Clone)]
struct Feign {
    host: String,
}

impl Contestant for Feign {
    type Token = Token;

    fn new(base_url: &str) -> Self {
        Self {
            host: base_url.trim_start_matches("http://").to_owned(),
        }
    }

    async fn token(&self, company: Uuid) -> Token {
        token(&self.host, company, wire::AUTHORIZATION)
            .await
            .expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Feign>();
}
