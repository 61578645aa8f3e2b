//! Has Codat read a customer's invoices now, waits until they are read, and looks at the writes to the customer's software.
//!
//! ```sh
//! cargo run --example push_and_pull
//! ```
//!
//! It runs on the built-in sandbox. To run it against Codat, set `CODAT_API_KEY` and `CODAT_COMPANY_ID`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::error::Error;
use std::time::Duration;

use codat_client::models::{CreateConnection, DataType, PushOperationStatus};
use codat_client::paging::ListQuery;
use codat_client::sandbox::Sandbox;
use codat_client::{CompanyId, prelude::*};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        let company_id =
            env::var("CODAT_COMPANY_ID").map_err(|_| "set CODAT_COMPANY_ID to a company's id")?;
        let (codat, company_id) = (Client::from_env()?, company_id.parse()?);
        pull(&codat, company_id, Duration::from_secs(2)).await?;
        show_pushes(&codat, company_id).await
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::start().await?;
        let (codat, company_id) = (sandbox.client()?, sandbox.company_id());
        connect_customer(&sandbox, &codat).await?;
        pull(&codat, company_id, Duration::from_millis(100)).await?;
        show_pushes(&codat, company_id).await
    }
}

/// Reads the invoices: from Codat's queue to the end of the operation.
async fn pull(
    codat: &Client,
    company_id: CompanyId,
    interval: Duration,
) -> Result<(), Box<dyn Error>> {
    // `None`: from each connection that has invoices.
    let queued = codat.refresh_data_type(company_id, &DataType::Invoices, None);
    let operation = match queued.await {
        Ok(operation) => operation,
        // A read of them is under way already. What it reads is as new.
        Err(error) if error.to_string().contains("DatasetAlreadyInProgress") => {
            println!("queued already");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let operation = codat
        .get_pull_operation(company_id, operation.id)
        .until(|operation| {
            let status = operation.status.as_ref().map(ToString::to_string);
            let progress = operation.progress.unwrap_or(0);
            println!("{}, {progress} %", status.unwrap_or_default());
            operation.is_final()
        })
        .every(interval)
        .await?;
    if let Some(problem) = operation.error_message {
        println!("  failed: {problem}");
    }

    let statuses = codat.get_company_data_status(company_id).await?;
    let invoices = statuses.get(&DataType::Invoices);
    match invoices.and_then(|status| status.last_successful_sync.as_ref()) {
        Some(date) => println!("invoices were last read at {date}\n"),
        None => println!("invoices were never read\n"),
    }
    Ok(())
}

/// The latest writes, and all of the first. Those are begun by endpoints of Codat's other APIs: see `custom_endpoint`.
async fn show_pushes(codat: &Client, company_id: CompanyId) -> Result<(), Box<dyn Error>> {
    let query = ListQuery::new().page_size(10).order_by("-requestedOnUtc");
    let history = codat.get_company_push_history(company_id, &query).await?;
    println!("{} pushes", history.total_results.unwrap_or(0));
    let Some(latest) = history.results.first() else {
        return Ok(());
    };

    let push = codat
        .get_push_operation(company_id, latest.push_operation_key)
        .await?;
    let status = push.status.map(|status| status.to_string());
    println!(
        "push {}: {}",
        push.push_operation_key,
        status.unwrap_or_default()
    );
    for problem in push.validation.unwrap_or_default().errors {
        let (item, message) = (problem.item_id, problem.message);
        println!(
            "  {}: {}",
            item.unwrap_or_default(),
            message.unwrap_or_default()
        );
    }
    Ok(())
}

/// A company with a linked connection, and a write that the customer's software refused.
async fn connect_customer(sandbox: &Sandbox, codat: &Client) -> Result<(), Box<dyn Error>> {
    let company_id = sandbox.company_id();
    let xero = CreateConnection::new("gbol");
    let connection = codat.create_connection(company_id, &xero).await?;
    sandbox.authorize(connection.id)?;
    sandbox.start_push(
        connection.id,
        &DataType::Invoices,
        PushOperationStatus::Failed,
    )?;
    // What is read at the first link, and the write, take half a second.
    sandbox.advance_clock(Duration::from_secs(1));
    Ok(())
}
