//! Why a secret or a message is refused.

use std::time::Duration;

use http::StatusCode;

/// A string isn't the secret of a webhook consumer. No message quotes the string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookSecretError {
    /// The string is empty, or nothing follows `whsec_`.
    #[error("the webhook secret is empty")]
    Empty,
    /// The string doesn't begin with `whsec_`. It may be another kind of key.
    #[error("the webhook secret doesn't begin with `whsec_`")]
    NoPrefix,
    /// The string begins with `whsec_whsec_`.
    #[error("the webhook secret begins with `whsec_` twice")]
    PrefixTwice,
    /// What follows `whsec_` isn't base64.
    #[error("the webhook secret has something other than base64 after `whsec_`")]
    NotBase64,
    /// The key is shorter or longer than Standard Webhooks allows. A part of it may be missing.
    #[error("the webhook secret has {length} bytes after decoding, and not 24 to 64")]
    Length {
        /// The length of the key in bytes.
        length: usize,
    },
}

/// A request is refused: it isn't a message that Codat has signed just now.
///
/// The error quotes neither a secret nor the request. [`status`](Self::status) is the status to respond with. Don't tell the sender more
/// than that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header is missing: the message isn't signed.
    #[error("the header `{0}` is missing")]
    MissingHeader(&'static str),
    /// There are several headers of this name.
    #[error("there are several headers `{0}`")]
    DuplicateHeader(&'static str),
    /// A header is empty, or has a character that isn't allowed, such as a dot or a space in the message id.
    #[error("the header `{0}` has a value that it can't have")]
    InvalidHeader(&'static str),
    /// A header is longer than any that Codat sends.
    #[error("the header `{0}` is too long")]
    HeaderTooLong(&'static str),
    /// The timestamp isn't a number of seconds since 1970, in digits only.
    #[error("the timestamp isn't a number of seconds")]
    InvalidTimestamp,
    /// None of the signatures is of the version `v1`, the only one that a secret can verify.
    #[error("there is no signature of version `v1`")]
    NoSignature,
    /// No signature matches this message id, timestamp and body. The secret may be that of another consumer, or the body was changed on
    /// its way.
    #[error("no signature matches the message")]
    WrongSignature,
    /// Codat signed the message, but too long ago. It may be a copy, or this machine's clock is fast.
    #[error("the message was signed {} s ago", age.as_secs())]
    TooOld {
        /// How long ago it was signed.
        age: Duration,
    },
    /// Codat signed the message, but too far in the future. This machine's clock may be slow.
    #[error("the message was signed {} s in the future", ahead.as_secs())]
    TooNew {
        /// How far in the future it was signed.
        ahead: Duration,
    },
    /// The body is longer than the [limit](super::WebhookSecret::body_limit).
    #[error("the body is longer than {limit} bytes")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The connection broke before the whole body had arrived. Only an extractor reports this.
    #[error("the body did not arrive")]
    IncompleteBody,
}

impl WebhookError {
    /// The status to respond with: 400 if the message isn't signed or is incomplete, 401 if the signature or the time is wrong, 413 if the
    /// body is too large.
    ///
    /// After any of them, Codat sends the message again.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSignature
            | Self::WrongSignature
            | Self::TooOld { .. }
            | Self::TooNew { .. } => StatusCode::UNAUTHORIZED,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MissingHeader(_)
            | Self::DuplicateHeader(_)
            | Self::InvalidHeader(_)
            | Self::HeaderTooLong(_)
            | Self::InvalidTimestamp
            | Self::IncompleteBody => StatusCode::BAD_REQUEST,
        }
    }
}
