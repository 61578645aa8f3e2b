//! Headers from arguments and fixed ones, and every option.

#![deny(warnings)]

use std::time::Duration;

use codat_client::endpoint::RetryMode;
use codat_client::{Call, Client, HasClient, Method, StatusCode, codat_endpoint};

trait Invoices: HasClient {
    #[codat_endpoint(
        PATCH,
        "/invoices/<id>",
        data = "<invoice>",
        header("If-Match") = "<etag>",
        header("X-Source") = "erp, nightly",
        errors(400, 409),
        timeout = "1.5s",
        retry = always,
        auth = none,
    )]
    fn update(&self, id: u32, invoice: &str, etag: Option<&str>) -> Call<()>;
}

impl Invoices for Client {}

pub(crate) fn main() {
    let call = Client::offline().update(1, "{}", Some("v1"));
    let headers = call.request().unwrap().headers();
    assert_eq!(headers["if-match"], "v1");
    assert_eq!(headers["x-source"], "erp, nightly");
    let endpoint = call.endpoint().unwrap();
    assert_eq!(endpoint.method(), Method::PATCH);
    assert_eq!(endpoint.name(), "update");
    assert_eq!(endpoint.template(), "/invoices/{id}");
    assert!(endpoint.documents(StatusCode::CONFLICT) && endpoint.documents(StatusCode::NOT_FOUND));
    assert_eq!(endpoint.timeout(), Some(Duration::from_millis(1500)));
    assert_eq!(endpoint.retry_mode(), Some(RetryMode::Always));
    assert!(!endpoint.is_authenticated());
    let call = Client::offline().update(1, "{}", None);
    assert!(!call.request().unwrap().headers().contains_key("if-match"));
}
