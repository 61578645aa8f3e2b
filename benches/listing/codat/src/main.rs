//! This project's client, as its documentation shows it.
//!
//! ```text
//! bench-listing-codat URL RECORDS CONCURRENCY
//! ```
//!
//! It writes the number of companies, the seconds and the peak memory in bytes as JSON.

use std::error::Error;
use std::{env, fs};

use codat_client::Credentials;
use codat_client::paging::ListQuery;
use codat_client::prelude::*;
use tokio::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, url, records, concurrency] = arguments.as_slice() else {
        return Err("the arguments are wrong".into());
    };
    let builder =
        Client::builder().credentials(Credentials::api_key("vTk3mRz0Qw8uYp5nXc1sDf7gHj2kLa4b"));
    let codat = builder.base_url(url).build()?;

    let begin = Instant::now();
    let query = ListQuery::new().page_size(records.parse()?);
    let mut companies = codat
        .list_companies(&query)
        .items()
        .concurrency(concurrency.parse()?);
    let (mut count, mut linked) = (0, 0);
    while let Some(company) = companies.next().await {
        count += 1;
        linked += company?.data_connections.len();
    }
    let seconds = begin.elapsed().as_secs_f64();

    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no peak")?;
    let peak: usize = peak.trim().trim_end_matches(" kB").parse()?;
    println!(
        r#"{{"companies": {count}, "connections": {linked}, "seconds": {seconds}, "peak": {}}}"#,
        peak * 1024
    );
    Ok(())
}
