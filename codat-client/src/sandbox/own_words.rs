//! What the sandbox itself has to tell a test, such as the panic of a handler: shown whole, where a server's words are masked.

use std::sync::LazyLock;

use http::HeaderMap;
use uuid::Uuid;

use super::Reply;
use super::error_body::PUBLIC_API;

/// What tells an answer as the sandbox's own.
const HEADER: &str = "x-codat-client-sandbox";

/// Known to this process alone, so that no other server can have its words shown.
static MARK: LazyLock<String> = LazyLock::new(|| Uuid::new_v4().to_string());

/// An answer with an ErrorMessage that a client shows as it is.
pub(super) fn reply(status: u16, error: &str) -> Reply {
    Reply::error_message(status, PUBLIC_API, error).header(HEADER, MARK.as_str())
}

/// Whether an answer has such a message.
pub(crate) fn is_own(headers: &HeaderMap) -> bool {
    headers
        .get(HEADER)
        .is_some_and(|mark| mark.as_bytes() == MARK.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sandbox_has_its_mark() {
        let (head, _) = reply(400, "told").into_parts();
        assert!(is_own(&head.headers));
        let (head, _) = Reply::error(400).header(HEADER, "1").into_parts();
        assert!(!is_own(&head.headers));
    }
}
