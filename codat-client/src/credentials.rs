//! What a client authenticates with.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;

use crate::error::CredentialsError;
use crate::error::invisible::is_invisible;
use crate::secret::{Secret, decode_base64};

/// What a [`Client`](crate::Client) authenticates with.
///
/// Codat's portal shows an API key in two forms: the key itself, and the complete value of the `Authorization` header (`Basic …`).
/// [`api_key`](Self::api_key) and [`provider`](Self::provider) take both forms. [`header`](Self::header) takes the second only.
///
/// ```
/// use codat_client::Credentials;
///
/// let key = Credentials::api_key("my-api-key");
/// let ready_made = Credentials::header("Basic bXktYXBpLWtleQ==");
/// assert_eq!(format!("{key:?}"), "Credentials([REDACTED])");
/// ```
///
/// # Secrecy
///
/// `Debug` doesn't show the API key, and its header is marked as sensitive. Errors don't keep it. Its memory is overwritten when the last
/// client and call that have it are dropped, but not the copies in the buffers of the operating system, TLS and the HTTP client. It is added
/// to a request inside all [layers](crate::layer), and only if the request goes to a [trusted origin](crate::ClientBuilder::trust_origin).
#[derive(Clone)]
pub struct Credentials {
    source: Source,
}

#[derive(Clone)]
enum Source {
    Fixed(Result<HeaderValue, &'static str>),
    Provider(Provider),
}

type KeyFuture =
    Pin<Box<dyn Future<Output = Result<Secret, Box<dyn StdError + Send + Sync>>> + Send>>;

/// A provider without its types.
type Provider = Arc<dyn Fn() -> KeyFuture + Send + Sync>;

impl Credentials {
    /// An API key from Codat's portal. White space around it is dropped.
    ///
    /// An unusable key is reported when the client is built.
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self {
            source: Source::Fixed(authorization(&key.into())),
        }
    }

    /// The complete value of the `Authorization` header, sent as it is: such as `Basic bXktYXBpLWtleQ==`.
    ///
    /// An unusable value, such as a key without `Basic` before it, is reported when the client is built.
    pub fn header(value: impl Into<Secret>) -> Self {
        Self {
            source: Source::Fixed(ready_made(value.into().expose().trim())),
        }
    }

    /// Calls a function for the API key before each attempt, so that the key can be rotated while the client runs.
    ///
    /// Its time counts towards the time of the attempt. An error ends the call as
    /// [`Error::Credentials`](crate::Error::Credentials) without a retry.
    ///
    /// ```
    /// use codat_client::Credentials;
    ///
    /// let credentials = Credentials::provider(|| async {
    ///     let key = tokio::fs::read_to_string("/run/secrets/codat").await?;
    ///     Ok::<_, std::io::Error>(key.into())
    /// });
    /// ```
    pub fn provider<F, Fut, E>(provider: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let provider = move || -> KeyFuture {
            let key = provider();
            Box::pin(async move { key.await.map_err(Into::into) })
        };
        Self {
            source: Source::Provider(Arc::new(provider)),
        }
    }

    /// Reports an unusable key before anything is sent.
    pub(crate) fn check(&self) -> Result<(), CredentialsError> {
        match &self.source {
            Source::Fixed(Err(problem)) => Err(CredentialsError::new(problem)),
            Source::Fixed(Ok(_)) | Source::Provider(_) => Ok(()),
        }
    }

    /// The value of the `Authorization` header, unless it has to be asked for.
    pub(crate) fn fixed(&self) -> Option<Result<HeaderValue, CredentialsError>> {
        match &self.source {
            Source::Fixed(fixed) => Some(fixed.clone().map_err(CredentialsError::new)),
            Source::Provider(_) => None,
        }
    }

    /// The value of the `Authorization` header for one attempt.
    pub(crate) async fn authorization(&self) -> Result<HeaderValue, CredentialsError> {
        match &self.source {
            Source::Fixed(fixed) => fixed.clone(),
            Source::Provider(provider) => {
                let key = provider().await.map_err(CredentialsError::provider)?;
                authorization(&key)
            }
        }
        .map_err(CredentialsError::new)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([REDACTED])")
    }
}

/// The header for a key in either of its two forms.
fn authorization(key: &Secret) -> Result<HeaderValue, &'static str> {
    let key = key.expose().trim();
    if key.is_empty() {
        return Err("the API key is empty");
    }
    let quotes = ['"', '\'', '`', '“', '”', '‘', '’'];
    if key.starts_with(quotes) || key.ends_with(quotes) {
        return Err("the API key is in quotes, which don't belong to it");
    }
    let scheme = key.split_once(' ').map_or(key, |(scheme, _)| scheme);
    if scheme.eq_ignore_ascii_case("basic") {
        return ready_made(key);
    }
    if key.contains(|c: char| c.is_whitespace() || is_invisible(c)) {
        return Err("the API key holds white space or a character that can't be seen");
    }
    // The key alone, without the colon that other APIs put behind a user's name.
    let mut value = Zeroizing::new(String::with_capacity(
        "Basic ".len() + key.len().div_ceil(3) * 4,
    ));
    value.push_str("Basic ");
    STANDARD.encode_string(key, &mut value);
    header_value(&value)
}

/// The header for its own value.
fn ready_made(value: &str) -> Result<HeaderValue, &'static str> {
    let Some((scheme, credentials)) = value.split_once(' ') else {
        return Err(
            "the value for the Authorization header isn't a scheme and what belongs to it, as in `Basic …`; \
             for a key alone there is `Credentials::api_key`",
        );
    };
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if !scheme.bytes().all(is_scheme) || value.contains(is_invisible) {
        return Err(
            "the value for the Authorization header holds quotes or a character that can't be seen",
        );
    }
    let decoded = decode_base64(credentials.trim_start()).filter(|key| !key.is_empty());
    if scheme.eq_ignore_ascii_case("basic") && decoded.is_none() {
        return Err("what follows `Basic` in the value for the Authorization header isn't base64");
    }
    header_value(value)
}

fn header_value(value: &str) -> Result<HeaderValue, &'static str> {
    if value.is_empty() {
        return Err("the value for the Authorization header is empty");
    }
    // The bytes are this value's alone, and overwritten when its last clone is dropped.
    let bytes = Bytes::from_owner(Zeroizing::new(value.as_bytes().to_vec()));
    let mut value = HeaderValue::from_maybe_shared(bytes).map_err(
        |_| "the value for the Authorization header holds a character that a header can't",
    )?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(key: &str) -> Result<HeaderValue, &'static str> {
        authorization(&key.into())
    }

    #[test]
    fn a_key_is_encoded_alone() {
        assert_eq!(header("abc").unwrap(), "Basic YWJj");
        assert_eq!(header(" abc\n").unwrap(), "Basic YWJj");
        assert!(header("abc").unwrap().is_sensitive());
    }

    #[test]
    fn a_ready_made_header_is_taken_as_it_is() {
        assert_eq!(header("Basic YWJj").unwrap(), "Basic YWJj");
        assert_eq!(header("basic YWJj\n").unwrap(), "basic YWJj");
    }

    #[test]
    fn what_cannot_be_a_key_is_reported() {
        for key in [
            "",
            "  ",
            "two words",
            "two\nlines",
            "tab\there",
            "nul\0",
            "\"abc\"",
            "'abc'",
            "“abc”",
            "abc\"",
            "\u{feff}abc",
            "a\u{200b}bc",
            "abc\u{202e}",
            "\"Basic YWJj\"",
            "Basic \u{200b}YWJj",
        ] {
            assert!(header(key).is_err(), "{key:?}");
            assert!(Credentials::api_key(key).check().is_err(), "{key:?}");
        }
        for value in [
            "",
            "Basic",
            "Basic wrong",
            "my-api-key",
            "Basic YWJj\r\nEvil: 1",
            "Basic \u{7f}",
            "\"Basic YWJj\"",
            "'Bearer a.b'",
            "\u{feff}Basic YWJj",
            "Bearer a\u{200b}b",
        ] {
            let error = Credentials::header(value).check().unwrap_err();
            assert!(!error.to_string().contains("wrong"), "{error}");
        }
        for key in ["Basic", "basic wrong"] {
            assert!(Credentials::api_key(key).check().is_err(), "{key:?}");
        }
        for value in ["Basic YWJjZA==", "basic YWJjZA", "Bearer a.b"] {
            assert!(Credentials::header(value).check().is_ok(), "{value:?}");
        }
        assert!(Credentials::api_key("abc").check().is_ok());
    }
}
