//! For the expansions of this crate's own macros, in crates that may not have these dependencies.

pub use serde;

use serde::de::Deserialize;

/// Reads a string.
pub fn string<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer)
}
