//! The state of the sandbox under load: what was created and not deleted is listed, and memory stays flat.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use codat_client::models::{
    CompanyRequestBody, CompanyUpdateRequest, CreateConnection, DataType, SetCompanySyncSettings,
};
use codat_client::paging::ListQuery;
use codat_client::prelude::*;
use codat_client::sandbox::Sandbox;
use tokio::task::JoinSet;

use crate::load::Load;
use crate::report::Report;
use crate::resources;

/// Of the first companies, one in so many is left. All others are deleted.
const ONE_IN: u64 = 5;
const FIRST: u64 = 1_000;

/// What memory may grow by in the last quarter, in kB. What the sandbox remembers has reached its limits before.
const MOST_GROWTH: u64 = 16 * 1024;

#[derive(Default)]
struct Books {
    requests: AtomicU64,
    created: AtomicU64,
    deleted: AtomicU64,
    connections: AtomicU64,
    /// Resident memory in kB after three quarters.
    before: AtomicU64,
}

pub(crate) async fn run(load: Load) -> Result<Report, Box<dyn Error>> {
    let sandbox = Arc::new(Sandbox::start().await?);
    let codat = sandbox.client()?;
    let books = Arc::new(Books::default());
    let start = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..load.concurrency {
        let (sandbox, codat, books) = (sandbox.clone(), codat.clone(), books.clone());
        callers.spawn(async move {
            while books.requests.load(Ordering::Relaxed) < u64::from(load.calls) {
                live(&sandbox, &codat, &books).await?;
                if books.requests.load(Ordering::Relaxed) > u64::from(load.calls) / 4 * 3
                    && let Some(resident) = resources::resident_kb()
                {
                    let unset = Ordering::Relaxed;
                    let _ = books.before.compare_exchange(0, resident, unset, unset);
                }
            }
            Ok::<_, codat_client::Error>(())
        });
    }
    while let Some(caller) = callers.join_next().await {
        caller??;
    }
    let elapsed = start.elapsed();
    let companies = codat.list_companies(&ListQuery::new().page_size(500));
    let companies = companies.items().collect().await?;
    let listed = companies.len() as u64;
    let connections = companies.iter().map(|it| it.data_connections.len() as u64);
    let connections: u64 = connections.sum();
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    // One exists from the start.
    let left = read(&books.created) - read(&books.deleted) + 1;
    let (before, end) = (read(&books.before), resources::resident_kb().unwrap_or(0));
    Ok(Report::of_checks([
        (
            format!("{} requests in {elapsed:?}", read(&books.requests)),
            read(&books.requests) >= u64::from(load.calls),
        ),
        (
            format!("{left} companies are left, {listed} are listed"),
            left == listed,
        ),
        (
            format!(
                "{} connections are left, {connections} are listed",
                read(&books.connections)
            ),
            read(&books.connections) == connections,
        ),
        (
            format!("memory: {before} kB after three quarters, {end} kB at the end"),
            end <= before + MOST_GROWTH,
        ),
    ]))
}

/// The life of a company: about a dozen requests of all kinds.
async fn live(sandbox: &Sandbox, codat: &Client, books: &Books) -> codat_client::Result<()> {
    let number = books.created.fetch_add(1, Ordering::Relaxed);
    let mut body = CompanyRequestBody::new(format!("Customer {number}"));
    body.tags = Some([("number".to_owned(), number.to_string())].into());
    let id = codat.create_company(&body).await?.id;
    let connection = CreateConnection::new("dfxm");
    let connection = codat.create_connection(id, &connection).await?.id;
    sandbox.authorize(connection)?;
    books.connections.fetch_add(1, Ordering::Relaxed);
    codat.get_company_access_token(id).await?;
    let settings = SetCompanySyncSettings::new(id, []);
    codat.set_company_sync_settings(id, &settings).await?;
    let mut changes = CompanyUpdateRequest::new();
    changes.description = Some("x".repeat(200));
    codat.update_company(id, &changes).await?;
    // Refused where the first read is still under way.
    let accounts = DataType::BankingAccounts;
    let _ = codat.refresh_data_type(id, &accounts, None).await;
    codat.list_pull_operations(id, &ListQuery::new()).await?;
    codat.get_company_data_status(id).await?;
    codat.list_companies(&ListQuery::new().page_size(5)).await?;
    let mut requests = 9;
    if number < FIRST && number.is_multiple_of(ONE_IN) {
        let query = ListQuery::new().tags(format!("number={number}"));
        let found = codat.list_companies(&query).await?;
        assert_eq!(found.total_results, Some(1), "company {number}");
    } else {
        codat.delete_connection(id, connection).await?;
        books.connections.fetch_sub(1, Ordering::Relaxed);
        codat.delete_company(id).await?;
        books.deleted.fetch_add(1, Ordering::Relaxed);
        requests += 1;
    }
    books.requests.fetch_add(requests + 1, Ordering::Relaxed);
    Ok(())
}
