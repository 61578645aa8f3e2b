//! Other projects' libraries sign what this one verifies, and the other way round.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{SECRET, secret, then, with_svix_names};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use codat_client::HeaderMap;
use codat_client::webhooks::{Payload, WebhookError, WebhookSecret};

/// A message id, of any characters that one can have.
fn message_id(random: &mut fastrand::Rng) -> String {
    let length = random.usize(1..=64);
    let characters = std::iter::repeat_with(|| char::from(random.u8(b'!'..=b'~')));
    characters.filter(|c| *c != '.').take(length).collect()
}

/// A body, of any text: the other libraries sign nothing else.
fn body(random: &mut fastrand::Rng) -> String {
    let longest = [10, 200, 2000][random.usize(0..3)];
    let length = random.usize(0..longest);
    (0..length).map(|_| random.char(..)).collect()
}

#[test]
fn ten_thousand_messages_are_genuine_to_all() {
    let mut random = fastrand::Rng::with_seed(18);
    for _ in 0..10_000 {
        let key: Vec<u8> = (0..random.usize(24..=64)).map(|_| random.u8(..)).collect();
        let text = format!("whsec_{}", STANDARD.encode(&key));
        let ours = WebhookSecret::new(&text).unwrap();
        let svix = svix::webhooks::Webhook::new(&text).unwrap();
        let standard = standardwebhooks::Webhook::new(&text).unwrap();
        let (id, body) = (message_id(&mut random), body(&mut random));
        let (now, bytes) = (SystemTime::now(), body.as_bytes());

        let headers = ours.sign(&id, now, bytes).unwrap();
        standard.verify(bytes, &headers).unwrap();
        svix.verify(bytes, &headers).unwrap();
        svix.verify(bytes, &with_svix_names(&headers)).unwrap();

        let seconds = now.duration_since(UNIX_EPOCH).unwrap().as_secs();
        let seconds = i64::try_from(seconds).unwrap();
        for signature in [
            svix.sign(&id, seconds, bytes).unwrap(),
            standard.sign(&id, seconds, bytes).unwrap(),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("webhook-id", id.parse().unwrap());
            headers.insert("webhook-timestamp", seconds.into());
            headers.insert("webhook-signature", signature.parse().unwrap());
            for headers in [with_svix_names(&headers), headers] {
                let event = ours.verify(&headers, bytes).unwrap();
                assert_eq!(event.message_id, id);
            }
        }
    }
}

#[test]
fn the_documented_example_is_genuine_at_its_time() {
    let body = br#"{"test": 2432232314}"#;
    let mut headers = HeaderMap::new();
    headers.insert(
        "webhook-id",
        "msg_p5jXN8AQM9LWM0D4loKWxJek".parse().unwrap(),
    );
    headers.insert("webhook-timestamp", "1614265330".parse().unwrap());
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    headers.insert("webhook-signature", signature.parse().unwrap());
    assert_eq!(
        SECRET
            .parse::<WebhookSecret>()
            .unwrap()
            .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", then(), body)
            .unwrap(),
        headers
    );
    for headers in [with_svix_names(&headers), headers] {
        let event = secret().verify_at(&headers, body, then()).unwrap();
        assert_eq!(event.message_id, "msg_p5jXN8AQM9LWM0D4loKWxJek");
        assert_eq!(event.payload, Payload::Body(body.to_vec().into()));
        let today = secret().verify(&headers, body).unwrap_err();
        assert!(matches!(today, WebhookError::TooOld { .. }), "{today}");
    }
}
