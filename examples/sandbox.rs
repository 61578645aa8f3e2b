//! Codat's Platform API on this machine, for programs in any language.
//!
//! ```sh
//! cargo run --example sandbox -- --port 4000 --companies 250
//! ```
//!
//! | option | default | what it sets |
//! | --- | --- | --- |
//! | `--port <number>` | 4000 | the port; 0 is a free one |
//! | `--host <address>` | 127.0.0.1 | the address: another than loopback lets other machines in |
//! | `--key <text>` | `sandbox` | the API key |
//! | `--companies <number>` | 3 | how many companies there are |
//! | `--seed <number>` | 0 | where ids begin: the same seed gives the same ids |
//! | `--authorize-after <milliseconds>` | never | when customers authorise a new connection by themselves |
//!
//! A list of statuses, sent to `POST /sandbox/script`, is how the next requests fail: `[429, 503]` lets two of them fail.
#![allow(clippy::print_stdout, reason = "it is a program for terminals")]

use std::error::Error;
use std::fmt::Display;
use std::net::IpAddr;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use codat_client::Method;
use codat_client::paging::ListQuery;
use codat_client::prelude::*;
use codat_client::sandbox::{Fault, RecordedRequest, Reply, Sandbox};

struct Options {
    port: u16,
    host: IpAddr,
    key: String,
    companies: usize,
    seed: u64,
    authorize_after: Option<Duration>,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = match Options::from_args(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            println!("{problem}");
            return Ok(ExitCode::from(2));
        }
    };
    let sandbox = Sandbox::builder()
        .address((options.host, options.port))
        .api_key(&options.key)
        .companies(options.companies)
        .seed(options.seed)
        .on_response(log)
        .start()
        .await?;
    if let Some(delay) = options.authorize_after {
        sandbox.authorize_after(delay);
    }
    let sandbox = Arc::new(sandbox);
    let scripted = Arc::clone(&sandbox);
    sandbox.mount(Method::POST, "/sandbox/script", move |request| {
        script(&scripted, request.body())
    });
    show(&sandbox).await?;
    tokio::signal::ctrl_c().await?;
    Ok(ExitCode::SUCCESS)
}

/// What a client needs, and what it finds.
async fn show(sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let codat = sandbox.client()?;
    let companies = codat.list_companies(&ListQuery::new().page_size(3)).await?;
    let integrations = codat.list_integrations(&ListQuery::new()).await?;
    println!("URL        {}", sandbox.base_url());
    println!("API key    {}", sandbox.api_key());
    println!("webhooks   {}", sandbox.webhook_secret());
    println!("companies  {}", companies.total_results.unwrap_or(0));
    for company in companies.results {
        println!("  {} {}", company.id, company.name.unwrap_or_default());
    }
    println!(
        "platforms  {}",
        integrations.total_results.unwrap_or_default()
    );
    for integration in integrations.results {
        println!(
            "  {} {}",
            integration.key,
            integration.name.unwrap_or_default()
        );
    }
    println!("\nCtrl-C stops it. Requests:");
    Ok(())
}

/// Lets the next requests fail, one with each status.
fn script(sandbox: &Sandbox, statuses: &[u8]) -> Reply {
    let statuses: Vec<u16> = serde_json::from_slice(statuses).unwrap_or_default();
    let are_errors = statuses.iter().all(|status| (400..600).contains(status));
    if !are_errors || !(1..=1_000).contains(&statuses.len()) {
        return Reply::json(400, "not a list of 1 to 1,000 error statuses: [429, 503]");
    }
    sandbox.script(statuses.into_iter().map(Fault::status));
    Reply::new(204)
}

/// One line for each request. `println!` would panic once nobody reads the output.
fn log(request: &RecordedRequest, status: Option<u16>) {
    use std::io::Write as _;
    let query = request.query().map(|query| format!("?{query}"));
    let _ = writeln!(
        std::io::stdout(),
        "{} {}{} {}",
        request.method(),
        request.path(),
        query.unwrap_or_default(),
        status.map_or_else(|| "closed".to_owned(), |status| status.to_string()),
    );
}

impl Options {
    fn from_args(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            port: 4000,
            host: [127, 0, 0, 1].into(),
            key: "sandbox".to_owned(),
            companies: 3,
            seed: 0,
            authorize_after: None,
        };
        while let Some(name) = args.next() {
            let value = args.next().unwrap_or_default();
            match name.as_str() {
                "--port" => options.port = parse(&name, &value)?,
                "--host" => options.host = parse(&name, &value)?,
                "--key" => options.key = value,
                "--companies" => options.companies = parse(&name, &value)?,
                "--seed" => options.seed = parse(&name, &value)?,
                "--authorize-after" => {
                    let delay = Duration::from_millis(parse(&name, &value)?);
                    options.authorize_after = Some(delay);
                }
                other => {
                    return Err(format!(
                        "{other} is none of --port, --host, --key, --companies, --seed, --authorize-after"
                    ));
                }
            }
        }
        Ok(options)
    }
}

fn parse<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|error| format!("{name} {value:?}: {error}"))
}
