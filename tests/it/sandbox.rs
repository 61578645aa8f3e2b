//! What the sandbox promises beyond what the tests of calls make use of.

mod companies;
mod connections;
mod lists;
mod operations;
mod settings;
mod webhooks;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use codat_client::sandbox::{Fault, Reply, Sandbox};
use codat_client::{Method, RetryConfig, prelude::*};
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::support::{Probe, sandbox};

/// What a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn dropping_it_stops_the_server_and_closes_its_connections() {
    let sandbox = sandbox().await;
    sandbox.client().unwrap().get_probe("1").await.unwrap();
    let address = sandbox
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .to_owned();
    let mut open = TcpStream::connect(&address).await.unwrap();
    drop(sandbox);

    let stopped = async {
        while TcpStream::connect(&address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        open.read(&mut [0]).await
    };
    // Closed or reset.
    let end = tokio::time::timeout(PATIENCE, stopped).await.unwrap();
    assert_eq!(end.unwrap_or(0), 0);
}

#[tokio::test]
async fn an_eleventh_request_of_a_company_at_once_is_a_429_where_a_test_asks_for_it() {
    let sandbox = Sandbox::builder().enforce_limits().start().await.unwrap();
    let builder = sandbox.client_builder().retries(RetryConfig::none());
    let (codat, company) = (builder.build().unwrap(), sandbox.company_id());
    let other = sandbox.add_company();
    let late = Duration::from_millis(300);
    sandbox.set_fault(move |_| Fault::none().delay(late));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..11 {
        calls.spawn(codat.get_company(company).into_future());
    }
    calls.spawn(codat.get_company(other).into_future());
    let ended = calls.join_all().await;
    let refused: Vec<_> = ended.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].is_rate_limited());
    codat.get_company(company).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_documented_429_says_when_to_come_back_unless_told_otherwise() {
    let sandbox = sandbox().await;
    let builder = sandbox.client_builder().retries(RetryConfig::none());
    let codat = builder.build().unwrap();
    for (fault, seconds) in [
        (Fault::status(429), Some(1)),
        (Fault::status(429).retry_after("7"), Some(7)),
        (Fault::reply(Reply::json(429, json!({}))), None),
        (Fault::status(503), None),
    ] {
        sandbox.script([fault]);
        let error = codat.get_probe("1").await.unwrap_err();
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_as_everything_else_is() {
    const LARGEST: usize = 64 * 1024 * 1024;

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    // In quotation marks.
    let one_more = json!("x".repeat(LARGEST - 1));
    let error = codat.put_probe("1", &one_more, None).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 413, "{error:?}");
    assert!(error.to_string().contains("too large"), "{error}");
    assert_eq!(codat.quota().unwrap().remaining(), Some(1_999));
    let [refused] = sandbox.take_requests().try_into().unwrap();
    assert_eq!(refused.path(), "/probe/1");
    assert_eq!(refused.body(), b"");
    assert_eq!(sandbox.executed_writes(), 0);
}

#[tokio::test]
async fn a_route_that_is_missing_is_named_with_those_that_are_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let route = "/companies/{id}/connections/{connection_id}/data/bankAccounts";
    sandbox.mount(Method::GET, route, |_| Reply::new(200));
    let codat = sandbox.client().unwrap();
    let error = codat
        .get_probe("a-rather-long-name-of-a-probe")
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    let expected = format!(
        "The sandbox has no route GET /probe/a-rather-long-name-of-a-probe; add it with `Sandbox::mount`. \
         Mounted are: GET {route}"
    );
    assert!(error.to_string().contains(&expected), "{error}");
}

#[tokio::test]
async fn a_path_that_no_request_could_reach_is_not_mounted() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in ["", "probe", "/probe?page=1"] {
        let mount = || sandbox.mount(Method::GET, path, |_| Reply::new(200));
        let panic = catch_unwind(AssertUnwindSafe(mount)).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(
            message.starts_with("a mounted path begins with `/`"),
            "{message}"
        );
    }
}
