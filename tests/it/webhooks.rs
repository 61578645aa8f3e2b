//! Webhooks: what is verified, what is refused, and what an event is.

mod event;
mod extractor;
mod forgery;
mod forgery_random;
mod judges;
mod refused;
mod secret;

use std::time::{Duration, SystemTime};

use codat_client::HeaderMap;
use codat_client::webhooks::WebhookSecret;

/// The secret of the documented example.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ANOTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const BODY: &[u8] = br#"{"id":"1","eventType":"client.rateLimit.reset","generatedDate":"2024-09-01T00:00:00Z","payload":{"dailyQuota":12000}}"#;

fn secret() -> WebhookSecret {
    SECRET.parse().unwrap()
}

/// The time of the documented example.
fn then() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_614_265_330)
}

/// The headers of a genuine message with [`BODY`].
fn signed() -> HeaderMap {
    secret().sign("msg_1", then(), BODY).unwrap()
}

/// The same with the names from before there was a standard.
fn with_svix_names(headers: &HeaderMap) -> HeaderMap {
    let renamed = headers.iter().map(|(name, value)| {
        let name = name.as_str().replace("webhook-", "svix-");
        (name.parse().unwrap(), value.clone())
    });
    renamed.collect()
}
