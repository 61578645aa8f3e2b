//! Onboards a customer: creates a company and a connection, prints the link to send to the customer, and waits until the customer
//! has authorised the connection.
//!
//! ```sh
//! cargo run --example companies_and_connections
//! ```
//!
//! It runs on the built-in sandbox, or against Codat if `CODAT_API_KEY` is set. There it creates a company, and deletes it in the end.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::error::Error;
use std::time::Duration;

use codat_client::models::{CompanyRequestBody, CreateConnection, DataConnectionStatus};
use codat_client::paging::ListQuery;
use codat_client::sandbox::Sandbox;
use codat_client::{CompanyId, prelude::*};

/// The platform to connect: Codat's own, for tests. `list_integrations` has the keys of all.
const PLATFORM: &str = "mqjo";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        onboard(&Client::from_env()?, Duration::from_secs(5)).await
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::start().await?;
        // The customer takes a moment.
        sandbox.authorize_after(Duration::from_millis(25));
        onboard(&sandbox.client()?, Duration::from_millis(10)).await
    }
}

async fn onboard(codat: &Client, interval: Duration) -> Result<(), Box<dyn Error>> {
    let mut customer = CompanyRequestBody::new("Bank of Dave");
    customer.description = Some("customer 4711".to_owned());
    let company = codat.create_company(&customer).await?;
    println!(
        "company     {} {}",
        company.id,
        company.name.unwrap_or_default()
    );

    // Whatever happens from here on, the company doesn't stay behind. A program of yours would keep its id.
    let connected = connect(codat, company.id, interval).await;
    codat.delete_company(company.id).await?;
    println!("deleted     {}", company.id);
    connected
}

async fn connect(
    codat: &Client,
    company_id: CompanyId,
    interval: Duration,
) -> Result<(), Box<dyn Error>> {
    let platform = CreateConnection::new(PLATFORM);
    let connection = codat.create_connection(company_id, &platform).await?;
    println!("connection  {}", connection.id);
    println!("to send     {}", connection.link_url.unwrap_or_default());

    // The customer may take days, so a program of yours would rather react to the webhook `connection.connected`.
    let connection = codat
        .get_connection(company_id, connection.id)
        .until(|connection| {
            // A status that this version doesn't name is kept, and prints as Codat sent it.
            let status = connection.status.as_ref().map(ToString::to_string);
            println!("status      {}", status.unwrap_or_default());
            connection.status == Some(DataConnectionStatus::Linked)
        })
        .every(interval)
        .await?;
    println!(
        "linked      {}",
        connection.platform_name.unwrap_or_default()
    );

    let query = ListQuery::new().page_size(100);
    let mut connections = codat.list_connections(company_id, &query).items();
    while let Some(connection) = connections.next().await {
        let connection = connection?;
        let status = connection.status.map(|status| status.to_string());
        println!("  {} {}", connection.id, status.unwrap_or_default());
    }
    Ok(())
}
