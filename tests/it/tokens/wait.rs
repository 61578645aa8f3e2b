//! Tokens that threads wait for.

use std::error::Error as _;
use std::thread;

use codat_client::Secret;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::tokens::AccessTokens;
use codat_client::{Credentials, Error};
use tokio::runtime::Builder;

use super::text;

#[test]
fn threads_without_a_runtime_share_one_request() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let tokens = AccessTokens::new(sandbox.client().unwrap());
    let company_id = sandbox.company_id();
    thread::scope(|scope| {
        let wait = || scope.spawn(|| tokens.wait(company_id).unwrap());
        let threads: Vec<_> = std::iter::repeat_with(wait).take(20).collect();
        let mut waited = threads.into_iter().map(|thread| thread.join().unwrap());
        let first = waited.next().unwrap();
        assert!(waited.all(|token| text(&token) == text(&first)));
    });
    assert_eq!(sandbox.request_count(), 1);

    sandbox.script([Fault::status(404)]);
    let error = tokens.wait(sandbox.add_company()).unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[test]
fn awaiting_and_waiting_share_tokens() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let tokens = AccessTokens::new(sandbox.client().unwrap());
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let [first, second] = [sandbox.add_company(), sandbox.add_company()];
    runtime.block_on(async {
        let awaited = tokens.get(first).await.unwrap();
        assert_eq!(text(&tokens.wait(first).unwrap()), text(&awaited));
        // It works inside a runtime, too.
        let waited = tokens.wait(second).unwrap();
        assert_eq!(text(&tokens.get(second).await.unwrap()), text(&waited));
    });
    assert_eq!(sandbox.request_count(), 2);
}

#[test]
fn a_wait_for_itself_is_refused() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let inner = AccessTokens::new(sandbox.client().unwrap());
    let company_id = sandbox.company_id();
    let credentials = Credentials::provider(move || {
        let waited = inner.wait(company_id);
        async { waited.map(|_| Secret::from("unreached")) }
    });
    let outer = sandbox.client_builder().credentials(credentials);
    let tokens = AccessTokens::new(outer.build().unwrap());
    let error = tokens.wait(company_id).unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    let refused = error.source().unwrap().to_string();
    assert_eq!(
        refused,
        "can't send the request of `get_company_access_token`: a blocking call can't be made here"
    );
    assert_eq!(sandbox.request_count(), 0);
}
