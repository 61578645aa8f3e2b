//! This project's client, with everything on that is on by default.

use codat_client::api::Companies as _;
use codat_client::models::CompanyAccessToken;
use codat_client::{Client, Credentials};
use harness::{Contestant, wire};
use uuid::Uuid;

#[derive(Clone)]
struct Codat(Client);

impl Contestant for Codat {
    fn new(base_url: &str) -> Self {
        let client = Client::builder()
            .credentials(Credentials::api_key(wire::KEY))
            .base_url(base_url);
        Self(client.build().expect("a client"))
    }

    type Token = CompanyAccessToken;

    async fn token(&self, company: Uuid) -> CompanyAccessToken {
        self.0
            .get_company_access_token(company.into())
            .await
            .expect("a token")
    }

    fn text(token: &CompanyAccessToken) -> &str {
        token.access_token().expose()
    }
}

fn main() {
    harness::main::<Codat>();
}
