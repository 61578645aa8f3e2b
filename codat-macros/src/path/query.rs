//! The query: `?key=value&key=<name>&<name>&<name..>`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::literal::{PathLiteral, Piece};
use super::text::{self, Place};
use super::{Parameter, Placeholder, fault};
use crate::errors::Errors;
use crate::placeholder::{Written, canonical};

pub(super) fn parse(
    literal: &PathLiteral,
    query: Piece<'_>,
    errors: &mut Errors,
) -> Vec<Parameter> {
    if query.text.is_empty() {
        literal.report(
            errors,
            query.start.saturating_sub(1)..query.start,
            "the query is empty",
            "remove the `?`, or write parameters after it, such as `?page=<page>`",
        );
        return Vec::new();
    }
    let mut parameters = Vec::new();
    let mut keys = BTreeMap::new();
    let pieces = pieces(literal, query, errors);
    report_empty_parameters(literal, &pieces, errors);
    for piece in pieces
        .iter()
        .copied()
        .filter(|piece| !piece.text.is_empty())
    {
        let parameter = parameter(literal, piece, errors);
        // That of a faulty parameter counts as well.
        if let Some(key) = key(piece)
            && let Some(first) = keys.insert(key, piece.range())
        {
            literal.report_all(
                errors,
                &[first, piece.range()],
                format!("the key `{key}` is given twice"),
                format!("remove one of the two; a list sends several values: `{key}=<values>`"),
            );
            continue;
        }
        if let Some(Parameter::Fields(placeholder)) = &parameter
            && pieces.last().is_some_and(|last| *last != piece)
        {
            let is_last = |last: &Piece<'_>| matches!(Written::read(last.text), Written::Fields(_));
            if pieces.last().is_some_and(is_last) {
                literal.report(
                    errors,
                    piece.range(),
                    "only one `..` is allowed in a query",
                    "put the fields of both into one struct",
                );
            } else {
                literal.report(
                    errors,
                    piece.range(),
                    format!("`<{}..>` must come last in the query", placeholder.name),
                    "move it behind the other parameters",
                );
            }
            continue;
        }
        parameters.extend(parameter);
    }
    parameters
}

/// Splits at each `&`, and where something else was written in its place.
fn pieces<'a>(literal: &PathLiteral, query: Piece<'a>, errors: &mut Errors) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for mut piece in query.split('&') {
        while let Some(mark) = other_separator(piece.text) {
            let (before, after) = piece.around(mark);
            literal.report(
                errors,
                before.range().end..after.start,
                "parameters are separated by `&`",
                format!("write `{}&{}`", before.text, after.text),
            );
            pieces.push(before);
            piece = after;
        }
        pieces.push(piece);
    }
    pieces
}

/// Where another parameter follows a placeholder, as in `page=<page>?size=<size>`.
fn other_separator(text: &str) -> Option<usize> {
    let mark = text.find('>')? + 1;
    let rest = text.get(mark..)?.strip_prefix(['?', ',', ';'])?;
    rest.contains('=').then_some(mark)
}

fn report_empty_parameters(literal: &PathLiteral, pieces: &[Piece<'_>], errors: &mut Errors) {
    let Some(empty) = pieces.iter().find(|piece| piece.text.is_empty()) else {
        return;
    };
    let kept: Vec<_> = pieces
        .iter()
        .map(|piece| piece.text)
        .filter(|text| !text.is_empty())
        .collect();
    // The `&` that has nothing behind it, or nothing before it.
    let at = match pieces.first() {
        Some(first) if first == empty => empty.start..empty.start + 1,
        _ => empty.start.saturating_sub(1)..empty.start,
    };
    literal.report(
        errors,
        at,
        "the query has an empty parameter",
        format!("write `?{}`", kept.join("&")),
    );
}

fn parameter(literal: &PathLiteral, piece: Piece<'_>, errors: &mut Errors) -> Option<Parameter> {
    let placeholder = |name: &str, at: Range<usize>| Placeholder {
        name: canonical(name),
        at,
    };
    let Some(equals) = piece.text.find('=') else {
        return match Written::read_value(piece.text) {
            Written::Name(name) => Some(Parameter::Value {
                key: canonical(name),
                placeholder: placeholder(name, piece.range()),
            }),
            Written::Fields(name) => Some(Parameter::Fields(placeholder(name, piece.range()))),
            Written::Text => fixed(literal, piece, errors),
            written => {
                fault::report(literal, piece, written, Place::Query, errors);
                None
            }
        };
    };
    let (key, value) = piece.around(equals);
    match Written::read(key.text) {
        Written::Text if key.text.is_empty() => {
            literal.report(
                errors,
                piece.range(),
                "the parameter has no key",
                format!("write `key={}`", value.text),
            );
            return None;
        }
        Written::Text => {}
        Written::Name(name) => {
            literal.report(
                errors,
                key.range(),
                "an argument can give the value of a parameter, not its key",
                format!("write `{name}=…`, or pass a map as `<{name}..>`, last in the query"),
            );
            return None;
        }
        written => {
            fault::report(literal, key, written, Place::Query, errors);
            return None;
        }
    }
    match Written::read_value(value.text) {
        Written::Text => fixed(literal, piece, errors),
        Written::Name(name) => {
            text::check(literal, key, Place::Query, errors).ok()?;
            Some(Parameter::Value {
                key: key.text.to_owned(),
                placeholder: placeholder(name, value.range()),
            })
        }
        written => {
            fault::report(literal, value, written, Place::Query, errors);
            None
        }
    }
}

fn fixed(literal: &PathLiteral, piece: Piece<'_>, errors: &mut Errors) -> Option<Parameter> {
    text::check(literal, piece, Place::Query, errors).ok()?;
    Some(Parameter::Fixed(piece.text.to_owned()))
}

/// The key of a parameter, whether or not the rest of it is right.
fn key(piece: Piece<'_>) -> Option<&str> {
    let key = match piece.text.split_once('=') {
        Some((key, _)) => key,
        None => match Written::read(piece.text) {
            Written::Text => piece.text,
            Written::Name(name) | Written::Foreign(name) => name,
            _ => return None,
        },
    };
    (!key.is_empty()).then_some(key)
}
