//! Does one thing with a webhook of a given length, as often as its argument says: `hmac`, `verify` or `event`.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, SystemTime};

use codat_client::webhooks::{Payload, WebhookSecret};
use ring::hmac;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || {
        arguments
            .next()
            .ok_or("hmac, verify or event; a length; how many?")
    };
    let (what, length, count) = (
        argument()?,
        argument()?.parse()?,
        argument()?.parse::<u64>()?,
    );

    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_614_265_330);
    let secret: WebhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse()?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 24]);
    let body = match what.as_str() {
        // A body that can't be decoded: so that only verifying is counted.
        "hmac" | "verify" => vec![b'-'; length],
        _ => event(length),
    };
    let headers = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", now, &body)?;
    // What is signed, in one piece: the least that verifying can cost.
    let mut content = b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.".to_vec();
    content.extend_from_slice(&body);
    let tag = hmac::sign(&key, &content);

    for _ in 0..count {
        match what.as_str() {
            "hmac" => {
                let verified = hmac::verify(&key, black_box(&content), tag.as_ref());
                verified.map_err(|_| "the tag is another")?;
            }
            _ => {
                let event = secret.verify_at(black_box(&headers), black_box(&body), now)?;
                let is_typed = matches!(event.payload, Payload::ReadCompleted(_));
                assert_eq!(is_typed, what == "event");
            }
        }
    }
    Ok(())
}

/// The event of a read, in at least this many bytes.
fn event(length: usize) -> Vec<u8> {
    let mut body = r#"{"id":"743ec94a-8aa4-44bb-8bd4-e1855ee0e74b","eventType":"read.completed","generatedDate":"2022-10-23T00:00:00.000Z","payload":{"referenceCompany":{"id":"0498e921-9b53-4396-a412-4f2f5983b0a2","name":"Toft stores"},"dataTypes":["#.to_owned();
    while body.len() + 2 < length {
        let comma = if body.ends_with('[') { "" } else { "," };
        body += comma;
        body += r#"{"connectionId":"2e9d2c44-f675-40ba-8049-353bfcb5e171","dataType":"invoices","recordsModified":false,"status":"Complete","issues":[]}"#;
    }
    body += "]}}";
    body.into_bytes()
}
