//! The template: which segments and query parameters a path has, and which arguments fill them.

mod query;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use syn::LitStr;

use self::text::{Allowed, FRAGMENT};
use crate::errors::Errors;
use crate::placeholder::{Written, canonical};
use crate::proposal::{propose, remove};
use crate::slot::{Content, Place, Slot};
use crate::source::Source;

/// A path whose form is right. Whether its placeholders have arguments isn't known yet.
pub(crate) struct Template {
    pub(crate) slots: Vec<Slot>,
}

impl Template {
    pub(crate) fn parse(literal: LitStr, errors: &mut Errors) -> Self {
        let mut slots = Vec::new();
        parse(&Source::new(literal, true), &mut slots, errors);
        Self { slots }
    }

    /// The path without its query, placeholders in braces.
    pub(crate) fn path(&self) -> String {
        let segments = self.slots.iter().filter(|slot| slot.place == Place::Path);
        let segments = segments.map(|slot| match &slot.content {
            Content::Fixed(text) => format!("/{text}"),
            Content::Argument(name) => format!("/{{{name}}}"),
        });
        let path: String = segments.collect();
        match path.is_empty() {
            true => "/".to_owned(),
            false => path,
        }
    }
}

fn parse(path: &Source, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let trimmed = path.text().trim();
    if let Some(line_break) = path.text().find('\n') {
        let fault = "the path goes on in another line, and so holds a line break";
        let help = "end the line with `\\`, which joins it to the next";
        let line_break = path.part(line_break..line_break + 1);
        errors.report(&line_break, fault, help);
        return;
    }
    if trimmed != path.text() && !trimmed.is_empty() {
        let help = propose([trimmed], "");
        errors.report(path, "the path starts or ends with a space", help);
        return;
    }
    if let Some(end) = path.text().find(">#") {
        errors.report(&path.from(end + 1), FRAGMENT, remove(""));
        return;
    }
    // As URI templates write a query.
    if let Some(start) = path.text().find("{?") {
        let help = "such as `?page=<page>`";
        errors.report(&path.from(start), "the query starts with `?`", help);
        return;
    }
    let path = without_host(path, errors);
    // Without a placeholder an `&` may well be a part of the segment.
    let ampersand = path.text().find('&');
    let ampersand = ampersand.filter(|mark| path.from(*mark).text().contains('<'));
    let Some(mark) = query_mark(path.text()).or(ampersand) else {
        return segments(&path, slots, errors);
    };
    let (path, mark, query) = path.around(mark);
    if mark.text() == "&" {
        errors.report(&mark, "the query starts with `?`", propose(["?"], ""));
    }
    segments(&path, slots, errors);
    if query.text().is_empty() {
        errors.report(&mark, "the query is empty", remove("parameters follow it"));
    } else {
        query::parse(&query, slots, errors);
    }
}

const ONE: &str = ": one segment, and not a whole path, since `/` in an argument is sent as `%2F`";

/// Insists on the leading slash, and takes off what stands in front of it: scheme and host, or dots.
fn without_host(path: &Source, errors: &mut Errors) -> Source {
    let text = path.text();
    let scheme = text.find("://").map(|scheme| scheme + "://".len());
    let start = match scheme {
        Some(start) => start,
        None if text.starts_with("//") && text.split('/').nth(2).is_some_and(is_host) => 2,
        None if text.starts_with('/') => return path.clone(),
        None => 0,
    };
    let rest = path.from(start);
    let end = rest.text().find(['/', '?']).unwrap_or(rest.text().len());
    let (first, rest) = (rest.part(0..end), rest.from(end));
    let is_host = start > 0 || !rest.text().is_empty() && is_host(first.text());
    let mended = if is_host { rest.text() } else { text };
    let mended = format!("/{}", mended.trim_start_matches('/'));
    let (fault, addition) = match start {
        0 if rest.text().is_empty() && text.starts_with('<') => {
            ("the path must start with `/`", ONE)
        }
        0 => ("the path must start with `/`", ""),
        _ => (
            "the path holds a host, but the base URL belongs to the client",
            ": `ClientBuilder::base_url` sets the host",
        ),
    };
    let help = propose([mended], "such as `/companies`").adding(addition);
    errors.report(path, fault, help);
    if is_host { rest } else { path.clone() }
}

/// Whether this is a host or what stands for one, or dots, or a method and a space.
fn is_host(text: &str) -> bool {
    let is_base = text.contains("base") || text.contains("url");
    let is_placeholder = text.starts_with(['{', '<']);
    text.contains(['.', ':', ' ']) || text == "localhost" || is_placeholder && is_base
}

/// The `?` that starts the query. In `<id?>`, it is a part of the placeholder.
fn query_mark(text: &str) -> Option<usize> {
    let mut marks = text.match_indices('?').map(|(mark, _)| mark);
    let ends_placeholder = |rest: &str| rest.starts_with("?>") || rest.starts_with("?}");
    marks.find(|mark| !ends_placeholder(text.split_at(*mark).1))
}

fn segments(path: &Source, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let inner = path.from(usize::from(path.text().starts_with('/')));
    // The route of the root.
    if inner.text().is_empty() {
        return;
    }
    let pieces = inner.split('/');
    let texts = pieces.iter().map(Source::text);
    let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
    if texts.len() < pieces.len() {
        let help = propose([format!("/{}", texts.join("/"))], "");
        errors.report(path, "the path has an empty segment", help);
    }
    let mut seen = BTreeSet::new();
    for piece in pieces.iter().filter(|piece| !piece.text().is_empty()) {
        let text = piece.text();
        let content = match Written::read(text) {
            Written::Text if is_dots(text) => {
                let fault = format!("`{text}` would lead out of the path");
                let help = "a URL leaves such a segment out and may drop the one before it: name the path that you mean";
                errors.report(piece, fault, help);
                continue;
            }
            Written::Text if text::check(piece, Allowed::Path, errors).is_ok() => {
                Content::Fixed(text.to_owned())
            }
            Written::Text => continue,
            Written::Name(name) => {
                if !seen.insert(name) {
                    let fault = format!("`<{name}>` is used twice");
                    let expected = "each segment needs an argument of its own";
                    let help = propose(piece.placeholders("", errors), expected);
                    errors.report(piece, fault, help);
                    continue;
                }
                Content::Argument(canonical(name))
            }
            written => {
                piece.refuse(errors, &written, "segment");
                continue;
            }
        };
        let key = String::new();
        slots.push(Slot::new(Place::Path, key, content, piece.clone()));
    }
}

/// Whether a URL parser would take this segment for "here" or "one up", encoded or not.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}
