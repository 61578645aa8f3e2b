//! Failures while there is no token.

use std::time::Duration;

use codat_client::sandbox::Fault;
use codat_client::tokens::AccessTokens;
use codat_client::{Client, CompanyId, Credentials, Error};
use tokio::time::{advance, sleep};

use super::{seconds, setup};
use crate::support::raw_server::{Answer, RawServer};

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_without_a_token_too() {
    let setup = setup().await;
    setup
        .sandbox
        .set_fault(|_| Fault::status(429).retry_after("120"));
    for _ in 0..100 {
        assert!(setup.get().await.unwrap_err().is_rate_limited());
        sleep(seconds(1)).await;
    }
    setup.assert_requests(1);
    setup.sandbox.set_fault(|_| Fault::none());
    advance(seconds(20)).await;
    setup.get().await.unwrap();
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_for_five_minutes_at_most() {
    let setup = setup().await;
    setup
        .sandbox
        .set_fault(|_| Fault::status(429).retry_after("36000"));
    setup.get().await.unwrap_err();
    advance(seconds(299)).await;
    setup.get().await.unwrap_err();
    setup.assert_requests(1);
    // The plan may have been raised meanwhile.
    setup.sandbox.set_fault(|_| Fault::none());
    advance(seconds(2)).await;
    setup.get().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_cached_for_a_second() {
    for status in [401, 402, 403, 404] {
        let setup = setup().await;
        setup.sandbox.script([Fault::status(status)]);
        for _ in 0..9 {
            let error = setup.get().await.unwrap_err();
            assert_eq!(error.status().unwrap(), status);
            sleep(Duration::from_millis(100)).await;
        }
        setup.assert_requests(1);
        // It isn't cached for longer, nor for another company.
        setup.tokens.get(setup.sandbox.add_company()).await.unwrap();
        sleep(Duration::from_millis(200)).await;
        setup.get().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_is_not_cached() {
    let setup = setup().await;
    setup.sandbox.set_fault(|_| Fault::status(503));
    setup.get().await.unwrap_err();
    setup.sandbox.set_fault(|_| Fault::none());
    setup.get().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_invalidation_ends_a_failure() {
    let setup = setup().await;
    setup
        .sandbox
        .script([Fault::status(429).retry_after("36000")]);
    setup.get().await.unwrap_err();
    setup.tokens.invalidate(setup.sandbox.company_id()).await;
    setup.get().await.unwrap();
}

#[tokio::test]
async fn a_cached_failure_is_slim() {
    let large = "x".repeat(1024 * 1024 - 100);
    let message = format!(r#"{{"statusCode":404,"error":"no such company","service":"{large}"}}"#);
    let many_headers = format!("HTTP/1.1 404 Not Found\r\nx-large: {}", "x".repeat(20_000));
    for (head, body) in [
        ("HTTP/1.1 404 Not Found", large.as_str()),
        ("HTTP/1.1 404 Not Found", &message),
        (&many_headers, ""),
    ] {
        let server = RawServer::start(vec![Answer::whole(head, body)]).await;
        let codat = Client::builder()
            .base_url(server.url())
            .credentials(Credentials::api_key("key"))
            .build()
            .unwrap();
        let tokens = AccessTokens::new(codat);
        let first = tokens.get(CompanyId::nil()).await.unwrap_err();
        let cached = tokens.get(CompanyId::nil()).await.unwrap_err();
        assert_eq!(server.request_count(), 1);
        let size = |error: &Error| error.body().unwrap().len() + header_size(error);
        assert!(size(&first) >= 20_000);
        assert!(size(&cached) <= 4096, "{}", size(&cached));
        assert!(cached.is_not_found());
        assert_eq!(
            cached.endpoint().unwrap().name(),
            "get_company_access_token"
        );
        assert_eq!(cached.attempts(), first.attempts());
    }
}

fn header_size(error: &Error) -> usize {
    let sizes = error.headers().unwrap().iter();
    sizes
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}

#[tokio::test(start_paused = true)]
async fn an_ordinary_failure_is_cached_as_it_is() {
    let setup = setup().await;
    setup.sandbox.script([Fault::status(404)]);
    let first = setup.get().await.unwrap_err();
    let cached = setup.get().await.unwrap_err();
    assert_eq!(format!("{first:#?}"), format!("{cached:#?}"));
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn a_cached_failure_does_not_hold_the_attempts_before() {
    let setup = setup().await;
    setup
        .sandbox
        .script([Fault::status(503), Fault::status(404)]);
    let first = setup.get().await.unwrap_err();
    assert!(first.earlier().is_some());
    let cached = setup.get().await.unwrap_err();
    assert!(cached.earlier().is_none());
    assert!(cached.is_not_found());
    assert_eq!(cached.attempts(), 2);
    setup.assert_requests(2);
}
