//! A string that doesn't print.

use std::fmt;
use std::hint::black_box;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// A string that must not be printed: an API key or an access token.
///
/// `Debug` prints `[REDACTED]`, there is no `Display`, and its memory is overwritten when it is dropped.
/// [`expose`](Self::expose) returns the string. It can't be serialised: in a body, use a [`SerializableSecret`].
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

/// A [`Secret`] that can be serialised, for a body that contains one. `Debug` prints `[REDACTED]`, too.
///
/// ```
/// use codat_client::SerializableSecret;
///
/// #[derive(Debug, serde::Serialize)]
/// struct Login {
///     user: String,
///     password: SerializableSecret,
/// }
///
/// let login = Login { user: "dave".to_owned(), password: "opensesame".into() };
/// assert_eq!(format!("{login:?}"), r#"Login { user: "dave", password: [REDACTED] }"#);
/// assert_eq!(serde_json::to_string(&login)?, r#"{"user":"dave","password":"opensesame"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SerializableSecret(Secret);

impl SerializableSecret {
    /// The string itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<Secret> for SerializableSecret {
    fn from(secret: Secret) -> Self {
        Self(secret)
    }
}

impl From<String> for SerializableSecret {
    fn from(secret: String) -> Self {
        Self(secret.into())
    }
}

impl From<&str> for SerializableSecret {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl From<SerializableSecret> for Secret {
    fn from(secret: SerializableSecret) -> Self {
        secret.0
    }
}

impl Serialize for SerializableSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl fmt::Debug for SerializableSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// What base64 stands for, with or without its padding. It may be a key.
pub(crate) fn decode_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::new());
    let result = STANDARD_ANY_PADDING.decode_vec(text, &mut decoded);
    result.is_ok().then_some(decoded)
}

/// Some write it without its padding.
const STANDARD_ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use super::{Secret, SerializableSecret};

    #[test]
    fn a_serializable_secret_is_a_secret_again() {
        let secret = Secret::from("abc");
        for serializable in [
            SerializableSecret::from("abc"),
            String::from("abc").into(),
            secret.clone().into(),
        ] {
            assert_eq!(Secret::from(serializable), secret);
        }
    }

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
