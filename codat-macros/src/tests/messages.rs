//! Mistakes as people make them, each with what the macro says, in `messages/*.txt`: the message and what it underlines.
//!
//! A case is a line that isn't indented; what follows it is written by `UPDATE_EXPECT=1 cargo test -p codat-macros`.

use expect_test::expect_file;

use super::{expand_source, proposals};

const FILES: [&str; 8] = [
    "attribute",
    "path",
    "options",
    "binding",
    "method",
    "found",
    "new_user",
    "outsider",
];

fn file(name: &str) -> String {
    format!(
        "{}/src/tests/messages/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// The lines of a file that are no output.
fn cases(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(file(name)).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with(' ') && !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn render(source: &str) -> String {
    let mut text = format!("{source}\n");
    let messages = proposals::messages(source);
    if messages.is_empty() {
        text += "    accepted\n";
    }
    for message in messages {
        let at = match message.underlined(source) {
            "" => "the attribute",
            at => at,
        };
        let said = message.text.replace("\n\n", "\n").replace('\n', "\n      ");
        text += &format!("    at {at}\n      {said}\n");
    }
    text
}

#[test]
fn what_is_said_is_kept() {
    for name in FILES {
        let mut text = String::new();
        for line in cases(name) {
            if line.starts_with("//") {
                text += &format!("{line}\n\n");
            } else {
                text += &format!("{}\n", render(&line));
            }
        }
        expect_file![file(name)].assert_eq(&text);
    }
}

#[test]
fn what_is_proposed_is_accepted() {
    let sources = FILES.iter().flat_map(|name| cases(name));
    let sources: Vec<_> = sources.filter(|line| !line.starts_with("//")).collect();
    assert!(sources.len() >= 300, "{}", sources.len());
    let mut wrong = Vec::new();
    let mut proposals = 0;
    for source in &sources {
        match proposals::check(source) {
            Ok(count) => proposals += count,
            Err(problem) => wrong.push(problem),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(proposals >= 150, "{proposals}");
}

/// Callers of an alias count on what it stands for.
#[test]
fn an_alias_of_a_call_is_kept() {
    let expansion = expand_source(r#"#[codat_endpoint(GET, "/a")] fn f(&self) -> ApiCall<A>;"#);
    let expansion = expansion.to_string();
    assert!(
        expansion.starts_with("fn f (& self) -> ApiCall < A > {"),
        "{expansion}"
    );
}

/// rustc would refuse it as well.
#[test]
fn an_attribute_of_an_argument_goes() {
    let source = r#"#[codat_endpoint(POST, "/a")] fn f(&self, #[query("x")] x: u8) -> Call<T>;"#;
    let expansion = expand_source(source).to_string();
    assert!(
        expansion.starts_with("fn f (& self , x : u8)"),
        "{expansion}"
    );
}
