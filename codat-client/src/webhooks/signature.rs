//! HMAC-SHA256 over a message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{Context, Key, Tag};
use subtle::ConstantTimeEq as _;

/// What belongs into a signature of this message.
pub(super) fn tag(key: &Key, id: &str, timestamp: &str, body: &[u8]) -> Tag {
    let mut context = Context::with_key(key);
    // In parts, so that the body isn't copied.
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        context.update(part);
    }
    context.sign()
}

/// The signature as a header has it.
pub(super) fn to_text(tag: &Tag) -> String {
    format!("v1,{}", STANDARD.encode(tag))
}

/// Whether the value of a signature is this tag. The time that it takes doesn't depend on where they differ.
///
/// What was sent is decoded, and the tag isn't encoded: the time of an encoder might depend on what it encodes.
pub(super) fn matches(value: &str, tag: &Tag) -> bool {
    // Base64 is decoded in groups of three bytes, of which the last isn't full.
    let mut decoded = [0; 33];
    let Ok(length) = STANDARD.decode_slice(value, &mut decoded) else {
        return false;
    };
    let decoded = decoded.get(..length).unwrap_or_default();
    decoded.ct_eq(tag.as_ref()).into()
}
