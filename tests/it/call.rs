//! A call as a value: what can be done with it before, instead of and after sending it.

use std::sync::Arc;
use std::time::Duration;

use codat_client::{Call, Client, Error, HasClient, Method, Response, RetryConfig, codat_endpoint};
use serde_json::{Value, json};

use crate::support::{Probe, sandbox};

#[tokio::test]
async fn a_call_owns_what_it_needs() {
    fn is_owned<T: Send + 'static>(_: &T) {}

    let sandbox = sandbox().await;
    let spawned = {
        let codat = sandbox.client().unwrap();
        let id = String::from("1");
        let call = codat.get_probe(&id);
        is_owned(&call);
        tokio::spawn(call)
    };
    assert_eq!(spawned.await.unwrap().unwrap(), json!({}));
}

#[test]
fn shared_things_can_be_shared() {
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Client>();
    is_shared::<Error>();
    is_shared::<codat_client::Credentials>();
    is_shared::<codat_client::RawResponse>();
    is_shared::<Response<Value>>();
    is_shared::<codat_client::Request>();
    is_shared::<codat_client::sandbox::Sandbox>();
}

#[tokio::test]
async fn a_trait_of_endpoints_can_be_used_in_a_spawned_task() {
    async fn code_under_test(probe: &dyn Probe) -> Result<(), Error> {
        probe.get_probe("1").await?;
        probe.get_probe("2").await?;
        Ok(())
    }

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let task = tokio::spawn(async move { code_under_test(&codat).await });
    task.await.unwrap().unwrap();
    assert_eq!(sandbox.request_count(), 2);
}

#[tokio::test]
async fn calls_combine_as_futures_do() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let (a, b) = tokio::join!(codat.get_probe("a"), codat.get_probe("b"));
    assert!(a.is_ok() && b.is_ok());
    let timely = tokio::time::timeout(Duration::from_secs(10), codat.get_probe("c")).await;
    assert!(timely.unwrap().is_ok());
    tokio::select! {
        result = codat.get_probe("d") => assert!(result.is_ok()),
        () = tokio::time::sleep(Duration::from_secs(10)) => panic!("the call was slower"),
    }
    let mut set = tokio::task::JoinSet::new();
    for id in 0..50 {
        set.spawn(codat.get_probe(&id.to_string()));
    }
    assert!(set.join_all().await.iter().all(Result::is_ok));
    assert_eq!(sandbox.request_count(), 54);
}

#[tokio::test]
async fn a_trait_of_endpoints_is_dyn_compatible() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let borrowed: &dyn Probe = &codat;
    borrowed.get_probe("1").await.unwrap();
    let boxed: Box<dyn Probe + Send + Sync> = Box::new(codat.clone());
    boxed.get_probe("1").await.unwrap();
    let shared: Arc<dyn Probe> = Arc::new(codat);
    shared.get_probe("1").await.unwrap();
    assert_eq!(sandbox.request_count(), 3);
}

#[tokio::test]
async fn whatever_has_a_client_can_have_endpoints() {
    struct Tenant {
        codat: Client,
    }
    impl HasClient for Tenant {
        fn client(&self) -> &Client {
            &self.codat
        }
    }
    impl Probe for Tenant {}

    let sandbox = sandbox().await;
    let tenant = Tenant {
        codat: sandbox.client().unwrap(),
    };
    tenant.get_probe("1").await.unwrap();
}

#[tokio::test]
async fn a_request_can_be_looked_at_without_sending_it() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let call = codat
        .put_probe("a b", &json!({"x": 1}), Some("v1"))
        .header("x-mine", "5");
    assert_eq!(call.endpoint().unwrap().name(), "put_probe");
    assert_eq!(call.endpoint().unwrap().template(), "/probe/{id}");
    let request = call.request().unwrap();
    assert_eq!(request.method(), Method::PUT);
    assert_eq!(
        request.url().as_str(),
        format!("{}/probe/a%20b", sandbox.base_url())
    );
    assert_eq!(request.headers()["if-match"], "v1");
    assert_eq!(request.headers()["x-mine"], "5");
    assert_eq!(request.body().unwrap(), &br#"{"x":1}"#[..]);
    drop(call);
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn one_call_can_have_headers_of_its_own() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    codat
        .get_probe("1")
        .header("X-Trace", "a")
        .header("x-trace", "b")
        .header("Accept", "text/csv")
        .await
        .unwrap();
    let [request] = sandbox.take_requests().try_into().unwrap();
    assert_eq!(
        request
            .headers()
            .get_all("x-trace")
            .iter()
            .collect::<Vec<_>>(),
        ["b"]
    );
    assert_eq!(
        request
            .headers()
            .get_all("accept")
            .iter()
            .collect::<Vec<_>>(),
        ["text/csv"]
    );

    for (name, value) in [
        ("authorization", "Basic x"),
        ("Idempotency-Key", "x"),
        ("Content-Length", "5"),
        ("host", "elsewhere"),
        ("not a name", "x"),
        ("x-fine", "a\r\nEvil: 1"),
    ] {
        let error = codat.get_probe("1").header(name, value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{name}: {error:?}");
    }
    // Perhaps a key, in the wrong place.
    let error = codat
        .get_probe("1")
        .header("key of mine: bMJ9Vo0yT4pXw3kQ7sGh1ZcRfN2uLd8e", "x");
    let error = error.await.unwrap_err().to_string();
    assert!(
        error.ends_with("`key of mine: …` isn't a header's name"),
        "{error}"
    );
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn headers_have_a_largest_size() {
    trait Listing: HasClient {
        #[codat_endpoint(GET, "/probe/1", header("x-list") = "<values>")]
        fn get_listed(&self, values: &[&str]) -> Call<Value>;
    }
    impl Listing for Client {}

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    // Each takes 11 bytes.
    codat.get_listed(&["v"; 80]).await.unwrap();
    assert_eq!(sandbox.take_requests().len(), 1);
    for count in [6000, 25_000, 100_000] {
        let error = codat.get_listed(&vec!["v"; count]).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "can't send the request of `get_listed`: its headers take more than 65536 bytes"
        );
    }
    let mut call = codat.get_probe("1");
    for index in 0..40_000 {
        call = call.header(format!("x-{index}"), "v");
    }
    assert!(matches!(call.await, Err(Error::Request(_))));
    let call = codat.get_probe("1").header("x-long", "v".repeat(64 * 1024));
    assert!(matches!(call.await, Err(Error::Request(_))));
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn a_base_url_that_is_none_sends_nothing() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for url in [
        "",
        "elsewhere",
        "ftp://h",
        "http://u:secret@h",
        "http://h?x",
    ] {
        let error = codat.get_probe("1").base_url(url).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{url}: {error:?}");
        assert!(!error.to_string().contains("secret"));
    }
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn a_ready_call_is_settled() {
    assert_eq!(Call::ready(Ok(5)).await.unwrap(), 5);
    let call = Call::ready(Ok("text".to_owned()));
    assert!(call.request().is_none() && call.endpoint().is_none());
    let response: Response<String> = call
        .timeout(Duration::ZERO)
        .header("x", "y")
        .with_response()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.attempts(), 1);
    assert_eq!(response.value(), "text");
}

#[tokio::test]
async fn a_fake_without_a_client_sends_nothing() {
    let error = Client::offline().get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "can't send the request of `get_probe`: the client is offline: it is for fakes, and sends nothing"
    );
}

#[test]
fn without_a_runtime_a_call_fails_and_does_not_panic() {
    let codat = Client::new(codat_client::Credentials::api_key("abc")).unwrap();
    let call = std::pin::pin!(codat.get_probe("1"));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = call.poll(&mut context) else {
        panic!("it waits");
    };
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("tokio"), "{error}");
}

#[tokio::test]
async fn async_methods_are_the_same_calls() {
    trait Sugar: HasClient {
        #[codat_endpoint(GET, "/probe/<id>")]
        async fn fetch_probe(&self, id: &str) -> Result<Value, Error>;
    }
    impl Sugar for Client {}

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    assert_eq!(codat.fetch_probe("1").await.unwrap(), json!({}));
    tokio::spawn(async move { codat.fetch_probe("2").await })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(sandbox.request_count(), 2);
}

#[tokio::test]
async fn a_ready_made_http_client_is_used() {
    let sandbox = sandbox().await;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-from", "mine".parse().unwrap());
    // reqwest brings no cryptography of its own here; its user chooses one, once for the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .no_proxy()
        .default_headers(headers)
        .build()
        .unwrap();
    let codat = sandbox.client_builder().http_client(http).build().unwrap();
    codat.get_probe("1").await.unwrap();
    assert_eq!(sandbox.requests()[0].header("x-from"), Some("mine"));
}

#[tokio::test]
async fn a_setting_after_the_first_poll_is_an_error() {
    use std::future::Future as _;
    use std::task::{Context, Waker};

    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let mut context = Context::from_waker(Waker::noop());
    for change in [
        (|call| call.timeout(Duration::from_secs(1))) as fn(Call<Value>) -> Call<Value>,
        |call| call.header("x-late", "1"),
        |call| call.retries(RetryConfig::none()),
        |call| call.base_url("http://127.0.0.1:1"),
    ] {
        let mut call = codat.get_probe("1");
        assert!(std::pin::pin!(&mut call).poll(&mut context).is_pending());
        let error = change(call).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(
            error.to_string().contains("after it had been polled"),
            "{error}"
        );
        // It may have been sent by then.
        assert!(error.may_have_been_executed());
    }
    // A fake's call takes them at any time.
    let ready: Call<u8> = Call::ready(Ok(1));
    assert_eq!(ready.timeout(Duration::from_secs(1)).await.unwrap(), 1);
}

#[test]
fn endpoints_can_be_told_apart() {
    let codat = Client::offline();
    let (one, two) = (codat.get_probe("1"), codat.get_probe("2"));
    let other = codat.head_probe("1");
    let endpoint = |call: &Call<Value>| call.request().unwrap().endpoint();
    assert_eq!(endpoint(&one), two.endpoint().unwrap());
    let known = std::collections::HashSet::from([endpoint(&one), endpoint(&two)]);
    assert_eq!(known.len(), 1);
    assert!(!known.contains(other.endpoint().unwrap()));
}
