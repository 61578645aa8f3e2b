//! What can be seen from inside alone.

use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{AccessToken, Arc, Error, Handle, Refresh, SingleFlight, lock};
use crate::api::Companies;
use crate::models::CompanyAccessToken;
use crate::tokens::access_token::Moment;
use crate::tokens::access_tokens::AccessTokens;
use crate::{Call, Client, CompanyId, HasClient};

const DAY: Duration = Duration::from_secs(86_400);

struct Fake;

impl HasClient for Fake {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for Fake {
    fn get_company_access_token(&self, _: CompanyId) -> Call<CompanyAccessToken> {
        Call::ready(Ok(CompanyAccessToken::new("token", DAY)))
    }
}

fn setup() -> (Arc<SingleFlight>, AccessTokens) {
    let codat: Arc<dyn Companies> = Arc::new(Fake);
    let tokens = AccessTokens::new(codat);
    (Arc::clone(&tokens.inner), tokens)
}

fn poll_once(tokens: &AccessTokens) -> Poll<Result<AccessToken, Error>> {
    let get = pin!(tokens.get(CompanyId::nil()));
    get.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_token_in_memory_is_returned_without_the_lock() {
    let (inner, tokens) = setup();
    tokens.get(CompanyId::nil()).await.unwrap();
    let held = lock(&inner.fetches);
    let (done, waiting) = mpsc::channel();
    std::thread::spawn(move || done.send(poll_once(&tokens).is_ready()));
    assert_eq!(waiting.recv_timeout(Duration::from_secs(20)), Ok(true));
    drop(held);
}

#[tokio::test]
async fn a_caller_that_comes_just_after_the_end_finds_the_token() {
    let (inner, tokens) = setup();
    tokens.get(CompanyId::nil()).await.unwrap();
    // As if memory had been asked before.
    let runtime = Handle::current();
    assert!(inner.join(CompanyId::nil(), &runtime).is_none());
    inner.refresh(CompanyId::nil(), &runtime);
    assert!(lock(&inner.fetches).0.is_empty());
}

#[test]
fn outside_a_runtime_a_token_in_memory_still_serves() {
    for left in [DAY * 12 / 100, DAY / 20] {
        let (inner, tokens) = setup();
        let day = CompanyAccessToken::new("token", DAY);
        let token = AccessToken::new(CompanyId::nil(), day, Moment::now(), left);
        inner.memory.remember(token.clone(), Refresh::Due);
        match poll_once(&tokens) {
            Poll::Ready(Ok(got)) => assert_eq!(got.expires_at(), token.expires_at()),
            other => panic!("{other:?}"),
        }
    }
}
