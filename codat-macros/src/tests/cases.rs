//! One file for each mistake, as a person would write it, and beside it the messages with what they underline.
//!
//! `UPDATE_EXPECT=1 cargo test -p codat-macros` writes the messages anew: read each before keeping it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::arguments;
use super::proposals::{Message, collect};
use crate::expand;

#[test]
fn each_case_has_its_messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/cases");
    let cases = cases(&folder);
    assert!(cases.len() > 80, "only {} cases", cases.len());
    for case in cases {
        let source = fs::read_to_string(&case).unwrap();
        let rendered = rendered(&source);
        assert!(!rendered.is_empty(), "no message for {}", case.display());
        expect_file![case.with_extension("txt")].assert_eq(&rendered);
    }
}

/// The cases of every folder in this one, sorted.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let files = entries(folder.to_owned()).flat_map(entries);
    let mut cases: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .collect();
    cases.sort();
    cases
}

fn entries(folder: PathBuf) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
}

/// The messages for a whole file, as rustc would show them.
fn rendered(source: &str) -> String {
    let mut messages = Vec::new();
    expand_items(source.parse().unwrap(), &mut messages);
    let lines: Vec<_> = source.lines().collect();
    let mut rendered = String::new();
    for message in messages {
        render(&message, &lines, &mut rendered);
    }
    rendered
}

/// The message as rustc shows it.
fn render(message: &Message, lines: &[&str], rendered: &mut String) {
    let text = message.text.replace('\n', "\n       ");
    let Message { start, end, .. } = message;
    let (line, column) = (start.line, start.column + 1);
    writeln!(rendered, "error: {text}\n --> {line}:{column}\n  |").unwrap();
    for number in line..=end.line {
        writeln!(rendered, "{number} | {}", lines[number - 1]).unwrap();
    }
    if line == end.line {
        let (blanks, carets) = (
            " ".repeat(start.column),
            "^".repeat(end.column - start.column),
        );
        writeln!(rendered, "  | {blanks}{carets}").unwrap();
    }
    rendered.push('\n');
}

/// Expands every attribute in these items and in the items inside them.
fn expand_items(items: TokenStream, messages: &mut Vec<Message>) {
    let mut item: Vec<TokenTree> = Vec::new();
    for token in items {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        item.push(token);
        if ends {
            expand_item(std::mem::take(&mut item), messages);
        }
    }
}

fn expand_item(mut item: Vec<TokenTree>, messages: &mut Vec<Message>) {
    let mut tokens = item.iter().enumerate();
    let attribute = tokens.find_map(|(at, token)| Some((at, arguments(token)?)));
    if let Some((at, arguments)) = attribute {
        // Without the attribute: its `#` and its brackets.
        item.drain(at - 1..=at);
        collect(expand(&arguments, &item.into_iter().collect()), messages);
    } else if let Some(TokenTree::Group(inside)) = item.last() {
        expand_items(inside.stream(), messages);
    }
}
