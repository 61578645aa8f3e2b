//! One request for each company, whatever happens to the callers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use codat_client::api::Companies;
use codat_client::models::CompanyAccessToken;
use codat_client::sandbox::Fault;
use codat_client::tokens::AccessTokens;
use codat_client::{Call, Client, CompanyId, HasClient};
use tokio::task::JoinSet;
use tokio::time::{advance, sleep, timeout};

use super::{seconds, setup, subject, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_make_one_request_for_each_company() {
    let setup = setup().await;
    let companies = setup.companies(20);
    let mut gets = JoinSet::new();
    for company_id in companies.iter().copied().cycle().take(1000) {
        let tokens = setup.tokens.clone();
        gets.spawn(async move { (company_id, tokens.get(company_id).await.unwrap()) });
    }
    let mut seen = BTreeMap::<_, BTreeSet<_>>::new();
    while let Some(got) = gets.join_next().await {
        let (company_id, token) = got.unwrap();
        assert_eq!(token.company_id(), company_id);
        assert_eq!(subject(&token), company_id);
        seen.entry(company_id)
            .or_default()
            .insert(text(&token).to_owned());
    }
    setup.assert_requests(20);
    assert_eq!(seen.len(), 20);
    let distinct: BTreeSet<_> = seen.values().flatten().collect();
    assert_eq!(
        distinct.len(),
        20,
        "one token for each company, and not two"
    );
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_stops_waiting_takes_nothing_from_the_others() {
    let setup = setup().await;
    setup.sandbox.script([Fault::none().delay(seconds(2))]);
    let first = timeout(seconds(1), setup.get());
    let second = async {
        sleep(Duration::from_millis(500)).await;
        setup.get().await
    };
    let (first, second) = tokio::join!(first, second);
    first.unwrap_err();
    second.unwrap();
    setup.assert_requests(1);

    // Nor is the request lost when nobody waits for it any more.
    let other = setup.sandbox.add_company();
    setup.sandbox.script([Fault::none().delay(seconds(2))]);
    timeout(seconds(1), setup.tokens.get(other))
        .await
        .unwrap_err();
    sleep(seconds(2)).await;
    setup.tokens.get(other).await.unwrap();
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn all_callers_get_the_error() {
    let setup = setup().await;
    setup.sandbox.script([Fault::status(404).delay(seconds(1))]);
    let (first, second) = tokio::join!(setup.get(), setup.get());
    assert!(first.unwrap_err().is_not_found());
    assert!(second.unwrap_err().is_not_found());
    setup.assert_requests(1);
}

#[tokio::test(start_paused = true)]
async fn companies_do_not_wait_for_each_other() {
    let setup = setup().await;
    let [slow, quick] = [setup.sandbox.add_company(), setup.sandbox.add_company()];
    setup.tokens.get(quick).await.unwrap();
    setup.sandbox.script([Fault::none().delay(seconds(20))]);
    let slow = setup.tokens.get(slow);
    tokio::pin!(slow);
    timeout(seconds(1), &mut slow).await.unwrap_err();
    timeout(seconds(1), setup.tokens.get(quick))
        .await
        .unwrap()
        .unwrap();
    let third = setup.sandbox.add_company();
    timeout(seconds(1), setup.tokens.get(third))
        .await
        .unwrap()
        .unwrap();
    slow.await.unwrap();
    setup.assert_requests(3);
}

#[tokio::test]
async fn the_least_recently_used_companies_are_forgotten() {
    let setup = setup().await;
    let tokens = AccessTokens::builder(setup.sandbox.client().unwrap())
        .max_companies(3)
        .build();
    let companies = setup.companies(50);
    for company_id in &companies {
        tokens.get(*company_id).await.unwrap();
    }
    setup.assert_requests(50);
    let shown = format!("{tokens:?}");
    assert!(shown.contains("companies: 3"), "{shown}");
    // The newcomers got in.
    for company_id in &companies[47..] {
        tokens.get(*company_id).await.unwrap();
    }
    setup.assert_requests(0);
    tokens.get(companies[0]).await.unwrap();
    setup.assert_requests(1);
}

/// Panics for its first calls, as a user's layer might.
pub(super) struct Panicking(pub(super) Arc<AtomicU32>);

impl HasClient for Panicking {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for Panicking {
    fn get_company_access_token(&self, _: CompanyId) -> Call<CompanyAccessToken> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        assert_eq!(left, 0, "this panic is part of the test");
        Call::ready(Ok(CompanyAccessToken::new("token", seconds(60))))
    }
}

/// Tokens of one that panics for so many calls; and how many are left.
fn panicking(times: u32) -> (AccessTokens, Arc<AtomicU32>) {
    let panics = Arc::new(AtomicU32::new(times));
    let codat: Arc<dyn Companies> = Arc::new(Panicking(Arc::clone(&panics)));
    (AccessTokens::new(codat), panics)
}

#[tokio::test]
async fn a_fetch_that_panics_is_made_again() {
    let tokens = panicking(1).0;
    let company_id = CompanyId::nil();
    let (first, second) = tokio::join!(tokens.get(company_id), tokens.get(company_id));
    assert_eq!(text(&first.unwrap()), "token");
    assert_eq!(text(&second.unwrap()), "token");
}

#[tokio::test(start_paused = true)]
async fn a_panic_reaches_no_caller_while_an_old_token_serves() {
    let (tokens, panics) = panicking(0);
    let company_id = CompanyId::nil();
    tokens.get(company_id).await.unwrap();
    // First in the background, then with the caller waiting.
    for at in [52, 8] {
        panics.store(1000, Ordering::Relaxed);
        advance(seconds(at) / 2).await;
        for _ in 0..10 {
            assert_eq!(text(&tokens.get(company_id).await.unwrap()), "token");
        }
        sleep(Duration::from_millis(1)).await;
    }
    // It isn't tried again by each of them.
    let tried = 1000 - panics.load(Ordering::Relaxed);
    assert_eq!(tried, 1);
    panics.store(0, Ordering::Relaxed);
    sleep(seconds(1)).await;
    assert!(tokens.get(company_id).await.unwrap().expires_in() > seconds(59));
}

#[tokio::test]
async fn a_panic_each_time_reaches_the_caller() {
    let tokens = panicking(4).0;
    let get = tokio::spawn({
        let tokens = tokens.clone();
        async move { tokens.get(CompanyId::nil()).await }
    });
    assert!(get.await.unwrap_err().is_panic());
    // And that is over with it.
    tokens.get(CompanyId::nil()).await.unwrap();
}
