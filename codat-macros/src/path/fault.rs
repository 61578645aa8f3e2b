//! What was written where a placeholder was probably meant.

use super::literal::{PathLiteral, Piece};
use super::text::Place;
use crate::errors::Errors;
use crate::placeholder::{Written, probable_name};

/// Explains the fault, and how the placeholder is written.
pub(super) fn report(
    literal: &PathLiteral,
    piece: Piece<'_>,
    written: Written<'_>,
    place: Place,
    errors: &mut Errors,
) {
    let meant = |name: &str| probable_name(name).unwrap_or_else(|| "name".to_owned());
    let whole = match place {
        Place::Path => "a whole segment",
        Place::Query => "a whole value",
    };
    let at = match written {
        Written::Unclosed(name) | Written::Misnamed(name) => {
            let start = piece.text.find('<').unwrap_or_default();
            let end = start + 1 + name.len() + usize::from(matches!(written, Written::Misnamed(_)));
            piece.start + start..piece.start + end
        }
        _ => piece.range(),
    };
    let (fault, help) = match written {
        Written::Unclosed(name) => (
            "placeholder is never closed".to_owned(),
            format!("write `<{}>`", meant(name)),
        ),
        Written::Unopened(name) => (
            "placeholder is never opened".to_owned(),
            format!("write `<{}>`", meant(name)),
        ),
        Written::Unnamed => (
            "placeholder has no name".to_owned(),
            "write the name of an argument between `<` and `>`, such as `<company_id>`".to_owned(),
        ),
        Written::Misnamed(name) => (
            format!("`{name}` is not the name of an argument"),
            format!("write `<{}>`", meant(name)),
        ),
        Written::Foreign(name) => (
            "placeholders are written in angle brackets".to_owned(),
            format!("write `<{}>`", meant(name)),
        ),
        Written::Fields(name) if place == Place::Path => (
            format!("`<{name}..>` stands for many parameters, so it can't be a segment"),
            format!("write it last in the query, `?<{name}..>`, or `<{name}>` for one segment"),
        ),
        Written::Fields(name) => (
            format!("`<{name}..>` takes no key: its fields are the keys"),
            format!("write `<{name}..>` alone, or `<{name}>` for one value"),
        ),
        Written::Partial(name) | Written::Name(name) => (
            format!("a placeholder must fill {whole}"),
            format!(
                "write `<{}>` alone and join the rest to it in the argument",
                meant(name)
            ),
        ),
        Written::Text => return,
    };
    literal.report(errors, at, fault, help);
}
