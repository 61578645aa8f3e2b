//! Each way in which a message is refused, with its error.

use std::time::{Duration, SystemTime};

use codat_client::webhooks::WebhookError::{self, *};
use codat_client::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{ANOTHER_SECRET, BODY, SECRET, secret, signed, then, with_svix_names};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";
const NAMES: [&str; 3] = [ID, TIMESTAMP, SIGNATURE];

fn refused(headers: &HeaderMap, body: &[u8]) -> WebhookError {
    let error = secret().verify_at(headers, body, then()).unwrap_err();
    // Nothing else is learned.
    let shown = format!("{error} {error:?}");
    let key = SECRET.trim_start_matches("whsec_");
    let own = [key, "msg_", "dailyQuota"].into_iter();
    let signatures = headers.get_all(SIGNATURE).iter();
    let signatures = signatures.filter_map(|value| value.to_str().ok()?.strip_prefix("v1,"));
    for secret in own.chain(signatures.filter(|value| !value.is_empty())) {
        assert!(!shown.contains(secret), "{shown}");
    }
    error
}

fn with(name: &'static str, value: &str) -> HeaderMap {
    let mut headers = signed();
    headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    headers
}

fn genuine_signature() -> String {
    signed()[SIGNATURE].to_str().unwrap().to_owned()
}

#[test]
fn what_is_signed_can_not_be_changed() {
    secret().verify_at(&signed(), BODY, then()).unwrap();
    for index in 0..BODY.len() {
        let mut body = BODY.to_vec();
        body[index] ^= 1;
        assert_eq!(refused(&signed(), &body), WrongSignature);
    }
    assert_eq!(refused(&signed(), &[BODY, b" "].concat()), WrongSignature);
    assert_eq!(refused(&signed(), &BODY[1..]), WrongSignature);
    assert_eq!(refused(&signed(), b""), WrongSignature);
    for id in ["msg_2", "msg_", "msg_11", "Msg_1"] {
        assert_eq!(refused(&with(ID, id), BODY), WrongSignature);
    }
    // Fresh and not signed, over the old signature.
    for timestamp in ["1614265331", "1614265329", "01614265330", "0", "161426533"] {
        assert_eq!(refused(&with(TIMESTAMP, timestamp), BODY), WrongSignature);
    }
    let another = ANOTHER_SECRET.parse().unwrap();
    let error = codat_client::webhooks::WebhookSecret::verify_at(&another, &signed(), BODY, then());
    assert_eq!(error.unwrap_err(), WrongSignature);
}

#[test]
fn a_signature_is_of_one_message() {
    let another = secret().sign("msg_2", then(), b"{}").unwrap();
    secret().verify_at(&another, b"{}", then()).unwrap();
    assert_eq!(refused(&another, BODY), WrongSignature);
    assert_eq!(refused(&signed(), b"{}"), WrongSignature);
    for name in NAMES {
        let mut mixed = signed();
        mixed.insert(name, another[name].clone());
        if mixed != signed() {
            assert_eq!(refused(&mixed, BODY), WrongSignature, "{name}");
        }
    }
}

#[test]
fn a_dot_moves_nothing_into_the_message_id() {
    // The same signed content, cut elsewhere.
    let content = secret().sign("msg_1", then(), b"1614265330.{}").unwrap();
    let mut moved = content.clone();
    moved.insert(ID, "msg_1.1614265330".parse().unwrap());
    assert_eq!(refused(&moved, b"{}"), InvalidHeader(ID));
    let error = secret()
        .sign("msg_1.1614265330", then(), b"{}")
        .unwrap_err();
    assert_eq!(error, InvalidHeader(ID));
}

#[test]
fn a_header_is_there_once() {
    for name in NAMES {
        let mut headers = signed();
        headers.remove(name);
        assert_eq!(refused(&headers, BODY), MissingHeader(name));
        let mut headers = signed();
        headers.append(name, headers[name].clone());
        assert_eq!(refused(&headers, BODY), DuplicateHeader(name));
        for value in ["", "é", "\u{80}", "a\u{e4}b"] {
            let expected = InvalidHeader(name);
            assert_eq!(refused(&with(name, value), BODY), expected, "{value}");
        }
    }
    assert_eq!(refused(&HeaderMap::new(), BODY), MissingHeader(ID));
    for id in ["msg 1", "msg\t1", "msg_1."] {
        assert_eq!(refused(&with(ID, id), BODY), InvalidHeader(ID));
    }
}

#[test]
fn a_megabyte_of_headers_is_refused_before_it_is_read() {
    for name in NAMES {
        let long = "1".repeat(1024 * 1024);
        assert_eq!(refused(&with(name, &long), BODY), HeaderTooLong(name));
    }
    let many = vec!["v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; 21_000].join(" ");
    assert_eq!(
        refused(&with(SIGNATURE, &many), BODY),
        HeaderTooLong(SIGNATURE)
    );
    // Other headers aren't looked at.
    let mut headers = signed();
    for number in 0..1000 {
        let name: HeaderName = format!("x-{number}").parse().unwrap();
        headers.insert(name, "1".repeat(1024).parse().unwrap());
    }
    secret().verify_at(&headers, BODY, then()).unwrap();
}

#[test]
fn the_timestamp_is_a_number_of_seconds() {
    for timestamp in [
        "-1614265330",
        "+1614265330",
        "1614265330.5",
        "1614265330.0",
        "1,614,265,330",
        "0x60379df2",
        "1614265330 ",
        "1614265330s",
        "2021-02-25",
        "18446744073709551616",
        "99999999999999999999",
    ] {
        assert_eq!(
            refused(&with(TIMESTAMP, timestamp), BODY),
            InvalidTimestamp,
            "{timestamp}"
        );
    }
    assert_eq!(
        refused(&with(TIMESTAMP, &"9".repeat(21)), BODY),
        HeaderTooLong(TIMESTAMP)
    );
}

#[test]
fn no_time_overflows() {
    let minute = Duration::from_secs(60);
    for now in [
        SystemTime::UNIX_EPOCH,
        SystemTime::UNIX_EPOCH - minute,
        SystemTime::UNIX_EPOCH + Duration::from_secs(u32::MAX.into()) * 1000,
    ] {
        let error = secret().verify_at(&signed(), BODY, now).unwrap_err();
        assert!(matches!(error, TooOld { .. } | TooNew { .. }), "{error}");
    }
    assert_eq!(
        secret()
            .sign("msg_1", SystemTime::UNIX_EPOCH - minute, BODY)
            .unwrap_err(),
        InvalidTimestamp
    );
    // The greatest timestamp that there is, signed by somebody who has the key.
    let far = svix::webhooks::Webhook::new(SECRET).unwrap();
    let signature = far.sign("msg_1", i64::MAX, BODY).unwrap();
    let mut headers = with(SIGNATURE, &signature);
    headers.insert(TIMESTAMP, i64::MAX.into());
    assert!(matches!(refused(&headers, BODY), TooNew { .. }));
}

#[test]
fn a_genuine_message_of_another_time_is_refused() {
    let (age, ahead) = (Duration::from_secs(301), Duration::from_secs(301));
    let old = secret().sign("msg_1", then() - age, BODY).unwrap();
    assert_eq!(refused(&old, BODY), TooOld { age });
    let new = secret().sign("msg_1", then() + ahead, BODY).unwrap();
    assert_eq!(refused(&new, BODY), TooNew { ahead });
    // Of a message that isn't genuine, the time isn't mentioned.
    assert_eq!(refused(&old, b"{}"), WrongSignature);
}

#[test]
fn only_v1_counts() {
    let genuine = genuine_signature();
    let value = genuine.strip_prefix("v1,").unwrap();
    for signatures in [
        "v1",
        "v1,",
        "v1 v1, v1,",
        &format!("v2,{value}"),
        &format!("v1a,{value}"),
        &format!("V1,{value}"),
        &format!("v11,{value} v0,{value}"),
        &format!("v1 ,{value}"),
        value,
        ",",
        " ",
    ] {
        assert_eq!(
            refused(&with(SIGNATURE, signatures), BODY),
            NoSignature,
            "{signatures}"
        );
    }
}

#[test]
fn a_signature_has_one_form() {
    let genuine = genuine_signature();
    let wrong_end = genuine.replace('=', "A");
    for signature in [
        "v1,AAAA",
        "v1,=",
        "v1,…",
        // Without its padding, with more of it, and in the alphabet of URLs.
        genuine.trim_end_matches('='),
        &format!("{genuine}="),
        &genuine.replace('+', "-").replace('/', "_").replace('=', ""),
        wrong_end.as_str(),
        // A byte short, a byte long, twice, and with bits that no byte has.
        &genuine[..genuine.len() - 4],
        &format!("{}AA==", &genuine[..genuine.len() - 4]),
        &format!("{genuine}{}", &genuine[3..]),
        &format!("v1,v1,{}", &genuine[3..]),
        &genuine.to_uppercase().replace("V1", "v1"),
    ] {
        let error = refused(&with_bytes(signature), BODY);
        assert!(
            matches!(error, WrongSignature | InvalidHeader(SIGNATURE)),
            "{signature}: {error}"
        );
    }
}

fn with_bytes(signature: &str) -> HeaderMap {
    with(SIGNATURE, signature)
}

#[test]
fn one_genuine_signature_of_several_is_enough() {
    let genuine = genuine_signature();
    let false_one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    for signatures in [
        format!("{false_one} {genuine}"),
        format!("{genuine} {false_one}"),
        format!(
            "v1a,AAAA v2,{} v1 v1, {false_one} {genuine} nonsense",
            &genuine[3..]
        ),
        format!(" {genuine}  "),
    ] {
        secret()
            .verify_at(&with(SIGNATURE, &signatures), BODY, then())
            .unwrap();
    }
    assert_eq!(
        refused(&with(SIGNATURE, &format!("{false_one} {false_one}")), BODY),
        WrongSignature
    );
}

#[test]
fn two_families_of_headers_are_never_mixed() {
    let svix = with_svix_names(&signed());
    secret().verify_at(&svix, BODY, then()).unwrap();
    // Both, as they are sent.
    let mut both = signed();
    both.extend(svix.clone());
    secret().verify_at(&both, BODY, then()).unwrap();
    // A header of the standard's makes all three of it count.
    for name in NAMES {
        let mut mixed = svix.clone();
        mixed.insert(name, signed()[name].clone());
        mixed.remove(name.replace("webhook-", "svix-"));
        let missing = NAMES.into_iter().find(|other| *other != name).unwrap();
        assert_eq!(refused(&mixed, BODY), MissingHeader(missing));
    }
    // Neither does a genuine message lend its signature.
    let another = secret().sign("msg_2", then(), b"{}").unwrap();
    let mut both = another.clone();
    both.extend(svix.clone());
    assert_eq!(refused(&both, BODY), WrongSignature);
    for name in ["svix-id", "svix-timestamp", "svix-signature"] {
        let mut headers = svix.clone();
        headers.remove(name);
        assert_eq!(refused(&headers, BODY), MissingHeader(name));
    }
}

#[test]
fn a_body_is_read_up_to_a_limit() {
    let long = vec![b' '; 1024 * 1024 + 1];
    let headers = secret().sign("msg_1", then(), &long).unwrap();
    assert_eq!(
        refused(&headers, &long),
        BodyTooLarge { limit: 1024 * 1024 }
    );
    let fits = &long[1..];
    let headers = secret().sign("msg_1", then(), fits).unwrap();
    secret().verify_at(&headers, fits, then()).unwrap();
    let less = secret().body_limit(10).verify_at(&headers, fits, then());
    assert_eq!(less.unwrap_err(), BodyTooLarge { limit: 10 });
}

#[test]
fn what_can_not_be_sent_is_not_signed() {
    for (id, expected) in [
        ("", InvalidHeader(ID)),
        ("msg 1", InvalidHeader(ID)),
        ("msg\r\nx: y", InvalidHeader(ID)),
        ("é", InvalidHeader(ID)),
        ("m".repeat(257).as_str(), HeaderTooLong(ID)),
    ] {
        assert_eq!(secret().sign(id, then(), BODY).unwrap_err(), expected);
    }
}

#[test]
fn each_error_has_its_status() {
    let second = Duration::from_secs(1);
    for (error, status) in [
        (MissingHeader(ID), 400),
        (DuplicateHeader(ID), 400),
        (InvalidHeader(ID), 400),
        (HeaderTooLong(ID), 400),
        (InvalidTimestamp, 400),
        (IncompleteBody, 400),
        (NoSignature, 401),
        (WrongSignature, 401),
        (TooOld { age: second }, 401),
        (TooNew { ahead: second }, 401),
        (BodyTooLarge { limit: 1 }, 413),
    ] {
        assert_eq!(error.status(), StatusCode::from_u16(status).unwrap());
    }
}
