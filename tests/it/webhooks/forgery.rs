//! What a forger may send: of all of it, only what was signed is accepted. The fuzzer `forge` has the same judge.

use std::time::{Duration, SystemTime};

use codat_client::webhooks::{WebhookError, WebhookSecret};
use codat_client::{HeaderMap, HeaderName, HeaderValue};

/// The headers of both families, and then the body.
const HEADERS: [&str; 6] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
];

/// Of each header, its values. A byte that can't be in a header is left out.
const BETWEEN_VALUES: u8 = 0xfe;

#[derive(Debug)]
pub(crate) struct Forger {
    secret: WebhookSecret,
    now: SystemTime,
    /// A genuine message that the forger has seen.
    genuine: [Vec<u8>; 7],
}

impl Forger {
    pub(crate) fn new() -> Self {
        let secret = WebhookSecret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_614_265_330);
        let body = br#"{"eventType":"read.completed","payload":{}}"#;
        let headers = secret.sign("msg_1", now, body).unwrap();
        let of = |name: &str| {
            let name = name.replace("svix-", "webhook-");
            headers[name.as_str()].as_bytes().to_vec()
        };
        let [id, timestamp, signature] =
            ["webhook-id", "webhook-timestamp", "webhook-signature"].map(of);
        let genuine = [
            id.clone(),
            timestamp.clone(),
            signature.clone(),
            id,
            timestamp,
            signature,
            body.to_vec(),
        ];
        Self {
            secret,
            now,
            genuine,
        }
    }

    /// The headers of both families, and the body, of the genuine message.
    pub(crate) fn genuine(&self) -> [Vec<u8>; 7] {
        self.genuine.clone()
    }

    /// Whether this is accepted: the headers and the body. An error, if it mustn't be.
    pub(crate) fn attempt(&self, fields: &[Vec<u8>; 7]) -> Result<bool, String> {
        let [.., body] = fields;
        let mut headers = HeaderMap::new();
        for (name, field) in HEADERS.into_iter().zip(fields) {
            let values = field.split(|&byte| byte == BETWEEN_VALUES);
            for value in values.filter(|_| !field.is_empty()) {
                let value: Vec<u8> = value
                    .iter()
                    .copied()
                    .filter(|byte| *byte >= 32 && *byte != 127)
                    .collect();
                headers.append(
                    HeaderName::from_static(name),
                    HeaderValue::from_bytes(&value).unwrap(),
                );
            }
        }
        let event = match self.secret.verify_at(&headers, body, self.now) {
            Ok(event) => event,
            // The time of the genuine message is now.
            Err(error @ (WebhookError::TooOld { .. } | WebhookError::TooNew { .. })) => {
                return Err(format!(
                    "the time was checked before the signature: {error}"
                ));
            }
            Err(_) => return Ok(false),
        };
        let is_standard = HEADERS[..3].iter().any(|name| headers.contains_key(*name));
        let family = if is_standard { 0..2 } else { 3..5 };
        for index in family.chain([6]) {
            let sent = match HEADERS.get(index) {
                Some(name) => headers[*name].as_bytes(),
                None => body,
            };
            if sent != self.genuine[index] {
                return Err(format!("field {index} was changed and accepted: {sent:?}"));
            }
        }
        if event.message_id.as_bytes() != self.genuine[0] {
            return Err(format!("another message id: {}", event.message_id));
        }
        Ok(true)
    }
}
