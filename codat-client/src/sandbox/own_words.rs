//! What the sandbox itself has to tell a test, such as the panic of a handler.

use super::Reply;
use super::error_body::PUBLIC_API;
use crate::sandbox_mark;

/// A response with an ErrorMessage that a client shows as it is.
pub(super) fn reply(status: u16, error: &str) -> Reply {
    Reply::error_message(status, PUBLIC_API, error)
        .header(sandbox_mark::HEADER, sandbox_mark::mark())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sandbox_has_its_mark() {
        let (head, _) = reply(400, "told").into_parts();
        assert!(sandbox_mark::is_on(&head.headers));
        let (head, _) = Reply::error(400)
            .header(sandbox_mark::HEADER, "1")
            .into_parts();
        assert!(!sandbox_mark::is_on(&head.headers));
    }
}
