//! `reqwest` by hand, one page after the other, as its documentation shows it: format the URL, name the headers, `.json()`.
//!
//! ```text
//! bench-listing-by-hand URL RECORDS
//! ```
//!
//! It writes the number of companies, the seconds and the peak memory in bytes as JSON.
#![allow(dead_code, reason = "a caller would want to know all members")]

use std::collections::HashMap;
use std::error::Error;
use std::{env, fs};

use serde::Deserialize;
use tokio::time::Instant;

const AUTHORIZATION: &str = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI=";

#[derive(Deserialize)]
struct Companies {
    results: Vec<Company>,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Deserialize)]
struct Links {
    next: Option<Link>,
}

#[derive(Deserialize)]
struct Link {
    href: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    id: String,
    name: String,
    description: Option<String>,
    redirect: String,
    last_sync: Option<String>,
    created: Option<String>,
    created_by_user_name: Option<String>,
    #[serde(default)]
    products: Vec<String>,
    #[serde(default)]
    tags: HashMap<String, String>,
    reference_parent_company: Option<CompanyReference>,
    #[serde(default)]
    reference_subsidiary_companies: Vec<CompanyReference>,
    #[serde(default)]
    data_connections: Vec<Connection>,
}

#[derive(Deserialize)]
struct CompanyReference {
    id: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    id: String,
    integration_id: String,
    integration_key: String,
    source_id: String,
    source_type: String,
    platform_name: String,
    link_url: String,
    status: String,
    last_sync: Option<String>,
    created: String,
    #[serde(default)]
    data_connection_errors: Vec<ConnectionError>,
    connection_info: Option<HashMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionError {
    status_code: Option<String>,
    status_text: Option<String>,
    error_message: Option<String>,
    errored_on_utc: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, url, records] = arguments.as_slice() else {
        return Err("the arguments are wrong".into());
    };
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();

    let begin = Instant::now();
    let (mut count, mut linked) = (0, 0);
    for page in 1.. {
        let response = http
            .get(format!("{url}/companies?page={page}&pageSize={records}"))
            .header("Accept", "application/json")
            .header("Authorization", AUTHORIZATION)
            .send()
            .await?;
        let companies: Companies = response.error_for_status()?.json().await?;
        for company in companies.results {
            count += 1;
            linked += company.data_connections.len();
        }
        if companies.links.next.is_none() {
            break;
        }
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
