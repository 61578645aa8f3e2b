//! Reading what can be read of JSON whose members may be of any type.
//!
//! A member is found first and read afterwards, so that one of another type doesn't hide the rest, and costs no memory.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::known_secret::KnownSecret;

/// The bytes without the mark that some servers put before UTF-8.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// The members of a JSON object.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Members<'a>(#[serde(borrow)] BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    /// Those of an object; none if the JSON isn't one.
    pub(super) fn of(json: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(without_bom(json)).ok()
    }

    /// A member's value, if it is of this type.
    pub(super) fn read<T: Deserialize<'a>>(&self, name: &str) -> Option<T> {
        self.0.get(name).and_then(|value| read(value))
    }

    /// A member's string without the key.
    pub(super) fn text(&self, name: &str, secret: &KnownSecret) -> Option<String> {
        self.0.get(name).and_then(|value| text(value, secret))
    }
}

/// A value, if it is of this type.
pub(super) fn read<'a, T: Deserialize<'a>>(value: &'a RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// A string without the key.
pub(super) fn text(value: &RawValue, secret: &KnownSecret) -> Option<String> {
    let text: String = read(value)?;
    Some(secret.mask(&text))
}
