//! The headers that only the client itself sets, and how large all others together may be.

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHORIZATION, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName};

use super::header_value::MAX_HEADERS_SIZE;
use crate::error::RequestFault;

/// The header by which the server recognises a write that was sent before.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Whether it says how a request is framed and where it goes, or is about one connection only: a second length would split
/// requests, and the HTTP client's connections are shared.
pub(crate) fn is_set_by_client(name: &HeaderName) -> bool {
    const NAMES: [HeaderName; 11] = [
        CONNECTION,
        CONTENT_LENGTH,
        EXPECT,
        HOST,
        HeaderName::from_static("keep-alive"),
        PROXY_AUTHORIZATION,
        HeaderName::from_static("proxy-connection"),
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ];
    NAMES.contains(name)
}

/// Refuses what the client sets: what frames the request, its key, and a second `Authorization`, which would leak a key.
pub(crate) fn check_header_name(name: &HeaderName) -> Result<(), RequestFault> {
    if is_set_by_client(name) || [AUTHORIZATION, IDEMPOTENCY_KEY].contains(name) {
        return Err(RequestFault::ReservedHeader(name.to_string()));
    }
    Ok(())
}

/// Refuses headers that are too large together.
pub(crate) fn check_headers_size(headers: &HeaderMap) -> Result<(), RequestFault> {
    // Each is a line with a colon, a blank and a line break.
    let sizes = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4);
    if sizes.sum::<usize>() > MAX_HEADERS_SIZE {
        return Err(RequestFault::Headers);
    }
    Ok(())
}
