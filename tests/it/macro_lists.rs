//! What the macro knows of the client: both have lists of their own, which have to be the same.

use std::path::Path;

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

/// Files under a folder of the repository, whose names end so.
fn files(folder: &Path, end: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let entries = entries.map(|entry| entry.unwrap().path());
    let texts = entries.flat_map(|entry| match entry.is_dir() {
        true => files(&entry, end),
        false if entry.to_string_lossy().ends_with(end) => {
            vec![std::fs::read_to_string(entry).unwrap()]
        }
        false => Vec::new(),
    });
    texts.collect()
}

/// The text with `…` for what stands between backticks, and `0` for numbers.
fn general(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| {
        let is_quoted = index % 2 == 1;
        let plain = part.split(|c: char| c.is_ascii_digit());
        let plain: Vec<_> = plain.filter(|part| !part.is_empty()).collect();
        if is_quoted {
            "…".to_owned()
        } else {
            plain.join("0")
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

/// The reference has a table of the first lines of all messages, some of them shortened by `…`.
#[test]
fn the_reference_lists_the_first_line_of_each_message() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let reference = root.join("codat-client/src/codat_endpoint.md");
    let reference = std::fs::read_to_string(reference).unwrap();
    let (_, table) = reference.split_once("| it means |").unwrap();
    let rows = table.lines().filter_map(|row| row.split(" | ").next());
    let listed: Vec<_> = rows
        .map(|cell| general(cell.trim_start_matches("| ")))
        .flat_map(|cell| {
            cell.split([',', ';'])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|entry| entry.trim().trim_matches('…').trim().to_owned())
        .filter(|entry| entry.len() > 8)
        .collect();
    let mut messages = files(&root.join("codat-macros/src/tests/messages"), ".txt");
    let of_macro: Vec<_> = messages
        .iter()
        .flat_map(|text| {
            let lines: Vec<_> = text.lines().collect();
            let heads = lines
                .windows(2)
                .filter(|pair| pair[0].starts_with("    at "));
            heads.map(|pair| general(pair[1])).collect::<Vec<_>>()
        })
        .collect();
    assert!(of_macro.len() > 400, "{}", of_macro.len());
    for line in &of_macro {
        let is_listed = listed.iter().any(|entry| line.contains(entry.as_str()));
        assert!(is_listed, "not in the table: {line}");
    }
    messages.extend(files(&root.join("codat-macros/src/tests/cases"), ".txt"));
    messages.extend(files(&root.join("tests/ui"), ".stderr"));
    messages.extend(files(&root.join("tests/outside"), ".stderr"));
    let said = general(&messages.concat());
    for entry in listed {
        assert!(said.contains(&entry), "no message says: {entry}");
    }
}
