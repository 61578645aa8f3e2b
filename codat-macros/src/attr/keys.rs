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

/// One option in its right form.
pub(super) fn example(key: &str) -> Option<&'static str> {
    Some(match key {
        DATA => "data = \"<body>\"",
        HEADER => "header(\"Name\") = \"<argument>\"",
        ERRORS => "errors(400, 409)",
        TIMEOUT => "timeout = \"30s\"",
        RETRY => "retry = never",
        AUTH => "auth = none",
        CRATE => "crate = path::to::codat_client",
        _ => return None,
    })
}
