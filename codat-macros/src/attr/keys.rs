//! The words that options, and the path, go by.

use crate::suggest;

pub(super) const DATA: &str = "data";
pub(super) const HEADER: &str = "header";
pub(super) const ERRORS: &str = "errors";
pub(super) const TIMEOUT: &str = "timeout";
pub(super) const RETRY: &str = "retry";
pub(super) const AUTH: &str = "auth";
pub(super) const CRATE: &str = "crate";

pub(super) const KEYS: [&str; 7] = [DATA, HEADER, ERRORS, TIMEOUT, RETRY, AUTH, CRATE];

/// What the path is called where it is written as an option.
const PATH_NAMES: [&str; 5] = ["path", "route", "uri", "url", "endpoint"];

pub(super) fn is_key(word: &str) -> bool {
    KEYS.contains(&word)
}

pub(super) fn resembles_key(word: &str) -> bool {
    suggest::nearest(word, KEYS).is_some()
}

pub(super) fn names_path(word: &str) -> bool {
    PATH_NAMES.contains(&word)
}

/// The form of an option.
pub(super) fn form(key: &str) -> &'static str {
    match key {
        DATA => "the form is `data = \"<body>\"`",
        HEADER => "the form is `header(\"Name\") = \"<argument>\"`",
        ERRORS => "the form is `errors(400, 409)`",
        TIMEOUT => "the form is `timeout = \"30s\"`",
        RETRY => "the form is `retry = never` or `retry = always`",
        AUTH => "the form is `auth = none`; otherwise the client's credentials are sent",
        CRATE => "the form is `crate = path::to::codat_client`",
        _ => "",
    }
}
