//! Where requests and the key may go.

use codat_client::{
    Call, Client, ClientBuilder, Credentials, Error, HasClient, codat_endpoint, reqwest,
};

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

    let error = codat.get_open().base_url("http://other").await.unwrap_err();
    assert!(error.to_string().contains("clear text"), "{error}");
}

#[tokio::test]
async fn a_redirect_that_a_ready_made_http_client_follows_is_an_error() {
    let other = RawServer::start(vec![Answer::whole("HTTP/1.1 200 OK", "null")]).await;
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {}/stolen", other.url());
    let server = RawServer::start(vec![Answer::whole(&head, "")]).await;
    let following = reqwest::Client::builder().no_proxy().build().unwrap();
    let codat = builder(server.url())
        .http_client(following)
        .build()
        .unwrap();
    let error = codat.get_probe("1").await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("redirect"), "{error}");
    assert!(!other.heads()[0].to_lowercase().contains("authorization"));
}
