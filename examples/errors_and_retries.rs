//! What a call does when the API fails: what is retried, what is returned, and what an error says.
//!
//! ```sh
//! cargo run --example errors_and_retries
//! ```
//!
//! It always runs on the sandbox, which fails on request.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::time::{Duration, SystemTime};

use codat_client::api::{Companies, Settings};
use codat_client::models::ConnectionManagementAllowedOrigins;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{Backoff, Client, CompanyId, RetryConfig};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let codat = sandbox.client()?;
    let company_id = sandbox.company_id();

    println!("A transient failure is retried, here with a shorter backoff than the default:");
    sandbox.script([Fault::status(500), Fault::close()]);
    let quick = RetryConfig::backoff(Backoff::new().initial_interval(Duration::from_millis(20)));
    let response = codat
        .get_company_access_token(company_id)
        .retries(quick.clone())
        .with_response()
        .await?;
    println!(
        "  {} after {} attempts\n",
        response.status(),
        response.attempts()
    );

    println!("Without retries, the call returns it:");
    sandbox.script([Fault::status(503)]);
    let once = codat
        .get_company_access_token(company_id)
        .retries(RetryConfig::none());
    explain(once.await.err());

    println!(
        "A rate limit says when to retry. If that is after the call's total time, the call fails at once:"
    );
    sandbox.script([Fault::status(429).retry_after("3600")]);
    explain(codat.get_company_access_token(company_id).await.err());

    println!(
        "A write that got a 5XX isn't retried: Codat returns the same response for the same key:"
    );
    sandbox.script([Fault::status(500)]);
    let origins = ConnectionManagementAllowedOrigins::new(["https://www.bank-of-dave.com"]);
    explain(codat.set_cors_settings(&origins).retries(quick).await.err());

    println!(
        "After a broken connection it is retried, with the same key. Here the retry gets a 429:"
    );
    sandbox.script([
        Fault::none().lose_response(),
        Fault::status(429).retry_after("3600"),
    ]);
    let first_sent = SystemTime::now();
    let error = codat.set_cors_settings(&origins).await.err();
    let key = error
        .as_ref()
        .and_then(codat_client::Error::idempotency_key);
    explain(error);
    if let Some(key) = key {
        println!("With its key it can be sent again, and is executed only once:");
        codat
            .set_cors_settings(&origins)
            .idempotency_key_since(key, first_sent)
            .await?;
        println!("  executed {} time(s)\n", sandbox.executed_writes());
    }

    println!("A 404 isn't retried:");
    explain(codat.get_company_access_token(CompanyId::nil()).await.err());

    println!("The total time limits all attempts together:");
    sandbox.script([Fault::none().delay(Duration::from_secs(5))]);
    let hurried = codat
        .get_company_access_token(company_id)
        .timeout(Duration::from_millis(50));
    explain(hurried.await.err());

    println!("A wrong API key:");
    let stranger = Client::builder()
        .base_url(sandbox.base_url())
        .credentials(codat_client::Credentials::api_key("wrong"))
        .build()?;
    explain(stranger.get_company_access_token(company_id).await.err());
    Ok(())
}

/// The accessors work on every kind of error.
fn explain(error: Option<codat_client::Error>) {
    let Some(error) = error else {
        println!("  no error\n");
        return;
    };
    // `#` appends the causes.
    println!("  {error:#}");
    println!(
        "  status {:?}, retry after {:?}, may succeed later: {}, may have been executed: {}, correlation id {:?}\n",
        error.status().map(|status| status.as_u16()),
        error.retry_after(),
        error.is_retryable(),
        error.may_have_been_executed(),
        error.correlation_id(),
    );
}
