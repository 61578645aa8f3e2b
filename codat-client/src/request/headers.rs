//! The headers that only the client itself sets.

use http::HeaderName;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};

use crate::error::RequestFault;

/// The header that lets the server tell a repeated write from a new one.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Refuses what the client sets: a second `Authorization` would leak a key, a second length would split requests.
pub(crate) fn check_header_name(name: &HeaderName) -> Result<(), RequestFault> {
    let reserved = [
        AUTHORIZATION,
        CONNECTION,
        CONTENT_LENGTH,
        HOST,
        IDEMPOTENCY_KEY,
        TRANSFER_ENCODING,
    ];
    if reserved.contains(name) {
        return Err(RequestFault::ReservedHeader(name.to_string()));
    }
    Ok(())
}
