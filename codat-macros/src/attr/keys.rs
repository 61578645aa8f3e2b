//! The words that options, and the path, go by.

pub(super) const DATA: &str = "data";
pub(super) const HEADER: &str = "header";
pub(super) const ERRORS: &str = "errors";
pub(super) const TIMEOUT: &str = "timeout";
pub(super) const RETRY: &str = "retry";
pub(super) const AUTH: &str = "auth";
pub(super) const CRATE: &str = "crate";

pub(super) const KEYS: [&str; 7] = [DATA, HEADER, ERRORS, TIMEOUT, RETRY, AUTH, CRATE];

/// What the method and the path are called where they are written as options.
pub(super) const OTHERS: [&str; 7] = [
    "method", "methods", "path", "route", "uri", "url", "endpoint",
];

pub(super) fn is_key(word: &str) -> bool {
    KEYS.contains(&word)
}

/// The form of an option.
pub(super) fn form(key: &str) -> &'static str {
    match key {
        DATA => {
            "the form is `data = \"<body>\"`, where `body` is the argument that holds all of it, built by the caller"
        }
        HEADER => "the form is `header(\"Name\") = \"<argument>\"`, each header by itself",
        ERRORS => "the form is `errors(400, 409)`",
        TIMEOUT => "the form is `timeout = \"30s\"`",
        // Codat's other clients know a number of retries.
        RETRY => {
            "the form is `retry = never` or `retry = always`; to set how often, pass a `RetryConfig` to `ClientBuilder::retries` or `Call::retries`"
        }
        AUTH => "the form is `auth = none`; otherwise the client's credentials are sent",
        CRATE => "the form is `crate = path::to::codat_client`",
        _ => "",
    }
}
