//! Endpoints of your own: a trait, an attribute and a type for each, in a crate that depends on `codat-client`,
//! `serde` and `tokio`.
//!
//! ```sh
//! cargo run --example custom_endpoint
//! ```
//!
//! It runs on the sandbox, which is given two routes that Codat's platform API doesn't have.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use codat_client::sandbox::{Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, HasClient, Method, codat_endpoint};
use serde::{Deserialize, Serialize};

/// Everything that one endpoint needs stands in its declaration.
trait Invoices: HasClient {
    /// Lists invoices, a page at a time, perhaps narrowed down by a query.
    #[codat_endpoint(
        GET,
        "/companies/<company_id>/data/invoices?page=<page>&pageSize=100&<query>"
    )]
    fn list_invoices(
        &self,
        company_id: CompanyId,
        page: u32,
        query: Option<&str>,
    ) -> Call<Page<Invoice>>;

    /// Creates an invoice. Codat documents 400 for it beyond the usual errors.
    #[codat_endpoint(
        POST,
        "/companies/<company_id>/push/invoices",
        data = "<invoice>",
        errors(400)
    )]
    fn create_invoice(&self, company_id: CompanyId, invoice: &Invoice) -> Call<Invoice>;
}

/// This is all it takes for a client to have them.
impl Invoices for Client {}

#[derive(Debug, Deserialize)]
struct Page<T> {
    results: Vec<T>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invoice {
    invoice_number: String,
    total_amount: f64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    serve_invoices(&sandbox);
    let codat = sandbox.client()?;
    let company_id = sandbox.company_id();

    let call = codat.list_invoices(company_id, 1, Some("totalAmount > 100"));
    if let Some(request) = call.request() {
        println!("{} {}", request.method(), request.url());
    }
    println!("{:#?}\n", call.await?.results);

    let invoice = Invoice {
        invoice_number: "SI-3".to_owned(),
        total_amount: 75.5,
    };
    let created = codat
        .create_invoice(company_id, &invoice)
        .with_response()
        .await?;
    println!("created: {}, {:?}", created.status(), created.value());
    Ok(())
}

/// Gives the sandbox the two routes.
fn serve_invoices(sandbox: &Sandbox) {
    const INVOICES: &str = r#"{"results": [
        {"invoiceNumber": "SI-1", "totalAmount": 120.0},
        {"invoiceNumber": "SI-2", "totalAmount": 310.25}
    ]}"#;
    sandbox.mount(
        Method::GET,
        "/companies/{company_id}/data/invoices",
        |_request| Reply::new(200).body("application/json", INVOICES),
    );
    sandbox.mount(
        Method::POST,
        "/companies/{company_id}/push/invoices",
        |request| Reply::new(201).body("application/json", request.body().to_vec()),
    );
}
