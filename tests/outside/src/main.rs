//! What a user does in a crate of their own: declares endpoints, calls them, passes the trait on as `&dyn`,
//! spawns a call, and overrides the retries of one. Then it uses Codat's accounting API with models of its own.

mod accounting;

use accounting::{Accounting, Invoice, InvoiceId, InvoiceStatus};
use codat_client::models::PushOperationStatus;
use codat_client::paging::ListQuery;
use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, ConnectionId, HasClient, Method, RetryConfig, codat_endpoint};
use serde::{Deserialize, Serialize};

trait Bills: HasClient {
    #[codat_endpoint(GET, "/companies/<company_id>/bills?pageSize=<page_size>&<query>")]
    fn list_bills(&self, company_id: CompanyId, page_size: u32, query: Option<&str>) -> Call<Vec<Bill>>;

    #[codat_endpoint(POST, "/companies/<company_id>/bills", data = "<bill>")]
    fn create_bill(&self, company_id: CompanyId, bill: &Bill) -> Call<Bill>;

    #[codat_endpoint(PUT, "/companies/<company_id>/bills/<number>", data = "<bill>", header("If-Match") = "<etag>")]
    fn replace_bill(&self, company_id: CompanyId, number: &str, bill: &Bill, etag: &str) -> Call<Bill>;

    #[codat_endpoint(DELETE, "/companies/<company_id>/bills/<number>")]
    fn delete_bill(&self, company_id: CompanyId, number: &str) -> Call<()>;
}

impl Bills for Client {}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Bill {
    number: String,
}

/// A server with these four routes.
async fn start() -> std::io::Result<Sandbox> {
    let sandbox = Sandbox::start().await?;
    let list = "/companies/{company_id}/bills";
    let one = "/companies/{company_id}/bills/{number}";
    let json = |status, body: Vec<u8>| Reply::new(status).body("application/json", body);
    sandbox.mount(Method::GET, list, move |_| json(200, br#"[{"number": "1"}]"#.to_vec()));
    sandbox.mount(Method::POST, list, move |request| json(201, request.body().to_vec()));
    sandbox.mount(Method::PUT, one, move |request| json(200, request.body().to_vec()));
    sandbox.mount(Method::DELETE, one, |_| Reply::new(204));
    Ok(sandbox)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = start().await?;
    let codat = sandbox.client()?;
    let company_id = sandbox.company_id();
    let bill = Bill { number: "1".to_owned() };

    let bills: &dyn Bills = &codat;
    assert_eq!(bills.list_bills(company_id, 50, Some("a=b")).await?, [Bill { number: "1".to_owned() }]);
    assert_eq!(bills.create_bill(company_id, &bill).await?, bill);
    assert_eq!(bills.replace_bill(company_id, "1", &bill, "v1").await?, bill);
    tokio::spawn(bills.delete_bill(company_id, "a/b")).await??;

    sandbox.script([Fault::status(500)]);
    let failed = bills.list_bills(company_id, 50, None).retries(RetryConfig::none()).await;
    assert!(failed.is_err_and(|error| error.is_retryable()));

    let routes: Vec<String> = sandbox
        .requests()
        .iter()
        .map(|request| {
            let path = request.path().replace(&company_id.to_string(), "ID");
            format!("{} {path}?{}", request.method(), request.query().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        routes,
        [
            "GET /companies/ID/bills?pageSize=50&query=a%3Db",
            "POST /companies/ID/bills?",
            "PUT /companies/ID/bills/1?",
            "DELETE /companies/ID/bills/a%2Fb?",
            "GET /companies/ID/bills?pageSize=50",
        ]
    );
    assert_eq!(sandbox.requests()[2].header("If-Match"), Some("v1"));
    println!("{}", routes.join("\n"));
    keep_accounts(&sandbox, &codat).await
}

/// Three invoices on two pages, one of a status that nobody knows yet.
fn mount_accounting(sandbox: &Sandbox) {
    let list = "/companies/<company_id>/data/invoices";
    let json = |body: String| Reply::new(200).body("application/json", body);
    let invoice = |id: &str, status: &str| {
        format!(r#"{{"id": "{id}", "status": "{status}", "issueDate": "2026-06-01T00:00:00", "totalAmount": 9.5, "lineItems": null}}"#)
    };
    sandbox.mount(Method::GET, list, move |request| match request.query() {
        Some("page=1&pageSize=2&query=totalAmount%3E1") => {
            let results = format!("{}, {}", invoice("a/1", "Paid"), invoice("2", "Disputed"));
            json(format!(r#"{{"results": [{results}], "totalResults": 3, "_links": {{"next": {{"href": "?page=2"}}}}}}"#))
        }
        Some("page=2&pageSize=2&query=totalAmount%3E1") => {
            json(format!(r#"{{"results": [{}], "totalResults": 3, "_links": {{}}}}"#, invoice("3", "Submitted")))
        }
        _ => Reply::error(400),
    });
    sandbox.mount(Method::GET, format!("{list}/<invoice_id>"), move |request| {
        json(invoice(request.path_value("invoice_id").unwrap_or_default(), "Paid"))
    });
    sandbox.mount(Method::POST, "/companies/<company_id>/connections/<connection_id>/push/invoices", move |_request| {
        json(r#"{"pushOperationKey": "b888f774-3e7c-4135-a18c-6b985523c4bc", "status": "Pending"}"#.to_owned())
    });
}

async fn keep_accounts(sandbox: &Sandbox, codat: &Client) -> Result<(), Box<dyn std::error::Error>> {
    mount_accounting(sandbox);
    let company_id = sandbox.company_id();

    let query = ListQuery::new().page(1).page_size(2).query("totalAmount>1");
    let invoices: Vec<Invoice> = codat.list_invoices(company_id, &query).items().collect().await?;
    let statuses: Vec<&str> = invoices.iter().map(|invoice| invoice.status.as_str()).collect();
    assert_eq!(statuses, ["Paid", "Disputed", "Submitted"]);
    assert_eq!(invoices[1].status, InvoiceStatus::Other("Disputed".to_owned()));
    assert_eq!(invoices[0].issue_date.as_str(), "2026-06-01T00:00:00");

    let id = InvoiceId::from("a/1");
    let invoice = codat.get_invoice(company_id, &id).await?;
    assert_eq!(invoice, invoices[0]);
    let push = codat.create_invoice(company_id, ConnectionId::nil(), &invoice).await?;
    assert_eq!(push.status, Some(PushOperationStatus::Pending));
    println!("{} invoices, push {}", invoices.len(), push.push_operation_key);
    Ok(())
}
