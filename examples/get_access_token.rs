//! Gets the access token with which a company embeds Codat's Connections SDK.
//!
//! Run it on the built-in sandbox, with nothing configured:
//!
//! ```sh
//! cargo run --example get_access_token
//! ```
//!
//! or against Codat, for a company of yours:
//!
//! ```sh
//! CODAT_API_KEY=… CODAT_COMPANY_ID=… cargo run --example get_access_token
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::error::Error;
use std::time::Duration;

use codat_client::Secret;
use codat_client::api::{Companies, ConnectionManagement};
use codat_client::models::ConnectionManagementAccessToken;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, CompanyId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        let company_id =
            env::var("CODAT_COMPANY_ID").map_err(|_| "set CODAT_COMPANY_ID to a company's id")?;
        show_tokens(&Client::from_env()?, company_id.parse()?).await
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::start().await?;
        show_tokens(&sandbox.client()?, sandbox.company_id()).await
    }
}

async fn show_tokens(codat: &Client, company_id: CompanyId) -> Result<(), Box<dyn Error>> {
    println!("company     {company_id}\n");

    // One token for all of Codat's embedded components.
    let response = codat
        .get_company_access_token(company_id)
        .with_response()
        .await?;
    let token = response.value();
    println!("token       {} (company)", in_part(token.access_token()));
    println!("good for    {}", in_hours(token.expires_in()));
    println!("quota left  {}\n", or_unknown(response.quota().remaining()));

    // The route that it replaces. Codat has deprecated it, and announced that it returns 404 after 2026-10-12.
    #[allow(deprecated)]
    let call = codat.get_access_token(company_id);
    match call.await {
        Ok(token) => {
            println!(
                "token       {} (connection management)",
                in_part(token.access_token())
            );
            let lifetime = ConnectionManagementAccessToken::LIFETIME;
            println!("good for    {}", in_hours(lifetime));
        }
        // The message names the replacement.
        Err(error) if error.is_not_found() => println!("{error}"),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Enough of a token to recognise it, and too little to use it.
fn in_part(token: &Secret) -> String {
    let token = token.expose();
    let start: String = token.chars().take(8).collect();
    format!("{start}… ({} characters)", token.len())
}

fn in_hours(lifetime: Duration) -> String {
    format!("{} h", lifetime.as_secs() / 3600)
}

fn or_unknown(remaining: Option<u64>) -> String {
    remaining.map_or_else(
        || "unknown".to_owned(),
        |count| format!("{count} requests today"),
    )
}
