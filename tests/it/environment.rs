//! What a client reads from the environment.

use std::time::Duration;

use codat_client::{Client, CompanyId, api::Companies};

use crate::support::another_process::{self, AnotherProcess};
use crate::support::raw_server::Identity;

#[tokio::test]
async fn a_client_takes_its_key_and_its_base_url_from_the_environment() {
    let certificates = Identity::new().root_as_pem();
    let not_set = "can't build the client: `CODAT_API_KEY` isn't set";
    for (key, url, expected) in [
        (Some("k"), None, "https://api.codat.io/"),
        (
            Some("k"),
            Some("https://api.example/v1/"),
            "https://api.example/v1/",
        ),
        (
            Some(" k "),
            Some("http://127.0.0.1:1"),
            "http://127.0.0.1:1/",
        ),
        (None, None, not_set),
        (None, Some("https://api.example"), not_set),
        (
            Some(""),
            None,
            "can't build the client: `CODAT_API_KEY` is blank",
        ),
        (
            Some("k"),
            Some(""),
            "can't build the client: `CODAT_BASE_URL` is blank",
        ),
        (
            Some("k"),
            Some(" \t"),
            "can't build the client: `CODAT_BASE_URL` is blank",
        ),
    ] {
        let mut process = AnotherProcess::of("environment::in_another_process")
            .env(EXPECTED, expected)
            .trusting(&certificates);
        for (name, value) in [("CODAT_API_KEY", key), ("CODAT_BASE_URL", url)] {
            process = process.env_or_none(name, value);
        }
        let (passed, printed) = process.run(Duration::from_secs(60)).await;
        assert!(passed, "{key:?} {url:?}: {printed}");
    }
}

const EXPECTED: &str = "CODAT_TESTS_EXPECTED";

#[test]
#[ignore = "it is run by the other test, in a process of its own"]
fn in_another_process() {
    if !another_process::is_here() {
        return;
    }
    let found = match Client::from_env() {
        Ok(codat) => {
            let call = codat.get_company(CompanyId::nil());
            let url = call.request().unwrap().url().as_str();
            url.strip_suffix(&format!("companies/{}", CompanyId::nil()))
                .unwrap()
                .to_owned()
        }
        Err(error) => error.to_string(),
    };
    assert_eq!(found, std::env::var(EXPECTED).unwrap());
}
