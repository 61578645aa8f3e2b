//! What the tests share.

pub(crate) mod another_process;
pub(crate) mod logged;
pub(crate) mod raw_server;
pub(crate) mod unanswered;

use std::time::Duration;

use codat_client::sandbox::{Reply, Sandbox};
use codat_client::{Backoff, Call, Client, Error, HasClient, Method, RetryConfig, codat_endpoint};
use serde::Serialize;
use serde_json::Value;

/// An endpoint of each method, as a user would declare them.
pub(crate) trait Probe: HasClient {
    #[codat_endpoint(GET, "/probe/<id>")]
    fn get_probe(&self, id: &str) -> Call<Value>;

    #[codat_endpoint(HEAD, "/probe/<id>")]
    fn head_probe(&self, id: &str) -> Call<()>;

    #[codat_endpoint(POST, "/probe", data = "<value>")]
    fn post_probe(&self, value: &Value) -> Call<Value>;

    #[codat_endpoint(PATCH, "/probe/<id>", data = "<value>")]
    fn patch_probe(&self, id: &str, value: &Value) -> Call<Value>;

    #[codat_endpoint(PUT, "/probe/<id>", data = "<value>", header("If-Match") = "<etag>", header("X-Source") = "tests")]
    fn put_probe(&self, id: &str, value: &Value, etag: Option<&str>) -> Call<Value>;

    #[codat_endpoint(DELETE, "/probe/<id>")]
    fn delete_probe(&self, id: &str) -> Call<()>;

    #[codat_endpoint(GET, "/search?fixed=1&q=<query>&<page>&tag=<tags>&<filter..>")]
    fn search(&self, query: &str, page: Option<u32>, tags: &[&str], filter: &Filter)
    -> Call<Value>;
}

impl Probe for Client {}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Filter {
    pub(crate) order_by: Option<String>,
    pub(crate) is_open: bool,
}

/// A sandbox that has the routes of [`Probe`]; each answers with an empty object.
pub(crate) async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    for (method, path) in [
        (Method::GET, "/probe/{id}"),
        (Method::HEAD, "/probe/{id}"),
        (Method::POST, "/probe"),
        (Method::PATCH, "/probe/{id}"),
        (Method::PUT, "/probe/{id}"),
        (Method::DELETE, "/probe/{id}"),
        (Method::GET, "/search"),
    ] {
        sandbox.mount(method, path, |_| Reply::json(200, serde_json::json!({})));
    }
    sandbox
}

/// Retries as by default, with waits so short that a test can take them.
pub(crate) fn quick_retries() -> RetryConfig {
    RetryConfig::backoff(Backoff::new().initial_interval(Duration::from_millis(1)))
}

/// All that an error shows, in each form, with its causes.
pub(crate) fn all_shown(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |&cause| cause.source());
    let causes: Vec<_> = causes.map(|cause| format!("{cause}\n{cause:?}")).collect();
    let help = error.help();
    let causes = causes.join("\n");
    format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n{help:?}\n{causes}")
}
