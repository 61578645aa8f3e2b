//! Access tokens that are kept at hand.

mod failures;
mod invalidation;
mod memory_store;
mod redis;
mod redis_server;
mod refresh;
mod reused_connection;
mod runtimes;
mod shared_store;
mod single_flight;
mod store_contract;
mod turns;
mod wait;
mod what_codat_sends;
mod what_the_store_holds;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use codat_client::sandbox::Sandbox;
use codat_client::tokens::{AccessToken, AccessTokens};
use codat_client::{CompanyId, Error};

/// A sandbox and the tokens of its companies.
struct Setup {
    sandbox: Sandbox,
    tokens: AccessTokens,
}

async fn setup() -> Setup {
    let sandbox = Sandbox::start().await.unwrap();
    let tokens = AccessTokens::new(sandbox.client().unwrap());
    Setup { sandbox, tokens }
}

impl Setup {
    /// The token of the sandbox's first company.
    async fn get(&self) -> Result<AccessToken, Error> {
        self.tokens.get(self.sandbox.company_id()).await
    }

    fn companies(&self, count: usize) -> Vec<CompanyId> {
        (0..count).map(|_| self.sandbox.add_company()).collect()
    }

    /// That many requests have been made since this was last asked.
    #[track_caller]
    fn assert_requests(&self, count: usize) {
        assert_eq!(self.sandbox.take_requests().len(), count);
    }
}

fn text(token: &AccessToken) -> &str {
    token.access_token().expose()
}

/// The company that the sandbox issued a token for, whatever else is said of it.
fn subject(token: &AccessToken) -> CompanyId {
    let claims = text(token).split('.').nth(1).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["sub"].as_str().unwrap().parse().unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
