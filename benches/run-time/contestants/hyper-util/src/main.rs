//! The floor: the HTTP client that `reqwest` stands on, without TLS, proxies, redirects or decoding of anything.

use bytes::Bytes;
use harness::{Contestant, wire};
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use uuid::Uuid;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a caller would want to know all of it")]
struct Token {
    access_token: String,
    expires_in: u64,
    token_type: String,
}

#[derive(Clone)]
struct Floor {
    http: Client<HttpConnector, Empty<Bytes>>,
    authority: Authority,
}

impl Contestant for Floor {
    fn new(base_url: &str) -> Self {
        let base_url: Uri = base_url.parse().expect("a URL");
        Self {
            http: Client::builder(TokioExecutor::new()).build_http(),
            authority: base_url.into_parts().authority.expect("an authority"),
        }
    }

    type Token = Token;

    async fn token(&self, company: Uuid) -> Token {
        let path = format!("/companies/{company}/accessToken");
        let mut uri = http::uri::Parts::default();
        uri.scheme = Some(Scheme::HTTP);
        uri.authority = Some(self.authority.clone());
        uri.path_and_query =
            Some(PathAndQuery::from_maybe_shared(Bytes::from(path)).expect("a path"));
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = Uri::from_parts(uri).expect("a URL");
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static("floor/1.0"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static(wire::AUTHORIZATION));
        let response = self.http.request(request).await.expect("an answer");
        assert!(response.status().is_success());
        let body = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        serde_json::from_slice(&body).expect("a token")
    }

    fn text(token: &Token) -> &str {
        &token.access_token
    }
}

fn main() {
    harness::main::<Floor>();
}
