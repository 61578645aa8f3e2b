//! `conjure-macros`: a trait with `#[conjure_client]`, called with `conjure-runtime`'s client, which is `hyper-util`'s with
//! time-outs, retries and more around it.

use std::sync::Arc;

use conjure_error::Error;
use conjure_http::client::{AsyncService as _, ConjureRuntime, StdResponseDeserializer};
use conjure_http::{conjure_client, endpoint};
use conjure_runtime::{Agent, Client, UserAgent};
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

#[conjure_client]
trait Tokens {
    #[endpoint(method = GET, path = "/companies/{company}/accessToken", accept = StdResponseDeserializer)]
    async fn token(
        &self,
        #[path] company: Uuid,
        #[header(name = "Authorization")] authorization: &str,
    ) -> Result<Token, Error>;
}

#[derive(Clone)]
struct Conjure(Arc<TokensClient<Client>>);

impl Contestant for Conjure {
    type Token = Token;

    fn new(base_url: &str) -> Self {
        let client = Client::builder()
            .service("tokens")
            .user_agent(UserAgent::new(Agent::new("conjure", "1.0.0")))
            .uri(base_url.parse().expect("a URL"))
            .build();
        let runtime = Arc::new(ConjureRuntime::new());
        Self(Arc::new(TokensClient::new(
            client.expect("a client"),
            &runtime,
        )))
    }

    async fn token(&self, company: Uuid) -> Token {
        self.0
            .token(company, wire::AUTHORIZATION)
            .await
            .expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Conjure>();
}
