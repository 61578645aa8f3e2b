//! Calls from a program without a runtime: `wait()` instead of `.await`.
//!
//! ```sh
//! cargo run --example blocking
//! ```
//!
//! It runs on the built-in sandbox. To run it against Codat, set `CODAT_API_KEY` and `CODAT_COMPANY_ID`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::env;
use std::error::Error;
use std::thread;

use codat_client::api::Companies;
use codat_client::sandbox::Sandbox;
use codat_client::{Client, CompanyId};

fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        let company_id =
            env::var("CODAT_COMPANY_ID").map_err(|_| "set CODAT_COMPANY_ID to a company's id")?;
        get_tokens(&Client::from_env()?, company_id.parse()?)
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::start_blocking()?;
        get_tokens(&sandbox.client()?, sandbox.company_id())
    }
}

fn get_tokens(codat: &Client, company_id: CompanyId) -> Result<(), Box<dyn Error>> {
    let token = codat.get_company_access_token(company_id).wait()?;
    println!(
        "a token for {company_id}, good for {:?}",
        token.expires_in()
    );

    // Settings of one call, and the response around the value, work as with `.await`.
    let call = codat
        .get_company_access_token(company_id)
        .timeout(std::time::Duration::from_secs(5));
    let response = call.with_response().wait()?;
    println!(
        "{}, after {} attempt",
        response.status(),
        response.attempts()
    );

    // Threads share a client as tasks do.
    let outcomes: Vec<_> = thread::scope(|scope| {
        let wait = || codat.get_company_access_token(company_id).wait();
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(wait)).collect();
        threads
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect()
    });
    for outcome in outcomes {
        outcome.map_err(|_panic| "a thread panicked")??;
    }
    println!("{:?}", codat.stats());

    // So do errors.
    if let Err(error) = codat.get_company_access_token(CompanyId::nil()).wait() {
        println!("{error}");
    }
    Ok(())
}
