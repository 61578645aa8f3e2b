//! What is a secret, and what it accepts.

use std::time::Duration;

use codat_client::webhooks::WebhookSecretError::{Empty, Length, NoPrefix, NotBase64, PrefixTwice};
use codat_client::webhooks::{WebhookError, WebhookSecret};

use super::{ANOTHER_SECRET, BODY, secret, signed, then};

#[test]
fn what_is_no_secret_is_refused() {
    let of = |length: usize| format!("whsec_{}", "QUFB".repeat(length / 3));
    for (text, expected) in [
        ("", Empty),
        (" \n", Empty),
        ("whsec_", Empty),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NoPrefix),
        ("Whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NoPrefix),
        ("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NoPrefix),
        ("whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", PrefixTwice),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", NotBase64),
        ("whsec_MfKQ9r8GKYqr-TwjUPD8ILPZIo2LaLaS", NotBase64),
        ("whsec_MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw", NotBase64),
        ("whsec_…", NotBase64),
        (of(21).as_str(), Length { length: 21 }),
        (of(66).as_str(), Length { length: 66 }),
        (of(3_000_000).as_str(), Length { length: 3_000_000 }),
    ] {
        let error = WebhookSecret::new(text).unwrap_err();
        assert_eq!(error, expected);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("MfKQ"), "{shown}");
    }
}

#[test]
fn padding_and_white_space_around_a_secret_do_not_matter() {
    // 25 bytes, which are padded.
    let padded = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMQ==";
    let headers = WebhookSecret::new(padded)
        .unwrap()
        .sign("msg_1", then(), BODY);
    for text in [
        padded,
        &format!(" {padded}\n"),
        padded.trim_end_matches('='),
    ] {
        let secret: WebhookSecret = text.parse().unwrap();
        assert_eq!(secret.sign("msg_1", then(), BODY), headers);
    }
}

#[test]
fn a_secret_does_not_print() {
    let both = secret().or(ANOTHER_SECRET.parse().unwrap());
    assert_eq!(
        format!("{both:?} {both:#?}"),
        "WebhookSecret([REDACTED]) WebhookSecret([REDACTED])"
    );
}

#[test]
fn while_a_secret_is_rotated_both_are_accepted() {
    let another: WebhookSecret = ANOTHER_SECRET.parse().unwrap();
    let both = another.clone().or(secret());
    assert_eq!(
        another.verify_at(&signed(), BODY, then()).unwrap_err(),
        WebhookError::WrongSignature
    );
    both.verify_at(&signed(), BODY, then()).unwrap();
    // It signs with the first.
    let headers = both.sign("msg_1", then(), BODY).unwrap();
    assert_eq!(headers, another.sign("msg_1", then(), BODY).unwrap());
    both.verify_at(&headers, BODY, then()).unwrap();
    // The sender signs with both of its own, of which the receiver has one.
    let mut headers = headers;
    let signatures = [&headers, &signed()]
        .map(|headers| headers["webhook-signature"].to_str().unwrap().to_owned());
    headers.insert("webhook-signature", signatures.join(" ").parse().unwrap());
    for secret in [another, secret(), both] {
        secret.verify_at(&headers, BODY, then()).unwrap();
    }
}

#[test]
fn a_tolerance_can_be_set_and_not_switched_off() {
    for (set, seconds) in [
        (None, 300),
        (Some(Duration::from_secs(60)), 60),
        (Some(Duration::ZERO), 1),
        (Some(Duration::MAX), 3600),
    ] {
        let secret = match set {
            Some(tolerance) => secret().tolerance(tolerance),
            None => secret(),
        };
        let tolerated = Duration::from_secs(seconds);
        let refused = Duration::from_secs(seconds + 1);
        secret
            .verify_at(&signed(), BODY, then() + tolerated)
            .unwrap();
        secret
            .verify_at(&signed(), BODY, then() - tolerated)
            .unwrap();
        // Timestamps have no fractions, and so a fraction of this machine's clock doesn't count.
        secret
            .verify_at(
                &signed(),
                BODY,
                then() + tolerated + Duration::from_millis(999),
            )
            .unwrap();
        let late = secret.verify_at(&signed(), BODY, then() + refused);
        assert_eq!(late.unwrap_err(), WebhookError::TooOld { age: refused });
        let early = secret.verify_at(&signed(), BODY, then() - refused);
        assert_eq!(early.unwrap_err(), WebhookError::TooNew { ahead: refused });
    }
}
