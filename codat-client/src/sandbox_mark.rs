//! How a response is known to be the sandbox's own: its account of a panic in a handler, or of a missing route, is for the
//! test, and is shown whole where a server's words are masked.

use std::sync::LazyLock;

use http::HeaderMap;
use uuid::Uuid;

/// What tells a response as the sandbox's own.
pub(crate) const HEADER: &str = "x-codat-client-sandbox";

/// The value of that header. It is known to this process alone, so that no other server can have its words shown.
pub(crate) fn mark() -> &'static str {
    static MARK: LazyLock<String> = LazyLock::new(|| Uuid::new_v4().to_string());
    &MARK
}

/// Whether a response has the mark.
pub(crate) fn is_on(headers: &HeaderMap) -> bool {
    headers
        .get(HEADER)
        .is_some_and(|value| value.as_bytes() == mark().as_bytes())
}
