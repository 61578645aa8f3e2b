//! A server with a list of numbers.

use codat_client::paging::{ListQuery, Page};
use codat_client::sandbox::{Fault, RecordedRequest, Reply, Sandbox};
use codat_client::{Call, Client, CompanyId, HasClient, Method, codat_endpoint};
use serde_json::{Value, json};

/// The most records of a page, unless a request says otherwise.
pub(super) const SIZE: u64 = 100;

/// Lists as a user would declare them.
pub(super) trait Lists: HasClient {
    #[codat_endpoint(GET, "/numbers?<query..>", header("X-Declared") = "yes")]
    fn list_numbers(&self, query: &ListQuery) -> Call<Page<u64>>;

    #[codat_endpoint(
        GET,
        "/companies/<company_id>/numbers?page=<page>&pageSize=7&fixed=%26&q=<q>"
    )]
    fn list_of_company(&self, company_id: CompanyId, page: u64, q: &str) -> Call<Page<u64>>;

    #[codat_endpoint(POST, "/numbers")]
    fn create_numbers(&self) -> Call<Page<u64>>;

    #[codat_endpoint(POST, "/numbers", retry = always)]
    fn search_numbers(&self) -> Call<Page<u64>>;
}

impl Lists for Client {}

/// The first page of all numbers.
pub(super) fn numbers(codat: &Client) -> Call<Page<u64>> {
    codat.list_numbers(&ListQuery::new())
}

/// A sandbox whose lists respond with what `page` makes of the number and the size of a page.
pub(super) async fn serve(
    page: impl Fn(u64, u64) -> Value + Clone + Send + Sync + 'static,
) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    mount(&sandbox, page);
    sandbox
}

pub(super) fn mount(
    sandbox: &Sandbox,
    page: impl Fn(u64, u64) -> Value + Clone + Send + Sync + 'static,
) {
    for (method, path) in [
        (Method::GET, "/numbers"),
        (Method::POST, "/numbers"),
        (Method::GET, "/companies/<company_id>/numbers"),
    ] {
        let page = page.clone();
        sandbox.mount(method, path, move |request| {
            let size = parameter(request, "pageSize").unwrap_or(SIZE);
            Reply::json(200, page(page_of(request), size))
        });
    }
}

/// The page of a list of so many numbers, with everything that Codat sends.
pub(super) fn whole(total: u64) -> impl Fn(u64, u64) -> Value + Clone + Send + Sync + 'static {
    move |page, size| {
        let href = |page| json!({ "href": format!("/numbers?page={page}&pageSize={size}") });
        let mut links = json!({ "self": { "href": "/numbers" }, "current": href(page) });
        if page * size < total {
            links["next"] = href(page + 1);
        }
        json!({
            "results": results(total, page, size),
            "pageNumber": page,
            "pageSize": size,
            "totalResults": total,
            "_links": links,
        })
    }
}

/// The same without these members.
pub(super) fn without<const N: usize>(
    members: [&'static str; N],
    page: impl Fn(u64, u64) -> Value + Clone + Send + Sync + 'static,
) -> impl Fn(u64, u64) -> Value + Clone + Send + Sync + 'static {
    move |number, size| {
        let mut page = page(number, size);
        for member in members {
            page.as_object_mut().unwrap().remove(member);
        }
        page
    }
}

/// The records of a page.
pub(super) fn results(total: u64, page: u64, size: u64) -> Vec<u64> {
    ((page - 1) * size..total.min(page * size)).collect()
}

/// Which page a request asks for: the first unless it says so.
pub(super) fn page_of(request: &RecordedRequest) -> u64 {
    parameter(request, "page").unwrap_or(1)
}

fn parameter(request: &RecordedRequest, name: &str) -> Option<u64> {
    let mut pairs = request.query()?.split('&');
    let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.parse().unwrap())
}

/// The pages that were requested, in the order of arrival.
pub(super) fn requested(sandbox: &Sandbox) -> Vec<u64> {
    sandbox.requests().iter().map(page_of).collect()
}

/// Requests for this page meet the fault.
pub(super) fn fail_page(sandbox: &Sandbox, page: u64, fault: Fault) {
    sandbox.set_fault(move |request| match page_of(request) == page {
        true => fault.clone(),
        false => Fault::none(),
    });
}
