//! Lists all companies that have an authorised connection, with their connections and when data was last read.
//!
//! ```sh
//! cargo run --example list_everything
//! ```
//!
//! Stop it with Ctrl-C and start it again: it goes on where it stopped. It runs on the built-in sandbox, or against Codat if
//! `CODAT_API_KEY` is set.
#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example shows what it does"
)]

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use codat_client::models::Company;
use codat_client::paging::{ListQuery, Page};
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{DateTime, Method, prelude::*};
use serde_json::{Value, json};

const PAGE_SIZE: u64 = 25;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let bookmark = env::temp_dir().join("codat_list_everything.txt");
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        list_companies(&Client::from_env()?, &bookmark).await
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::start().await?;
        serve_companies(&sandbox);
        list_companies(&sandbox.client()?, &bookmark).await
    }
}

/// The bookmark is a file with the number of the next page. It is of use for the same query only, page size included.
async fn list_companies(codat: &Client, bookmark: &Path) -> Result<(), Box<dyn Error>> {
    // The oldest come first: a company that is created meanwhile then comes last, and moves no other to another page.
    let query = ListQuery::new()
        .page_size(PAGE_SIZE)
        .query("dataConnections.status=Linked")
        .order_by("created");
    let mut pages = codat.list_companies(&query).pages().concurrency(4);
    if let Some(page) = resume_at(bookmark)? {
        pages = pages.from_page(page);
    }
    while let Some(page) = pages.next().await {
        // After an error, the bookmark is still there.
        let page = page?;
        page.results.iter().for_each(show);
        show_progress(&page);
        // Written after each page, so that it doesn't matter how the program is stopped.
        if let Some(next) = pages.next_page() {
            fs::write(bookmark, next.to_string())?;
        }
    }
    eprintln!("that is all");
    match fs::remove_file(bookmark) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn show(company: &Company) {
    let date = |date: &Option<DateTime>| match date {
        Some(date) => format!("last read {date}"),
        None => "never read".to_owned(),
    };
    let name = company.name.as_deref().unwrap_or("(no name)");
    println!("{name}, {}", date(&company.last_sync));
    for connection in &company.data_connections {
        let platform = connection.platform_name.as_deref().unwrap_or("(unknown)");
        let status = connection.status.as_ref().map(ToString::to_string);
        let status = status.unwrap_or_default();
        println!("  {platform}, {status}, {}", date(&connection.last_sync));
    }
}

/// A line that the next one overwrites. It isn't part of the output.
fn show_progress(page: &Page<Company>) {
    let (number, size) = (page.page_number.unwrap_or(1), PAGE_SIZE);
    let total = page.total_results.unwrap_or(0);
    let listed = total.min(number.saturating_mul(size));
    eprint!("\x1b[2K{listed} of {total} companies, page {number}\r");
}

/// The page at which an earlier run stopped, if there was one and the user wants to go on there.
fn resume_at(bookmark: &Path) -> Result<Option<u64>, Box<dyn Error>> {
    let Ok(page) = fs::read_to_string(bookmark) else {
        return Ok(None);
    };
    let page = page.trim().parse()?;
    eprint!("An earlier run stopped before page {page}. Go on there? [Y/n] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    if io::stdin().is_terminal() {
        io::stdin().read_line(&mut answer)?;
    } else {
        eprintln!("y");
    }
    Ok(Some(page).filter(|_| !answer.trim().eq_ignore_ascii_case("n")))
}

/// Adds Codat's route to the sandbox, with 110 companies that have an authorised connection, among others. A page takes a moment.
fn serve_companies(sandbox: &Sandbox) {
    sandbox.set_fault(|_request| Fault::none().delay(Duration::from_millis(200)));
    sandbox.mount(Method::GET, "/companies", |request| {
        let query = request.query().unwrap_or_default();
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(found, _)| *found == name)
                .map(|(_, value)| value)
        };
        let number = |name| parameter(name).and_then(|value| value.parse().ok());
        let (page, size): (usize, usize) = (
            number("page").unwrap_or(1),
            number("pageSize").unwrap_or(100),
        );
        let is_listed = |number: &u32| parameter("query").is_none() || is_linked(*number);
        let companies: Vec<Value> = (1..=132).filter(is_listed).map(company).collect();
        let first = page.saturating_sub(1).saturating_mul(size);
        let results: Vec<&Value> = companies.iter().skip(first).take(size).collect();
        Reply::json(
            200,
            json!({
                "results": results,
                "pageNumber": page,
                "pageSize": size,
                "totalResults": companies.len(),
            }),
        )
    });
}

/// Every sixth company hasn't authorised its connection yet.
fn is_linked(number: u32) -> bool {
    !number.is_multiple_of(6)
}

fn company(number: u32) -> Value {
    let id = |kind: u8| format!("8a210b68-6988-11ed-a1eb-0{kind}{number:010}");
    let last_sync = format!("2026-06-{:02}T09:30:00Z", number % 28 + 1);
    let last_sync = is_linked(number).then_some(last_sync);
    let status = if is_linked(number) {
        "Linked"
    } else {
        "PendingAuth"
    };
    json!({
        "id": id(1),
        "name": format!("Company {number}"),
        "created": format!("2026-01-{:02}T08:00:{:02}Z", number / 5 + 1, number % 60),
        "lastSync": last_sync,
        "dataConnections": [{
            "id": id(2),
            "platformName": (if number.is_multiple_of(4) { "QuickBooks Online" } else { "Xero" }),
            "status": status,
            "lastSync": last_sync,
        }],
    })
}
