//! What goes over the wire.

use codat_client::sandbox::Reply;
use codat_client::{Call, Client, Credentials, Error, HasClient, Method, Url, codat_endpoint};
use serde_json::json;

use crate::support::{Filter, Probe, sandbox};

fn client(base_url: &str, credentials: Credentials) -> Client {
    Client::builder()
        .base_url(base_url)
        .credentials(credentials)
        .build()
        .unwrap()
}

#[tokio::test]
async fn standard_headers() {
    let sandbox = sandbox().await;
    let codat = client(sandbox.base_url(), Credentials::api_key("abc"));
    // The sandbox turns the key away, and has seen the request all the same.
    assert!(codat.get_probe("1").await.unwrap_err().is_unauthorized());
    let [request] = sandbox.take_requests().try_into().unwrap();
    assert_eq!(request.header("authorization"), Some("Basic YWJj"));
    assert_eq!(request.header("accept"), Some("application/json"));
    let product = concat!("codat-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(product));
    for absent in ["idempotency-key", "content-type", "referer", "cookie"] {
        assert_eq!(request.header(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn the_host_is_that_of_the_url() {
    let (one, other) = (sandbox().await, sandbox().await);
    let ready_made = Client::builder()
        .base_url(one.base_url())
        .credentials(Credentials::api_key("abc"))
        .http_client(reqwest::Client::builder().no_proxy().build().unwrap())
        .https_only(false);
    let clients = [
        client(one.base_url(), Credentials::api_key("abc")),
        ready_made.trust_origin(other.base_url()).build().unwrap(),
        one.client_builder()
            .trust_origin(other.base_url())
            .layer(tower::layer::util::Identity::new())
            .build()
            .unwrap(),
        one.client_builder()
            .trust_origin(other.base_url())
            .build()
            .unwrap(),
    ];
    for codat in &clients {
        let _ = codat.get_probe("1").await;
        let _ = codat.get_probe("1").base_url(other.base_url()).await;
    }
    // The first client doesn't trust the other origin.
    for (sandbox, count) in [(one, 4), (other, 3)] {
        let authority = sandbox.base_url().strip_prefix("http://");
        let requests = sandbox.take_requests();
        assert_eq!(requests.len(), count);
        for request in requests {
            assert_eq!(request.header("host"), authority);
        }
    }
}

#[tokio::test]
async fn a_ready_made_header_is_not_encoded_twice() {
    let sandbox = sandbox().await;
    for credentials in [
        Credentials::header("Basic YWJj"),
        Credentials::api_key("Basic YWJj"),
        Credentials::api_key("abc\n"),
        Credentials::provider(|| async { Ok::<_, std::io::Error>("abc".into()) }),
        Credentials::provider(|| async { Ok::<_, std::io::Error>("Basic YWJj".into()) }),
    ] {
        let _ = client(sandbox.base_url(), credentials).get_probe("1").await;
    }
    let requests = sandbox.take_requests();
    assert_eq!(requests.len(), 5);
    assert!(
        requests
            .iter()
            .all(|request| request.header("authorization") == Some("Basic YWJj"))
    );
}

#[tokio::test]
async fn the_users_own_product_comes_first() {
    let sandbox = sandbox().await;
    let codat = sandbox
        .client_builder()
        .user_agent("bank-of-dave/1.4")
        .build()
        .unwrap();
    codat.get_probe("1").await.unwrap();
    let user_agent = sandbox.requests()[0]
        .header("user-agent")
        .unwrap()
        .to_owned();
    assert!(
        user_agent.starts_with("bank-of-dave/1.4 codat-client/"),
        "{user_agent}"
    );
}

#[tokio::test]
async fn path_values_are_one_segment() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for (value, path) in [
        ("a/b", "/probe/a%2Fb"),
        ("a b?c#d", "/probe/a%20b%3Fc%23d"),
        ("../secrets", "/probe/..%2Fsecrets"),
        ("%2e%2e", "/probe/%252e%252e"),
        ("..\\x", "/probe/..%5Cx"),
        ("...", "/probe/..."),
        ("ü", "/probe/%C3%BC"),
        ("x\r\nEvil: 1", "/probe/x%0D%0AEvil%3A%201"),
        ("{id}", "/probe/%7Bid%7D"),
    ] {
        codat.get_probe(value).await.unwrap();
        let [request] = sandbox.take_requests().try_into().unwrap();
        assert_eq!(request.path(), path);
        assert_eq!(request.path_value("id"), Some(value));
        assert_eq!(request.query(), None);
    }
}

#[tokio::test]
async fn path_values_that_would_climb_send_nothing() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    for value in ["", ".", ".."] {
        let error = codat.delete_probe(value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("`id`"), "{error}");
        assert!(!error.is_retryable());
        assert_eq!(error.endpoint().unwrap().name(), "delete_probe");
    }
    assert_eq!(sandbox.request_count(), 0);
}

/// The re-exported `Url` implements serde's traits.
#[tokio::test]
async fn a_url_is_a_query_value_and_a_member_of_bodies() {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Hook {
        url: Url,
    }

    trait Hooks: HasClient {
        #[codat_endpoint(POST, "/probe?<redirect>", data = "<hook>")]
        fn create_hook(&self, redirect: &Url, hook: &Hook) -> Call<Hook>;
    }
    impl Hooks for Client {}

    let sandbox = sandbox().await;
    let echo = |request: &codat_client::sandbox::RecordedRequest| {
        Reply::new(200).body("application/json", request.body().to_vec())
    };
    sandbox.mount(Method::POST, "/probe", echo);
    let url: Url = "https://a.example/b?c=d".parse().unwrap();
    let hook = Hook { url: url.clone() };
    let call = sandbox.client().unwrap().create_hook(&url, &hook);
    assert_eq!(call.await.unwrap(), hook);
    let [request] = &sandbox.take_requests()[..] else {
        panic!("one request");
    };
    assert_eq!(
        request.query(),
        Some("redirect=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd")
    );
}

#[tokio::test]
async fn queries() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let filter = Filter {
        order_by: Some("-created".to_owned()),
        is_open: true,
    };
    codat
        .search("a b+c&d=é%", Some(2), &["x", "y z"], &filter)
        .await
        .unwrap();
    codat
        .search("", None, &[], &Filter::default())
        .await
        .unwrap();
    let queries: Vec<_> = sandbox
        .requests()
        .iter()
        .map(|request| request.query().unwrap().to_owned())
        .collect();
    assert_eq!(
        queries,
        [
            "fixed=1&q=a%20b%2Bc%26d%3D%C3%A9%25&page=2&tag=x&tag=y%20z&orderBy=-created&isOpen=true",
            "fixed=1&q=&isOpen=false",
        ]
    );
}

#[tokio::test]
async fn declared_headers() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    codat
        .put_probe("1", &json!({"a": 1}), Some("\"v1\""))
        .await
        .unwrap();
    codat.put_probe("1", &json!({}), None).await.unwrap();
    let requests = sandbox.take_requests();
    assert_eq!(requests[0].header("if-match"), Some("\"v1\""));
    assert_eq!(requests[0].header("x-source"), Some("tests"));
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[0].body(), br#"{"a":1}"#);
    assert_eq!(requests[1].header("if-match"), None);

    let error = codat
        .put_probe("1", &json!({}), Some("a\r\nEvil: 1"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(sandbox.request_count(), 0);
}

#[tokio::test]
async fn only_writes_carry_an_idempotency_key() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let nothing = json!({});
    codat.get_probe("1").await.unwrap();
    codat.put_probe("1", &nothing, None).await.unwrap();
    codat.delete_probe("1").await.unwrap();
    codat.head_probe("1").await.unwrap();
    assert!(
        sandbox
            .take_requests()
            .iter()
            .all(|request| request.header("idempotency-key").is_none())
    );

    codat.post_probe(&nothing).await.unwrap();
    codat.post_probe(&nothing).await.unwrap();
    codat.patch_probe("1", &nothing).await.unwrap();
    let keys: std::collections::BTreeSet<uuid::Uuid> = sandbox
        .take_requests()
        .iter()
        .map(|request| request.header("idempotency-key").unwrap().parse().unwrap())
        .collect();
    assert_eq!(keys.len(), 3, "each call has a key of its own");
}

#[tokio::test]
async fn base_urls_with_a_prefix_and_with_or_without_a_final_slash() {
    let sandbox = sandbox().await;
    let nothing = codat_client::sandbox::Reply::json(200, json!({}));
    sandbox.mount(codat_client::Method::GET, "/a/b/probe/{id}", move |_| {
        nothing.clone()
    });
    let url = sandbox.base_url();
    for (base, path) in [
        (url.to_owned(), "/probe/1"),
        (format!("{url}/"), "/probe/1"),
        (format!("{url}/a/b"), "/a/b/probe/1"),
        (format!("{url}/a/b/"), "/a/b/probe/1"),
    ] {
        let key = Credentials::api_key(sandbox.api_key().to_owned());
        client(&base, key).get_probe("1").await.unwrap();
        sandbox
            .client()
            .unwrap()
            .get_probe("1")
            .base_url(&base)
            .await
            .unwrap();
        for request in sandbox.take_requests() {
            assert_eq!(request.path(), path, "{base}");
        }
    }
}

#[tokio::test]
async fn an_endpoint_without_authentication_sends_no_key() {
    trait Public: codat_client::HasClient {
        #[codat_client::codat_endpoint(GET, "/probe/public", auth = none)]
        fn get_public(&self) -> codat_client::Call<()>;
    }
    impl Public for Client {}

    let sandbox = sandbox().await;
    let _ = sandbox.client().unwrap().get_public().await;
    assert_eq!(sandbox.requests()[0].header("authorization"), None);
}
