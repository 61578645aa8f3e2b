//! Reading what can be read of JSON whose members may be of any type.
//!
//! A member is found first and read afterwards, so that one of another type doesn't hide the rest, and costs no memory.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::known_secret::KnownSecret;

/// The bytes without the mark that some servers put before UTF-8.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// The members of an object. serde would read a struct from a list as well.
pub(super) fn object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let json = without_bom(json).trim_ascii();
    let is_object = json.starts_with(b"{");
    serde_json::from_slice(json).ok().filter(|_| is_object)
}

/// The items of a list; none if it isn't one.
pub(super) fn list(value: Option<&RawValue>) -> Vec<&RawValue> {
    let list = value.and_then(|value| serde_json::from_str(value.get()).ok());
    list.unwrap_or_default()
}

/// A value, if it is of this type.
pub(super) fn read<'a, T: Deserialize<'a>>(value: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(value?.get()).ok()
}

/// A string without the key.
pub(super) fn text(value: Option<&RawValue>, secret: &KnownSecret) -> Option<String> {
    let text: String = read(value)?;
    Some(secret.mask(&text))
}
