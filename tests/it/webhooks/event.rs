//! What an event is made of.

use codat_client::models::{CompanyReference, DataType};
use codat_client::webhooks::{Event, Payload};
use serde_json::json;

use super::{secret, then};

fn event(body: &[u8]) -> Event {
    let headers = secret().sign("msg_1", then(), body).unwrap();
    let event = secret().verify_at(&headers, body, then()).unwrap();
    let kept = serde_json::to_string(&event).unwrap();
    assert_eq!(
        serde_json::from_str::<Event>(&kept).unwrap(),
        event,
        "{kept}"
    );
    event
}

#[test]
fn a_read_is_typed() {
    let event = event(br#"{"id":"743e","eventType":"read.completed","generatedDate":"2022-10-23","payload":{
        "referenceCompany":{"name":"Toft stores"},"dataTypes":[{"dataType":"invoices","recordsModified":true,"next":1}]}}"#);
    assert_eq!(event.message_id, "msg_1");
    assert_eq!(event.id.as_deref(), Some("743e"));
    assert_eq!(event.event_type, "read.completed");
    assert_eq!(event.generated_date.unwrap().as_str(), "2022-10-23");
    let Payload::ReadCompleted(read) = event.payload else {
        panic!("{:?}", event.payload);
    };
    assert_eq!(
        read.reference_company
            .unwrap_or_else(CompanyReference::default)
            .name
            .as_deref(),
        Some("Toft stores")
    );
    assert_eq!(read.data_types[0].data_type, Some(DataType::Invoices));
}

#[test]
fn a_write_has_a_data_type() {
    for (event_type, is_known) in [
        ("bills.write.successful", true),
        ("directCosts.write.unsuccessful", true),
        ("bills.write.pending", false),
        ("bills.write", false),
        ("write.successful", false),
    ] {
        let body = json!({"eventType": event_type, "payload": {"id": "a"}}).to_string();
        let event = event(body.as_bytes());
        let typed = matches!(
            event.payload,
            Payload::WriteSuccessful(_) | Payload::WriteUnsuccessful(_)
        );
        assert_eq!(typed, is_known, "{event_type}");
        if is_known {
            assert_eq!(
                event.data_type(),
                Some(DataType::from(event_type.split_once('.').unwrap().0))
            );
        }
    }
    assert_eq!(event(b"{}").data_type(), None);
}

#[test]
fn an_event_says_its_company_where_codat_does() {
    let id = "8a210b68-6988-11ed-a1eb-0242ac120002";
    let company_id = |event_type: &str, payload: serde_json::Value| {
        let body = json!({ "eventType": event_type, "payload": payload }).to_string();
        event(body.as_bytes()).company_id()
    };
    for event_type in Payload::KNOWN {
        let payload = match event_type.split_once('.').unwrap().0 {
            "company" => json!({ "id": id }),
            _ => json!({ "id": "a", "referenceCompany": { "id": id } }),
        };
        let event_type = event_type.replace("{dataType}", "bills");
        let expected = (!event_type.starts_with("client.")).then(|| id.parse().unwrap());
        assert_eq!(company_id(&event_type, payload), expected, "{event_type}");
        assert_eq!(company_id(&event_type, json!({})), None, "{event_type}");
    }
    assert_eq!(company_id("company.merged", json!({ "id": id })), None);
}

#[test]
fn a_type_from_next_year_keeps_its_json() {
    let event = event(br#"{"eventType":"company.merged","payload":{ "into": 18446744073709551616.0, "from": [] }}"#);
    assert_eq!(event.event_type, "company.merged");
    assert_eq!(
        event.payload,
        Payload::Other(r#"{ "into": 18446744073709551616.0, "from": [] }"#.to_owned())
    );
}

#[test]
fn a_payload_of_another_shape_keeps_its_json() {
    for payload in ["5", "[]", r#""x""#, r#"{"id":5}"#, r#"{"tags":[]}"#] {
        let body = format!(r#"{{"eventType":"company.created","payload":{payload},"id":7}}"#);
        let event = event(body.as_bytes());
        assert_eq!(event.event_type, "company.created");
        assert_eq!(event.id, None);
        assert_eq!(event.payload, Payload::Other(payload.to_owned()));
    }
}

#[test]
fn a_genuine_body_is_never_an_error() {
    let deep = "[".repeat(100_000);
    let deep_payload = format!(
        r#"{{"eventType":"read.completed","payload":{deep}{}}}"#,
        "]".repeat(100_000)
    );
    for body in [
        &b""[..],
        b"null",
        b"5",
        b"\"read.completed\"",
        b"[]",
        br#"["1","read.completed","2","3"]"#,
        b"{}",
        br#"{"eventType":"read.completed"}"#,
        br#"{"eventType":"read.completed","payload":null}"#,
        br#"{"eventType":5,"payload":{}}"#,
        br#"{"payload":{},"payload":{},"eventType":"read.completed"}"#,
        br#"{"eventType":"read.completed","payload":{}"#,
        br#"{"eventType":"read.completed","payload":{}} {}"#,
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b"a=b&c=d",
        b"<xml/>",
        deep.as_bytes(),
    ] {
        assert_eq!(
            event(body).payload,
            Payload::Body(body.to_vec().into()),
            "{body:?}"
        );
    }
    assert!(matches!(
        event(deep_payload.as_bytes()).payload,
        Payload::Other(_)
    ));
    assert_eq!(
        event(br#"{"eventType":"read.completed"}"#).event_type,
        "read.completed"
    );
}

#[test]
fn an_event_is_kept_as_any_json() {
    let event = event(br#"{"eventType":"read.completed","payload":{"dataTypes":[]},"id":"1"}"#);
    let kept = serde_json::to_value(&event).unwrap();
    assert_eq!(kept["messageId"], "msg_1");
    assert_eq!(kept["payload"]["dataTypes"], json!([]));
    assert_eq!(serde_json::from_value::<Event>(kept).unwrap(), event);
}

#[test]
fn what_is_kept_has_a_payload() {
    for kept in [
        "{}",
        r#"{"messageId":"1","eventType":""}"#,
        r#"{"messageId":"1","eventType":"","body":"…"}"#,
    ] {
        assert!(serde_json::from_str::<Event>(kept).is_err());
    }
}

#[test]
fn a_payload_of_many_lines_is_kept_in_one() {
    let payload = "{\n  \"text\": \"a\\nb\",\r\n  \"number\": 1.50\n}";
    let body = format!(r#"{{"eventType":"next.year","payload":{payload}}}"#);
    let event = event(body.as_bytes());
    let kept = serde_json::to_string(&event).unwrap();
    assert!(!kept.contains(['\n', '\r']), "{kept}");
    assert_eq!(serde_json::from_str::<Event>(&kept).unwrap(), event);
    let Payload::Other(json) = &event.payload else {
        panic!("{event:?}");
    };
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(json).unwrap(),
        json!({"text": "a\nb", "number": 1.5})
    );
}
