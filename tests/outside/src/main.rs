//! What a user does in a crate of their own: declares endpoints, calls them, passes the trait on as `&dyn`,
//! spawns a call, and overrides the retries of one.

use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, HasClient, Method, RetryConfig, codat_endpoint};
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
    Ok(())
}
