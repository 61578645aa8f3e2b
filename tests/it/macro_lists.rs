//! What the macro knows of the client: both have lists of their own, which have to be the same.

use codat_client::{Client, StatusCode};

use crate::support::{Probe, sandbox};

/// The items of a list in a source file of the macro.
fn in_macro(file: &str, start: &str, end: &str) -> String {
    let path = format!(
        "{}/../codat-macros/src/attr/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let source = std::fs::read_to_string(path).unwrap();
    let (_, list) = source.split_once(start).unwrap();
    list.split_once(end).unwrap().0.to_owned()
}

#[tokio::test]
async fn the_client_refuses_the_headers_that_the_macro_refuses() {
    let refused = in_macro("header.rs", "fn owner", "_ =>");
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let names = [
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "idempotency-key",
        "if-match",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    ];
    for name in names {
        let is_sent = codat.get_probe("1").header(name, "1").await.is_ok();
        assert_eq!(is_sent, !refused.contains(&format!("\"{name}\"")), "{name}");
    }
    let quoted = refused.split('"').skip(1).step_by(2);
    assert_eq!(
        quoted.filter(|text| !text.contains(' ')).count(),
        names.len() - 4
    );
}

#[test]
fn the_client_documents_the_statuses_that_the_macro_leaves_out() {
    let documented = in_macro("value.rs", "const DOCUMENTED", "];");
    let call = Client::offline().get_probe("1");
    for status in 400..600 {
        let is_listed = documented.contains(&status.to_string());
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(
            call.endpoint().unwrap().documents(status),
            is_listed,
            "{status}"
        );
    }
}
