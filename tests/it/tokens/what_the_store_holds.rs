//! What is found in a store is checked before it is used. All in paused time.

use std::time::Duration;

use codat_client::CompanyId;
use codat_client::tokens::{AccessTokens, TokenStore};
use serde_json::{Value, json};
use tokio::time::{Instant, advance};

use super::shared_store::Shared;
use super::{seconds, subject, text};

const DAY: u64 = 86_400;
const YEAR: Duration = Duration::from_secs(365 * DAY);

/// Whether a token that was stored and then edited is taken from the store.
async fn is_taken(edit: impl FnOnce(&mut Value)) -> bool {
    let shared = Shared::start().await;
    let first = shared.get(&shared.replica()).await;
    shared.store.edit(edit);
    let second = shared.get(&shared.replica()).await;
    assert!(shared.sandbox.accepts_token(text(&second)));
    text(&first) == text(&second)
}

#[tokio::test(start_paused = true)]
async fn a_value_that_could_not_be_ours_is_not_taken() {
    assert!(is_taken(|_| {}).await);
    assert!(is_taken(|value| value["addedLater"] = json!(true)).await);
    for (member, wrong) in [
        ("companyId", json!(CompanyId::nil())),
        ("baseUrl", json!("https://api.codat.io")),
        ("accessToken", json!("")),
        ("accessToken", json!("a b")),
        ("accessToken", json!("a\r\nset-cookie: b")),
        ("accessToken", json!("é")),
        ("accessToken", json!("a".repeat(10_000))),
        ("expiresIn", json!(0)),
        ("expiresIn", json!(DAY + 1)),
        ("expiresIn", json!(u64::MAX)),
        ("expiresAt", json!(0)),
    ] {
        let edit = |value: &mut Value| value[member] = wrong.clone();
        assert!(!is_taken(edit).await, "{member}: {wrong}");
        let remove = |value: &mut Value| drop(value.as_object_mut().unwrap().remove(member));
        assert!(!is_taken(remove).await, "without {member}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_token_has_no_more_left_than_its_lifetime() {
    let shared = Shared::start().await;
    shared.get(&shared.replica()).await;
    shared.store.edit(|value| {
        value["expiresIn"] = json!(600);
        value["expiresAt"] = json!(u64::MAX);
    });
    let token = shared.get(&shared.replica()).await;
    assert_eq!(token.lifetime(), seconds(600));
    assert!(token.expires_in() <= seconds(600), "{token:?}");
    shared.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn the_token_of_another_company_is_not_taken() {
    let shared = Shared::start().await;
    let replica = shared.replica();
    shared.get(&replica).await;
    let other = shared.sandbox.add_company();
    // Somebody has copied the one entry under the key of the other company.
    let (_, value) = shared.store.entries().remove(0);
    let key = format!("token:{}/{other}", shared.sandbox.base_url());
    shared.store.set(&key, value.into(), YEAR).await.unwrap();
    let token = replica.get(other).await.unwrap();
    assert_eq!(subject(&token), other);
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn two_base_paths_on_one_store_do_not_share_tokens() {
    let shared = Shared::start().await;
    shared.get(&shared.replica()).await;
    let path = format!("{}/production", shared.sandbox.base_url());
    let codat = shared.sandbox.client_builder().base_url(path);
    let production = AccessTokens::builder(codat.build().unwrap())
        .store(shared.store.clone())
        .build();
    // The sandbox has nothing there.
    let error = production.get(shared.company_id).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    // A final slash makes no other API.
    let path = format!("{}/", shared.sandbox.base_url());
    let codat = shared.sandbox.client_builder().base_url(path);
    let same = AccessTokens::builder(codat.build().unwrap())
        .store(shared.store.clone())
        .build();
    shared.sandbox.take_requests();
    shared.get(&same).await;
    shared.assert_requests(0);
}

#[tokio::test(start_paused = true)]
async fn a_lease_with_an_absurd_term_delays_nobody_for_long() {
    let shared = Shared::start().await;
    let key = format!("lease:{}/{}", shared.sandbox.base_url(), shared.company_id);
    shared.store.set(&key, "1".into(), YEAR).await.unwrap();
    let asked = Instant::now();
    shared.get(&shared.replica()).await;
    assert!(asked.elapsed() < seconds(11), "{:?}", asked.elapsed());
    // It is gone.
    advance(seconds(DAY)).await;
    let asked = Instant::now();
    shared.get(&shared.replica()).await;
    assert!(asked.elapsed() < seconds(1), "{:?}", asked.elapsed());
    shared.assert_requests(2);
}

#[tokio::test(start_paused = true)]
async fn the_type_of_a_token_is_stored_with_it() {
    let shared = Shared::start().await;
    let first = shared.get(&shared.replica()).await;
    assert_eq!(first.token_type(), "Bearer");
    shared
        .store
        .edit(|value| value["tokenType"] = json!("DPoP"));
    let second = shared.get(&shared.replica()).await;
    assert_eq!(second.token_type(), "DPoP");
    shared.assert_requests(1);
}
