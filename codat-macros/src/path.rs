//! The template: which segments and query parameters a path has, and which arguments fill them.

mod fault;
mod host;
mod literal;
mod query;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use syn::LitStr;

pub(crate) use self::literal::PathLiteral;
use self::literal::Piece;
use self::text::Place;
use crate::errors::Errors;
use crate::placeholder::{Written, canonical};

/// A path whose form is right. Whether its placeholders have arguments isn't known yet.
pub(crate) struct Template {
    pub(crate) literal: PathLiteral,
    pub(crate) segments: Vec<Segment>,
    pub(crate) query: Vec<Parameter>,
    /// False if a part was faulty and left out: what it would have said is unknown.
    pub(crate) complete: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Fixed(String),
    Placeholder(Placeholder),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// `key=value` or `key`
    Fixed(String),
    /// `key=<name>` or `<name>`
    Value {
        key: String,
        placeholder: Placeholder,
    },
    /// `<name..>`
    Fields(Placeholder),
}

/// The name of an argument, and where the literal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    pub(crate) at: Range<usize>,
}

impl Template {
    pub(crate) fn parse(literal: LitStr, errors: &mut Errors) -> Self {
        let before = errors.len();
        let literal = PathLiteral::new(literal);
        let path = host::without(&literal, trimmed(&literal, errors), errors);
        let (path, query) = match query_mark(path.text) {
            Some(mark) => {
                let (path, query) = path.around(mark);
                (path, Some(query))
            }
            None => misplaced_query(&literal, path, errors),
        };
        let segments = segments(&literal, path, errors);
        let query = query.map_or_else(Vec::new, |query| query::parse(&literal, query, errors));
        let complete = errors.len() == before;
        Self {
            literal,
            segments,
            query,
            complete,
        }
    }

    /// The path without its query, placeholders in braces.
    pub(crate) fn path(&self) -> String {
        if self.segments.is_empty() {
            return "/".to_owned();
        }
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Fixed(text) => path.push_str(text),
                Segment::Placeholder(Placeholder { name, .. }) => {
                    path.extend(["{", name, "}"]);
                }
            }
        }
        path
    }
}

/// Leaves out the spaces around the path.
fn trimmed<'a>(literal: &'a PathLiteral, errors: &mut Errors) -> Piece<'a> {
    let whole = literal.whole();
    let text = whole.text.trim();
    if text.is_empty() || text.len() == whole.text.len() {
        return whole;
    }
    let start = whole.text.len() - whole.text.trim_start().len();
    let trimmed = Piece { text, start };
    let around = [0..start, trimmed.range().end..whole.text.len()];
    let spaces: Vec<_> = around
        .into_iter()
        .filter(|space| !space.is_empty())
        .collect();
    literal.report_all(
        errors,
        &spaces,
        "the path starts or ends with a space",
        format!("remove the space: write `{text}`"),
    );
    trimmed
}

/// The `?` that starts the query, which isn't one inside a placeholder.
fn query_mark(text: &str) -> Option<usize> {
    let mut inside = false;
    for (position, c) in text.char_indices() {
        match c {
            '<' => {
                let rest = text.get(position + 1..).unwrap_or_default();
                inside = rest
                    .find(['<', '>', '/', '&'])
                    .is_some_and(|end| rest.get(end..).is_some_and(|end| end.starts_with('>')));
            }
            '>' => inside = false,
            '?' if !inside => return Some(position),
            _ => {}
        }
    }
    None
}

/// Finds a query that was begun with `&`.
fn misplaced_query<'a>(
    literal: &PathLiteral,
    path: Piece<'a>,
    errors: &mut Errors,
) -> (Piece<'a>, Option<Piece<'a>>) {
    // Without a placeholder it may well be a part of the segment.
    let mark = path
        .text
        .find('&')
        .filter(|mark| path.from(*mark).text.contains("=<"));
    let Some(mark) = mark else {
        return (path, None);
    };
    let (path, query) = path.around(mark);
    literal.report(
        errors,
        path.range().end..query.start,
        "the query starts with `?`",
        format!("write `{}?{}`", path.text, query.text),
    );
    (path, Some(query))
}

fn segments(literal: &PathLiteral, path: Piece<'_>, errors: &mut Errors) -> Vec<Segment> {
    let path = if path.text.starts_with('/') {
        path.from(1)
    } else {
        path
    };
    let mut segments = Vec::new();
    // The route of the root.
    if path.text.is_empty() {
        return segments;
    }
    report_empty_segments(literal, path, errors);
    let mut seen = BTreeMap::new();
    let mut unclosed = false;
    for piece in path.split('/').filter(|piece| !piece.text.is_empty()) {
        let written = Written::read(piece.text);
        // The second half of `<a/b>` was explained with the first.
        if unclosed && matches!(written, Written::Unopened(_)) {
            continue;
        }
        unclosed |= matches!(written, Written::Unclosed(_));
        match written {
            Written::Text => {
                if let Some(fixed) = fixed_segment(literal, piece, errors) {
                    segments.push(fixed);
                }
            }
            Written::Name(name) => {
                let placeholder = Placeholder {
                    name: canonical(name),
                    at: piece.range(),
                };
                match seen.insert(name, piece.range()) {
                    None => segments.push(Segment::Placeholder(placeholder)),
                    Some(first) => {
                        literal.report_all(
                            errors,
                            &[first, piece.range()],
                            format!("`<{name}>` is used twice"),
                            "each segment needs an argument of its own: give one of the two another name",
                        );
                    }
                }
            }
            written => fault::report(literal, piece, written, Place::Path, errors),
        }
    }
    segments
}

fn report_empty_segments(literal: &PathLiteral, path: Piece<'_>, errors: &mut Errors) {
    let empty: Vec<_> = path
        .split('/')
        .filter(|piece| piece.text.is_empty())
        .map(|piece| piece.start.saturating_sub(1)..piece.start)
        .collect();
    if empty.is_empty() {
        return;
    }
    let kept: Vec<_> = path
        .text
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let rest = literal.whole().from(path.range().end).text.trim_end();
    let fault = match empty.as_slice() {
        [slash] if slash.end == path.range().end => "the path ends in `/`",
        _ => "the path has an empty segment",
    };
    literal.report_all(
        errors,
        &empty,
        fault,
        format!("write `/{}{rest}`", kept.join("/")),
    );
}

fn fixed_segment(literal: &PathLiteral, piece: Piece<'_>, errors: &mut Errors) -> Option<Segment> {
    if text::is_dots(piece.text) {
        literal.report(
            errors,
            piece.range(),
            format!("`{}` would lead out of the path", piece.text),
            "a URL leaves such a segment out and may drop the one before it: write the path that you mean",
        );
        return None;
    }
    text::check(literal, piece, Place::Path, errors).ok()?;
    Some(Segment::Fixed(piece.text.to_owned()))
}
