//! The three headers of a signed message.

use http::{HeaderMap, HeaderValue};

use super::error::WebhookError;

/// The headers' names.
struct Names {
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

const STANDARD: Names = Names {
    id: "webhook-id",
    timestamp: "webhook-timestamp",
    signature: "webhook-signature",
};

/// The names from before there was a standard.
const SVIX: Names = Names {
    id: "svix-id",
    timestamp: "svix-timestamp",
    signature: "svix-signature",
};

impl Names {
    fn any_in(&self, headers: &HeaderMap) -> bool {
        let names = [self.id, self.timestamp, self.signature];
        names.iter().any(|name| headers.contains_key(*name))
    }
}

// Longer than any that is sent, and short enough that a request can't make verifying expensive.
const LONGEST_ID: usize = 256;
const LONGEST_TIMESTAMP: usize = 20;
const LONGEST_SIGNATURES: usize = 4096;

/// What the headers say. Nothing of it is verified.
pub(super) struct Signed<'a> {
    pub(super) id: &'a str,
    /// The timestamp as it was sent, which is how it was signed.
    pub(super) timestamp: &'a str,
    /// The timestamp in seconds since 1970.
    pub(super) seconds: u64,
    /// The signatures, with spaces between them.
    pub(super) signatures: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads one family of headers. If both are there, that is the standard's. An id of one is never combined with a signature of
    /// the other.
    pub(super) fn read(headers: &'a HeaderMap) -> Result<Self, WebhookError> {
        let names = if SVIX.any_in(headers) && !STANDARD.any_in(headers) {
            SVIX
        } else {
            STANDARD
        };
        let id = only(headers, names.id, LONGEST_ID)?;
        // The signed content is the id, the timestamp and the body with dots between them. With a dot in the id, parts of the
        // timestamp and the body could be taken for parts of the id.
        if !id
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'.')
        {
            return Err(WebhookError::InvalidHeader(names.id));
        }
        let timestamp = only(headers, names.timestamp, LONGEST_TIMESTAMP)?;
        // `parse` also takes a plus sign.
        if !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WebhookError::InvalidTimestamp);
        }
        let seconds = timestamp.parse();
        let seconds = seconds.map_err(|_| WebhookError::InvalidTimestamp)?;
        let signatures = only(headers, names.signature, LONGEST_SIGNATURES)?;
        Ok(Self {
            id,
            timestamp,
            seconds,
            signatures,
        })
    }

    /// The values of the signatures of version `v1`.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> {
        let signatures = self.signatures.split_ascii_whitespace();
        let values = signatures.filter_map(|signature| signature.strip_prefix("v1,"));
        values.filter(|value| !value.is_empty())
    }

    /// The headers as they are sent, of the standard's family.
    pub(super) fn to_headers(&self) -> Result<HeaderMap, WebhookError> {
        let mut headers = HeaderMap::with_capacity(3);
        for (name, value) in [
            (STANDARD.id, self.id),
            (STANDARD.timestamp, self.timestamp),
            (STANDARD.signature, self.signatures),
        ] {
            let value = HeaderValue::from_str(value);
            headers.insert(name, value.map_err(|_| WebhookError::InvalidHeader(name))?);
        }
        // What is sent can be read.
        Signed::read(&headers)?;
        Ok(headers)
    }
}

/// The value of the only header of this name.
fn only<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
    longest: usize,
) -> Result<&'a str, WebhookError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(WebhookError::MissingHeader(name))?;
    if values.next().is_some() {
        return Err(WebhookError::DuplicateHeader(name));
    }
    if value.len() > longest {
        return Err(WebhookError::HeaderTooLong(name));
    }
    match value.to_str() {
        Ok(text) if !text.is_empty() => Ok(text),
        _ => Err(WebhookError::InvalidHeader(name)),
    }
}
