//! Testing your own code without a server: a fake implements the trait, and your code takes `&dyn` of it.
//!
//! ```sh
//! cargo run --example fake_in_tests
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::time::Duration;

use codat_client::api::Companies;
use codat_client::models::CompanyAccessToken;
use codat_client::{Call, Client, CompanyId, HasClient};

/// The code under test: it knows the trait, not the client.
async fn minutes_to_use(codat: &dyn Companies, company_id: CompanyId) -> codat_client::Result<u64> {
    let token = codat.get_company_access_token(company_id).await?;
    Ok(token.expires_in().as_secs() / 60)
}

/// A fake overrides the methods that the test is about; any other fails with a clear error and sends nothing.
struct FakeCodat;

impl HasClient for FakeCodat {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for FakeCodat {
    fn get_company_access_token(&self, _company_id: CompanyId) -> Call<CompanyAccessToken> {
        let token = CompanyAccessToken::new("a-token-for-tests", Duration::from_secs(90 * 60));
        Call::ready(Ok(token))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let minutes = minutes_to_use(&FakeCodat, CompanyId::nil()).await?;
    assert_eq!(minutes, 90);
    println!("the fake's token is good for {minutes} minutes");

    let error = minutes_to_use(Client::offline(), CompanyId::nil()).await;
    println!(
        "without a fake: {}",
        error
            .err()
            .map_or_else(String::new, |error| error.to_string())
    );
    Ok(())
}
