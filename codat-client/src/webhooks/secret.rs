//! The secret of a webhook consumer, and verifying with it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use ring::hmac::{HMAC_SHA256, Key};

use super::error::{WebhookError, WebhookSecretError};
use super::event::Event;
use super::headers::Signed;
use super::signature;
use crate::secret::decode_base64;

const PREFIX: &str = "whsec_";

const TOLERANCE: Duration = Duration::from_secs(5 * 60);
const LEAST_TOLERANCE: Duration = Duration::from_secs(1);
const MOST_TOLERANCE: Duration = Duration::from_secs(60 * 60);

const BODY_LIMIT: usize = 1024 * 1024;

/// The secret of a webhook consumer, which signs its messages.
///
/// Codat's portal shows it as `whsec_` and a key in base64. Each consumer has its own. `Debug` doesn't show it, and clones are cheap.
///
/// ```
/// use codat_client::webhooks::WebhookSecret;
///
/// let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
/// assert_eq!(format!("{secret:?}"), "WebhookSecret([REDACTED])");
/// # Ok::<(), codat_client::webhooks::WebhookSecretError>(())
/// ```
///
/// While you rotate the secret, accept both: `new_secret.or(old_secret)`.
#[derive(Clone)]
pub struct WebhookSecret {
    keys: Arc<[Key]>,
    tolerance: Duration,
    body_limit: usize,
}

impl WebhookSecret {
    /// The secret that a string such as `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` contains. White space around it is dropped.
    ///
    /// # Errors
    ///
    /// If the string doesn't begin with `whsec_`, or the rest isn't 24 to 64 bytes in base64, with or without its padding.
    pub fn new(secret: &str) -> Result<Self, WebhookSecretError> {
        let secret = secret.trim();
        if secret.is_empty() {
            return Err(WebhookSecretError::Empty);
        }
        let Some(base64) = secret.strip_prefix(PREFIX) else {
            return Err(WebhookSecretError::NoPrefix);
        };
        if base64.is_empty() {
            return Err(WebhookSecretError::Empty);
        }
        if base64.starts_with(PREFIX) {
            return Err(WebhookSecretError::PrefixTwice);
        }
        let key = decode_base64(base64).ok_or(WebhookSecretError::NotBase64)?;
        if !(24..=64).contains(&key.len()) {
            return Err(WebhookSecretError::Length { length: key.len() });
        }
        Ok(Self {
            keys: Arc::new([Key::new(HMAC_SHA256, &key)]),
            tolerance: TOLERANCE,
            body_limit: BODY_LIMIT,
        })
    }

    /// Accepts messages that are signed with either secret, for example while you rotate a secret.
    ///
    /// The settings, and the secret that [`sign`](Self::sign) uses, are those of `self`.
    ///
    /// ```
    /// use codat_client::webhooks::WebhookSecret;
    ///
    /// let new: WebhookSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".parse()?;
    /// let old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
    /// let secret = new.or(old);
    /// # Ok::<(), codat_client::webhooks::WebhookSecretError>(())
    /// ```
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            keys: [self.keys, other.keys].concat().into(),
            ..self
        }
    }

    /// Sets how much the time of the signature may differ from this machine's clock, in both directions: 5 minutes unless set.
    ///
    /// Codat signs each attempt to send a message anew, so late messages don't need a longer time. Less than a second counts as a second,
    /// and more than an hour as an hour: otherwise somebody could replay an old message at any time.
    #[must_use]
    pub fn tolerance(self, tolerance: Duration) -> Self {
        Self {
            tolerance: tolerance.clamp(LEAST_TOLERANCE, MOST_TOLERANCE),
            ..self
        }
    }

    /// Sets the longest body that is accepted, in bytes: 1 MiB unless set.
    #[must_use]
    pub fn body_limit(self, body_limit: usize) -> Self {
        Self { body_limit, ..self }
    }

    /// Verifies a message, and returns its event. The body isn't parsed before it is verified.
    ///
    /// `body` has to be the bytes as they arrived.
    ///
    /// The content of a verified body is never an error. If it isn't as documented, it becomes a
    /// [`Payload::Other`](super::Payload::Other) or a [`Payload::Body`](super::Payload::Body).
    ///
    /// # Errors
    ///
    /// [`WebhookError`] says why the message is refused. The time is checked after the signature: if the error is about the time, Codat has
    /// signed the message.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        self.verify_at(headers, body, SystemTime::now())
    }

    /// Like [`verify`](Self::verify), as if `now` were the current time: for tests.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use codat_client::webhooks::{WebhookError, WebhookSecret};
    ///
    /// let secret = WebhookSecret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    /// let signed = SystemTime::UNIX_EPOCH + Duration::from_secs(1_614_265_330);
    /// let headers = secret.sign("msg_1", signed, b"{}")?;
    ///
    /// assert!(secret.verify_at(&headers, b"{}", signed).is_ok());
    /// let late = secret.verify_at(&headers, b"{}", signed + Duration::from_secs(301));
    /// assert_eq!(late.unwrap_err(), WebhookError::TooOld { age: Duration::from_secs(301) });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify).
    pub fn verify_at(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Event, WebhookError> {
        self.check_length(body.len())?;
        let signed = Signed::read(headers)?;
        if signed.values().next().is_none() {
            return Err(WebhookError::NoSignature);
        }
        let is_signed_with = |key: &Key| {
            let tag = signature::tag(key, signed.id, signed.timestamp, body);
            signed.values().any(|value| signature::matches(value, &tag))
        };
        if !self.keys.iter().any(is_signed_with) {
            return Err(WebhookError::WrongSignature);
        }
        self.check_time(signed.seconds, now)?;
        Ok(Event::decode(signed.id.to_owned(), body))
    }

    /// Signs a message as Codat does, and returns its headers: for tests of your receiver.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// use codat_client::webhooks::WebhookSecret;
    ///
    /// let secret = WebhookSecret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    /// let body = br#"{"eventType": "read.completed"}"#;
    /// let headers = secret.sign("msg_1", SystemTime::now(), body)?;
    /// assert_eq!(headers["webhook-id"], "msg_1");
    /// assert_eq!(secret.verify(&headers, body)?.event_type, "read.completed");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidHeader`] or [`WebhookError::HeaderTooLong`] if the message id is malformed or too long, and
    /// [`WebhookError::InvalidTimestamp`] if the time is before 1970.
    pub fn sign(
        &self,
        message_id: &str,
        time: SystemTime,
        body: &[u8],
    ) -> Result<HeaderMap, WebhookError> {
        let seconds = time.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = seconds
            .map_err(|_| WebhookError::InvalidTimestamp)?
            .as_secs();
        let timestamp = seconds.to_string();
        let tag = self
            .keys
            .first()
            .map(|key| signature::tag(key, message_id, &timestamp, body));
        let signatures = tag.as_ref().map(signature::to_text).unwrap_or_default();
        let signed = Signed {
            id: message_id,
            timestamp: &timestamp,
            seconds,
            signatures: &signatures,
        };
        signed.to_headers()
    }

    /// Whether a body of this length is read.
    pub(super) fn check_length(&self, length: usize) -> Result<usize, WebhookError> {
        let limit = self.body_limit;
        if length > limit {
            return Err(WebhookError::BodyTooLarge { limit });
        }
        Ok(limit)
    }

    /// Both in whole seconds, as the timestamp is.
    fn check_time(&self, signed: u64, now: SystemTime) -> Result<(), WebhookError> {
        // A clock before 1970 is as wrong as one that shows 1970.
        let now = now.duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap_or_default().as_secs();
        let age = Duration::from_secs(now.saturating_sub(signed));
        let ahead = Duration::from_secs(signed.saturating_sub(now));
        if age > self.tolerance {
            return Err(WebhookError::TooOld { age });
        }
        if ahead > self.tolerance {
            return Err(WebhookError::TooNew { ahead });
        }
        Ok(())
    }
}

impl FromStr for WebhookSecret {
    type Err = WebhookSecretError;

    fn from_str(secret: &str) -> Result<Self, Self::Err> {
        Self::new(secret)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret([REDACTED])")
    }
}
