//! Where a `get` runs: outside of runtimes, on one that ends, and on one that nobody drives.

use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use codat_client::api::Companies;
use codat_client::models::CompanyAccessToken;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::{AccessToken, AccessTokens};
use codat_client::{Call, Client, CompanyId, Credentials, Error, HasClient};
use tokio::runtime::{Builder, Runtime};

use super::{seconds, text};

/// Responds at once, and counts.
#[derive(Clone, Default)]
pub(super) struct Fake(pub(super) Arc<AtomicUsize>);

impl Fake {
    pub(super) fn tokens(&self) -> AccessTokens {
        let codat: Arc<dyn Companies> = Arc::new(self.clone());
        AccessTokens::new(codat)
    }
}

impl HasClient for Fake {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for Fake {
    fn get_company_access_token(&self, _: CompanyId) -> Call<CompanyAccessToken> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Call::ready(Ok(CompanyAccessToken::new("token", seconds(86_400))))
    }
}

fn single_threaded() -> Builder {
    let mut builder = Builder::new_current_thread();
    builder.enable_all();
    builder
}

/// What a `get` has come to after one poll.
fn poll_once(tokens: &AccessTokens) -> Poll<Result<AccessToken, Error>> {
    let get = pin!(tokens.get(CompanyId::nil()));
    get.poll(&mut Context::from_waker(Waker::noop()))
}

/// Fails instead of hanging: what is done here could block for ever.
fn in_time<T: Send + 'static>(action: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, outcome) = mpsc::channel();
    thread::spawn(move || done.send(action()));
    outcome.recv_timeout(seconds(60)).unwrap()
}

#[test]
fn outside_a_runtime_nothing_is_fetched_and_nothing_hangs() {
    let codat = Client::new(Credentials::api_key("key")).unwrap();
    let tokens = AccessTokens::new(codat);
    let refused = tokens.clone();
    let Poll::Ready(Err(error)) = in_time(move || poll_once(&refused)) else {
        panic!("it needs a runtime");
    };
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    let shown = error.to_string();
    assert!(shown.contains("`get_company_access_token`"), "{shown}");
    assert!(
        shown.contains("no tokio runtime is running here"),
        "{shown}"
    );
}

#[test]
fn a_runtime_can_shut_down_during_a_get() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let tokens = Fake::default().tokens();
    let (begun, is_begun) = mpsc::channel();
    let (got, outcome) = mpsc::channel();
    runtime.spawn(async move {
        begun.send(()).unwrap();
        let mut patience = 0..10_000;
        // Until the runtime drops each task that it is given, on the spot.
        while !tokio::spawn(pending::<()>()).is_finished() {
            patience.next().unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        got.send(tokens.get(CompanyId::nil()).await.is_ok())
    });
    is_begun.recv().unwrap();
    runtime.shutdown_background();
    assert_eq!(outcome.recv_timeout(seconds(60)), Ok(true));
}

/// Begins a fetch on a runtime that nobody drives from there on.
fn begin_in_vain(tokens: &AccessTokens) -> Runtime {
    let idle = single_threaded().build().unwrap();
    idle.block_on(async { assert!(poll_once(tokens).is_pending()) });
    idle
}

#[test]
fn nobody_waits_for_a_runtime_that_is_not_driven() {
    let fake = Fake::default();
    let tokens = fake.tokens();
    let idle = begin_in_vain(&tokens);
    let driven = single_threaded().start_paused(true).build().unwrap();
    let waited = driven.block_on(async {
        let asked = tokio::time::Instant::now();
        let (first, second) =
            tokio::join!(tokens.get(CompanyId::nil()), tokens.get(CompanyId::nil()));
        assert_eq!(text(&first.unwrap()), text(&second.unwrap()));
        asked.elapsed()
    });
    assert!(waited <= seconds(91), "{waited:?}");
    assert_eq!(fake.0.load(Ordering::Relaxed), 1);

    // What was given up changes nothing any more.
    idle.block_on(async {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
    });
    driven.block_on(tokens.get(CompanyId::nil())).unwrap();
    assert_eq!(fake.0.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_is_waited_for_as_long_as_its_call_may_take() {
    let sandbox = Sandbox::start().await.unwrap();
    let codat = sandbox.client_builder().timeout(seconds(3600));
    let codat = codat.attempt_timeout(seconds(3600)).build().unwrap();
    let tokens = AccessTokens::new(codat);
    for delay in [80, 1000] {
        let company_id = sandbox.add_company();
        sandbox.script([Fault::none().delay(seconds(delay))]);
        let late = async {
            tokio::time::sleep(seconds(50)).await;
            tokens.get(company_id).await
        };
        let (early, late) = tokio::join!(tokens.get(company_id), late);
        assert_eq!(text(&early.unwrap()), text(&late.unwrap()));
        assert_eq!(sandbox.take_requests().len(), 1);
    }
}
