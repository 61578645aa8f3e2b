//! Tokens that Codat shouldn't send.

use codat_client::api::{Companies, ConnectionManagement};
use codat_client::tokens::AccessTokens;
use codat_client::{Client, CompanyId, Credentials};

use super::seconds;
use crate::support::raw_server::{Answer, RawServer};

const DAY: u64 = 86_400;

fn response(body: &str) -> Answer {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
    Answer::whole(head, body)
}

fn client(server: &RawServer) -> Client {
    let credentials = Credentials::api_key("key");
    let builder = Client::builder().base_url(server.url());
    builder.credentials(credentials).build().unwrap()
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_an_error() {
    let long = "a".repeat(10_000);
    for token in ["", " ", "a b", r"a\r\nb", r"a\u0000", "é", &long] {
        let body = format!(r#"{{"accessToken":"{token}","expiresIn":86400}}"#);
        let server = RawServer::start(vec![response(&body)]).await;
        let codat = client(&server);
        let tokens = AccessTokens::new(codat.clone());
        let company_id = CompanyId::nil();
        for error in [
            codat.get_company_access_token(company_id).await.err(),
            tokens.get(company_id).await.err(),
            #[expect(deprecated, reason = "as long as it is there")]
            codat.get_access_token(company_id).await.err(),
        ] {
            let error = error.unwrap();
            assert!(matches!(error, codat_client::Error::Decode(_)), "{error:?}");
            let shown = error.to_string();
            assert!(shown.contains("1 to 8192 printable ASCII"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_valid_for_no_time_or_of_a_nonsensical_type_is_an_error() {
    let long = "B".repeat(101);
    for (expires_in, token_type) in [(0, "Bearer"), (5, &long)] {
        let body = format!(
            r#"{{"accessToken":"token","expiresIn":{expires_in},"tokenType":"{token_type}"}}"#
        );
        let server = RawServer::start(vec![response(&body)]).await;
        let tokens = AccessTokens::new(client(&server));
        let error = tokens.get(CompanyId::nil()).await.unwrap_err();
        assert!(matches!(error, codat_client::Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_token_without_a_type_is_a_bearer_token() {
    for token_type in ["", r#","tokenType":null"#] {
        let body = format!(r#"{{"accessToken":"token","expiresIn":5{token_type}}}"#);
        let server = RawServer::start(vec![response(&body)]).await;
        let tokens = AccessTokens::new(client(&server));
        let token = tokens.get(CompanyId::nil()).await.unwrap();
        assert_eq!(token.token_type(), "Bearer");
    }
}

#[tokio::test]
async fn a_token_is_cached_for_the_documented_day_at_most_and_with_its_type() {
    let body = r#"{"accessToken":"token","expiresIn":18446744073709551615,"tokenType":"DPoP"}"#;
    let server = RawServer::start(vec![response(body)]).await;
    let tokens = AccessTokens::new(client(&server));
    let token = tokens.get(CompanyId::nil()).await.unwrap();
    assert_eq!(token.lifetime(), seconds(DAY));
    assert!(token.expires_in() <= seconds(DAY));
    assert_eq!(token.token_type(), "DPoP");
}
