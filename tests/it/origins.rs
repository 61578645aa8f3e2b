//! Where requests and the key may go.

use codat_client::foreign::reqwest;
use codat_client::{Call, Client, ClientBuilder, Credentials, Error, HasClient, codat_endpoint};

use crate::support::raw_server::{Answer, RawServer};
use crate::support::{Probe, sandbox};

trait Open: HasClient {
    #[codat_endpoint(GET, "/open", auth = none)]
    fn get_open(&self) -> Call<()>;
}

impl Open for Client {}

fn builder(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .credentials(Credentials::api_key("abc"))
}

#[test]
fn plain_http_is_refused_but_on_this_machine() {
    let error = builder("http://api.codat.io").build().unwrap_err();
    assert!(matches!(error, Error::Config(_)));
    assert!(error.to_string().contains("clear text"), "{error}");
    for url in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"] {
        builder(url).build().unwrap();
    }
    builder("http://codat.internal")
        .https_only(false)
        .build()
        .unwrap();
    let error = builder("https://api.codat.io")
        .trust_origin("nonsense")
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("trusted origin"), "{error}");
}

#[tokio::test]
async fn the_key_goes_to_no_other_origin_unless_it_is_trusted() {
    let server = RawServer::start(vec![Answer::whole("HTTP/1.1 200 OK", "null")]).await;
    let sandbox = sandbox().await;

    let codat = sandbox.client().unwrap();
    let error = codat
        .get_probe("1")
        .base_url(server.url())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)));
    assert!(error.to_string().contains("trust_origin"), "{error}");
    assert_eq!(server.request_count(), 0);

    // Without a key there is nothing to protect.
    codat.get_open().base_url(server.url()).await.unwrap();
    assert_eq!(server.request_count(), 1);

    let trusting = sandbox.client_builder().trust_origin(server.url());
    let _ = trusting
        .build()
        .unwrap()
        .get_probe("1")
        .base_url(server.url())
        .await;
    assert_eq!(server.request_count(), 2);
    assert!(
        server.heads()[1]
            .to_lowercase()
            .contains("authorization: basic")
    );

    let error = builder(sandbox.base_url())
        .build()
        .unwrap()
        .get_open()
        .base_url("http://other")
        .await
        .unwrap_err();
    assert!(error.to_string().contains("clear text"), "{error}");
}

/// Nobody knows whether it has a proxy, which would be sent the key.
#[tokio::test]
async fn a_custom_http_client_speaks_plain_http_to_loopback_only_if_allowed() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = RawServer::start(vec![Answer::whole("HTTP/1.1 200 OK", "null")]).await;
    let builder = || {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        builder(server.url()).http_client(http)
    };
    let error = builder().build().unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    for part in ["clear text", "`no_proxy()`", "https_only(false)"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    let allowed = builder().https_only(false).build().unwrap();
    allowed.get_probe("1").await.unwrap();
}

#[tokio::test]
async fn a_redirect_that_a_custom_http_client_follows_is_an_error() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let other = RawServer::start(vec![Answer::whole("HTTP/1.1 200 OK", "null")]).await;
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {}/stolen", other.url());
    let server = RawServer::start(vec![Answer::whole(&head, "")]).await;
    let following = reqwest::Client::builder().no_proxy().build().unwrap();
    let codat = builder(server.url())
        .http_client(following)
        .https_only(false)
        .build()
        .unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "GET /probe/{id}: the HTTP client followed a redirect to another origin"
    );
    assert!(!error.is_retryable() && error.may_have_been_executed());
    assert_eq!(error.attempts(), 1);
    assert!(!other.heads()[0].to_lowercase().contains("authorization"));

    // One that leads back to itself.
    let circle = Answer::whole("HTTP/1.1 307 Again\r\nlocation: /probe/1", "");
    let server = RawServer::start(vec![circle]).await;
    let following = reqwest::Client::builder().no_proxy().build().unwrap();
    let builder = builder(server.url()).http_client(following);
    let codat = builder.https_only(false).build().unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    assert!(error.to_string().ends_with("could not follow a redirect"));
    assert!(std::error::Error::source(&error).is_some());
    assert!(error.may_have_been_executed());
    assert_eq!(error.attempts(), 1);
}
