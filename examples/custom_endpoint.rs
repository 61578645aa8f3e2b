//! Your own endpoints, in a crate that depends on `codat-client`, `serde` and `tokio`: a list that is read to its end, and a
//! write.
//!
//! ```sh
//! cargo run --example custom_endpoint
//! ```
//!
//! It runs on the sandbox, with two routes of Codat's accounting API added.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use codat_client::paging::{ListQuery, Page};
use codat_client::sandbox::{Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, ConnectionId, HasClient, Method, codat_endpoint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A declaration contains everything about its endpoint.
trait Invoices: HasClient {
    /// Lists invoices, one page at a time.
    #[codat_endpoint(GET, "/companies/<company_id>/data/invoices?<query..>")]
    fn list_invoices(&self, company_id: CompanyId, query: &ListQuery) -> Call<Page<Invoice>>;

    /// Creates an invoice. Codat documents 400 for it in addition to the usual errors.
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/connections/<connection_id>/push/invoices",
        data = "<invoice>",
        errors(400)
    )]
    fn create_invoice(
        &self,
        company_id: CompanyId,
        connection_id: ConnectionId,
        invoice: &Invoice,
    ) -> Call<PushOperation>;
}

/// This gives the methods to every client.
impl Invoices for Client {}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invoice {
    invoice_number: String,
    currency: String,
}

/// Codat writes to the accounting software later. Its response is the state of that operation.
#[derive(Debug, Deserialize)]
struct PushOperation {
    status: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    serve_invoices(&sandbox);
    let codat = sandbox.client()?;
    let company_id = sandbox.company_id();

    let query = ListQuery::new().page_size(2).query("totalAmount>100");
    let call = codat.list_invoices(company_id, &query);
    if let Some(request) = call.request() {
        println!("{} {}", request.method(), request.url());
    }
    let mut invoices = call.items();
    while let Some(invoice) = invoices.next().await {
        let invoice = invoice?;
        println!("  {}, in {}", invoice.invoice_number, invoice.currency);
    }

    let invoice = Invoice {
        invoice_number: "SI-4".to_owned(),
        currency: "GBP".to_owned(),
    };
    // In production: the connection to the accounting software that gets the invoice.
    let connection_id = ConnectionId::nil();
    let response = codat
        .create_invoice(company_id, connection_id, &invoice)
        .with_response()
        .await?;
    println!("{}: {}", response.status(), response.value().status);
    Ok(())
}

/// Adds the two routes to the sandbox.
fn serve_invoices(sandbox: &Sandbox) {
    sandbox.mount(
        Method::GET,
        "/companies/<company_id>/data/invoices",
        |request| {
            let is_first = request
                .query()
                .is_some_and(|query| query.ends_with("page=1"));
            Reply::json(200, if is_first { first_page() } else { last_page() })
        },
    );
    sandbox.mount(
        Method::POST,
        "/companies/<company_id>/connections/<connection_id>/push/invoices",
        |_request| Reply::json(200, json!({ "status": "Pending" })),
    );
}

fn first_page() -> Value {
    json!({
        "results": [
            { "invoiceNumber": "SI-1", "currency": "GBP" },
            { "invoiceNumber": "SI-2", "currency": "EUR" },
        ],
        "_links": { "next": { "href": "/companies/…/data/invoices?page=2&pageSize=2" } },
    })
}

fn last_page() -> Value {
    json!({
        "results": [{ "invoiceNumber": "SI-3", "currency": "GBP" }],
        "_links": {},
    })
}
