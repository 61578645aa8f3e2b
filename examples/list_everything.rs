//! Lists all companies that have an authorised connection, with their connections and when data was last read.
//!
//! ```sh
//! cargo run --example list_everything
//! ```
//!
//! Stop it with Ctrl-C and start it again: it goes on at the page where it stopped. If a company of an earlier page was deleted
//! meanwhile, it misses another one: the guide `lists` shows how to avoid this. It runs on the built-in sandbox, or against Codat if
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

use codat_client::models::{Company, CreateConnection, DataConnectionStatus};
use codat_client::paging::{ListQuery, Page};
use codat_client::query::{OrderBy, field};
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{DateTime, prelude::*};

const PAGE_SIZE: u64 = 25;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CODAT_API_KEY").is_some_and(|key| !key.is_empty()) {
        list_companies(&Client::from_env()?, "codat_list_everything.txt").await
    } else {
        println!("CODAT_API_KEY isn't set: this runs on the sandbox.\n");
        let sandbox = Sandbox::builder().companies(132).start().await?;
        let codat = sandbox.client()?;
        connect_companies(&sandbox, &codat).await?;
        list_companies(&codat, "codat_list_everything_on_the_sandbox.txt").await
    }
}

/// The bookmark is a file with the number of the next page. It is of use for the same account and query only, page size included.
async fn list_companies(codat: &Client, bookmark: &str) -> Result<(), Box<dyn Error>> {
    let bookmark = &env::temp_dir().join(bookmark);
    // The oldest come first: a company that is created meanwhile then comes last, and moves no other to another page. A deletion
    // moves all later ones.
    let query = ListQuery::new()
        .page_size(PAGE_SIZE)
        .query(field("dataConnections.status").eq(DataConnectionStatus::Linked))
        .order_by(OrderBy::asc("created"));
    let mut pages = codat.list_companies(&query).pages().concurrency(4);
    if let Some(page) = resume_at(bookmark)? {
        pages = pages.from_page(page);
    }
    while let Some(page) = pages.next().await {
        // After an error, the bookmark is still there.
        let page = page?;
        for company in &page.results {
            show(company)?;
        }
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

/// `println!` would panic once nobody reads the output, for example `head`.
fn show(company: &Company) -> io::Result<()> {
    let date = |date: &Option<DateTime>| match date {
        Some(date) => format!("last read {date}"),
        None => "never read".to_owned(),
    };
    let name = company.name.as_deref().unwrap_or("(no name)");
    let mut output = io::stdout().lock();
    writeln!(output, "{name}, {}", date(&company.last_sync))?;
    for connection in &company.data_connections {
        let platform = connection.platform_name.as_deref().unwrap_or("(unknown)");
        let status = connection.status.as_ref().map(ToString::to_string);
        let status = status.unwrap_or_default();
        writeln!(
            output,
            "  {platform}, {status}, {}",
            date(&connection.last_sync)
        )?;
    }
    Ok(())
}

/// A line that the next one overwrites. It isn't part of the output.
fn show_progress(page: &Page<Company>) {
    let (number, size) = (page.page_number.unwrap_or(1), PAGE_SIZE);
    let total = page.total_results.unwrap_or(0);
    let listed = total.min(number.saturating_mul(size));
    eprint!("\x1b[2K{listed} of {total} companies, page {number}\r");
}

/// The page at which an earlier run stopped, if there was one and the user wants to go on there.
fn resume_at(bookmark: &Path) -> io::Result<Option<u64>> {
    // A bookmark that is cut off counts as none.
    let page = fs::read_to_string(bookmark);
    let Some(page) = page.ok().and_then(|page| page.trim().parse().ok()) else {
        return Ok(None);
    };
    eprint!("An earlier run stopped before page {page}. Go on there? [Y/n] ");
    io::stderr().flush()?;
    let mut typed = String::new();
    if io::stdin().is_terminal() {
        io::stdin().read_line(&mut typed)?;
    } else {
        eprintln!("y");
    }
    Ok(Some(page).filter(|_| !typed.trim().eq_ignore_ascii_case("n")))
}

/// Connects the sandbox's companies: 110 customers have authorised their connection, and every sixth hasn't yet.
async fn connect_companies(sandbox: &Sandbox, codat: &Client) -> Result<(), Box<dyn Error>> {
    let companies = codat.list_companies(&ListQuery::new()).items();
    for (number, company) in companies.collect().await?.into_iter().enumerate() {
        let platform = if number.is_multiple_of(2) {
            "gbol"
        } else {
            "qhyg"
        };
        let connection = CreateConnection::new(platform);
        let connection = codat.create_connection(company.id, &connection).await?;
        if !number.is_multiple_of(6) {
            sandbox.authorize(connection.id)?;
        }
    }
    // Their data is read, and from now on a page takes a moment.
    sandbox.advance_clock(Duration::from_secs(1));
    sandbox.set_fault(|_request| Fault::none().delay(Duration::from_millis(200)));
    Ok(())
}
