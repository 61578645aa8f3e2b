//! OpenTelemetry's conventions for the spans of an HTTP client.

use opentelemetry::Value;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

/// Checks the spans against OpenTelemetry's conventions for HTTP clients.
pub(crate) fn check(spans: &[SpanData], port: i64) {
    // Sorted by their end.
    let [turned_away, cut_off, answered, page] = spans else {
        unreachable!("one span for each attempt and one of the program's: {spans:#?}");
    };
    let attempts = [turned_away, cut_off, answered];
    for attempt in attempts {
        let (context, parent) = (&attempt.span_context, &page.span_context);
        assert_eq!(context.trace_id(), parent.trace_id());
        assert_eq!(attempt.parent_span_id, parent.span_id());
        assert_eq!(attempt.span_kind, SpanKind::Client);
        assert_eq!(attempt.name, "GET /companies/{company_id}/accessToken");
        let common: [(_, Value); 4] = [
            ("http.request.method", "GET".into()),
            ("server.address", "127.0.0.1".into()),
            ("server.port", port.into()),
            // Without the path's values, which may be confidential.
            (
                "url.full",
                format!("http://127.0.0.1:{port}/companies/{{company_id}}/accessToken").into(),
            ),
        ];
        for (key, value) in common {
            assert_eq!(attribute(attempt, key), Some(value), "{key}");
        }
    }
    let outcomes = attempts.map(|attempt| {
        [
            attribute(attempt, "http.request.resend_count"),
            attribute(attempt, "http.response.status_code"),
            attribute(attempt, "error.type"),
        ]
    });
    assert_eq!(
        outcomes,
        [
            [None, Some(503.into()), Some("503".into())],
            [Some(1.into()), None, Some("connection".into())],
            [Some(2.into()), Some(200.into()), None],
        ]
    );
    // A status needs no description.
    assert_eq!(turned_away.status, Status::error(""));
    assert!(matches!(&cut_off.status, Status::Error { description } if !description.is_empty()));
    assert_eq!(answered.status, Status::Unset);
    assert_eq!(page.events.len(), 2, "it tells of both retries");
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    let mut attributes = span.attributes.iter();
    let found = attributes.find(|attribute| attribute.key.as_str() == key)?;
    Some(found.value.clone())
}
