//! A string that doesn't print.

use std::fmt;
use std::hint::black_box;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// A string that doesn't print: an API key or an access token.
///
/// `Debug` shows `[REDACTED]`, there is no `Display`, and its memory is overwritten when it is dropped.
/// [`expose`](Self::expose) gives the string itself.
///
/// ```
/// use codat_client::Secret;
///
/// let token = Secret::from("eyJhbGciOi…");
/// assert_eq!(format!("{token:?}"), "[REDACTED]");
/// assert_eq!(token.expose(), "eyJhbGciOi…");
/// ```
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(SecretString);

impl Secret {
    /// The string itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret.into())
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

/// Compares every byte, so that the time it takes doesn't depend on where two secrets of one length differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        let differences = a
            .iter()
            .zip(b)
            .fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
        a.len() == b.len() && differences == 0
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn secrets_are_equal_only_byte_for_byte() {
        let secret = Secret::from("abc");
        assert_eq!(secret, Secret::from(String::from("abc")));
        for other in ["", "ab", "abd", "Abc", "abcd"] {
            assert_ne!(secret, Secret::from(other));
        }
    }

    #[test]
    fn nothing_prints_a_secret() {
        let read: Secret = serde_json::from_str(r#""abc""#).unwrap();
        assert_eq!(read.expose(), "abc");
        assert_eq!(format!("{read:?} {read:#?}"), "[REDACTED] [REDACTED]");
    }
}
