//! Tests of your own code without a server. The code takes `&dyn` of a trait of endpoints, which a client and a fake implement.
//!
//! ```sh
//! cargo run --example fake_in_tests
//! cargo test --example fake_in_tests
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use codat_client::CompanyId;
use codat_client::api::Companies;
use codat_client::sandbox::Sandbox;

/// The code under test. It takes the trait, not the client.
async fn can_embed(codat: &dyn Companies, company_id: CompanyId) -> codat_client::Result<bool> {
    match codat.get_company_access_token(company_id).await {
        Ok(token) => Ok(token.expires_in().as_secs() >= 60),
        // Codat doesn't know this company yet, so there is nothing to show.
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// In production it gets a client: here, a client of the sandbox.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let codat = sandbox.client()?;
    let known = can_embed(&codat, sandbox.company_id()).await?;
    let unknown = can_embed(&codat, CompanyId::nil()).await?;
    println!("a known company: {known}, an unknown one: {unknown}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use codat_client::models::CompanyAccessToken;
    use codat_client::{Call, Client, Error, HasClient, HeaderMap, RawResponse, StatusCode};

    use super::*;

    /// A fake overrides the methods that the test needs. Any other method returns an error and sends nothing.
    struct FakeCodat(Result<CompanyAccessToken, Error>);

    impl HasClient for FakeCodat {
        fn client(&self) -> &Client {
            Client::offline()
        }
    }

    impl Companies for FakeCodat {
        fn get_company_access_token(&self, _company_id: CompanyId) -> Call<CompanyAccessToken> {
            Call::ready(self.0.clone())
        }
    }

    fn failing(status: StatusCode) -> FakeCodat {
        let response = RawResponse::new(status, HeaderMap::new(), r#"{"error": "Not today"}"#);
        FakeCodat(Err(Error::from_response(response)))
    }

    #[tokio::test]
    async fn a_company_with_a_token_can_embed() {
        let token = CompanyAccessToken::new("a-token-for-tests", Duration::from_secs(3600));
        let codat = FakeCodat(Ok(token));
        assert!(can_embed(&codat, CompanyId::nil()).await.unwrap());
    }

    #[tokio::test]
    async fn an_unknown_company_cannot() {
        let codat = failing(StatusCode::NOT_FOUND);
        assert!(!can_embed(&codat, CompanyId::nil()).await.unwrap());
    }

    #[tokio::test]
    async fn other_failures_come_out() {
        let codat = failing(StatusCode::UNAUTHORIZED);
        let error = can_embed(&codat, CompanyId::nil()).await.unwrap_err();
        assert!(error.is_unauthorized());
    }
}
