//! `progenitor`: `generate_api!` of an OpenAPI document. The key is in the default headers of the `reqwest` client that it is given.

use harness::{Contestant, wire};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use uuid::Uuid;

progenitor::generate_api!("openapi.json");

#[derive(Clone)]
struct Generated(Client);

impl Contestant for Generated {
    type Token = types::CompanyAccessToken;

    fn new(base_url: &str) -> Self {
        // Once for the process; another client finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static(wire::AUTHORIZATION));
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .no_proxy()
            .build();
        Self(Client::new_with_client(base_url, http.expect("a client")))
    }

    async fn token(&self, company: Uuid) -> types::CompanyAccessToken {
        let token = self.0.get_company_access_token(&company).await;
        token.expect("a token").into_inner()
    }

    fn text(token: &types::CompanyAccessToken) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Generated>();
}
