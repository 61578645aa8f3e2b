//! The server's process. It says on its standard output where it is, and when its standard input ends, what it has done.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use codat_client::Method;
use codat_client::sandbox::{Reply, Sandbox};
use tokio::io::AsyncReadExt as _;

use crate::api::Invoice;
use crate::books::Books;
use crate::connection::{Done, Hello};
use crate::weather::Weather;

pub(crate) async fn run(http2: bool) -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let books = Arc::new(Books::default());
    let weather = Arc::new(Weather::default());
    mount(&sandbox, &books, &weather);

    let hello = Hello {
        base_url: base_url(&sandbox, http2).await?,
        api_key: sandbox.api_key().to_owned(),
        company_id: sandbox.company_id().to_string(),
    };
    println!("{}", serde_json::to_string(&hello)?);

    let mut requests = 0;
    let mut stdin = tokio::io::stdin();
    let mut byte = [0];
    loop {
        // What was recorded is counted and forgotten.
        requests += sandbox.take_requests().len() as u64;
        tokio::select! {
            _ended = stdin.read(&mut byte) => break,
            () = tokio::time::sleep(Duration::from_millis(20)) => {}
        }
    }
    let balance = books.balance();
    let done = Done {
        requests: requests + sandbox.take_requests().len() as u64,
        executed: sandbox.executed_writes() as u64,
        payments: balance.payments,
        payments_twice: balance.payments_twice,
        keys_twice: balance.keys_twice,
        without_key: balance.without_key,
        faults: weather
            .met()
            .into_iter()
            .map(|(name, met)| (name.to_owned(), met))
            .collect(),
    };
    println!("{}", serde_json::to_string(&done)?);
    Ok(())
}

#[cfg_attr(
    not(feature = "http2"),
    expect(clippy::unused_async, reason = "the gateway is started asynchronously")
)]
async fn base_url(sandbox: &Sandbox, http2: bool) -> Result<String, Box<dyn Error>> {
    #[cfg(feature = "http2")]
    if http2 {
        return Ok(crate::gateway::start(sandbox.base_url()).await?);
    }
    let _ = http2;
    Ok(sandbox.base_url().to_owned())
}

fn mount(sandbox: &Sandbox, books: &Arc<Books>, weather: &Arc<Weather>) {
    let invoices = "/companies/<company_id>/data/invoices";
    sandbox.mount(Method::GET, invoices, |_| {
        let invoice = |id| Invoice {
            id,
            customer: format!("customer number {id}"),
        };
        Reply::json(200, (0..20).map(invoice).collect::<Vec<_>>())
    });
    let books = Arc::clone(books);
    let payments = "/companies/<company_id>/payments";
    sandbox.mount(Method::POST, payments, move |request| {
        books.execute(request)
    });
    let weather = Arc::clone(weather);
    sandbox.set_fault(move |_| weather.next());
}
