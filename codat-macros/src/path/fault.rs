//! What was written where a placeholder was probably meant.

use super::literal::{PathLiteral, Piece};
use super::text::Place;
use crate::errors::Errors;
use crate::placeholder::{Written, with_surroundings};

/// Explains the fault, and how the placeholder is written.
pub(super) fn report(
    literal: &PathLiteral,
    piece: Piece<'_>,
    written: Written<'_>,
    place: Place,
    errors: &mut Errors,
) {
    let at = match written {
        Written::Unclosed(name) | Written::Misnamed(name) => {
            let start = piece.text.find('<').unwrap_or_default();
            let end = start + 1 + name.len() + usize::from(matches!(written, Written::Misnamed(_)));
            piece.start + start..piece.start + end
        }
        _ => piece.range(),
    };
    let whole = match place {
        Place::Path => "segment",
        Place::Query => "value",
    };
    let meant = written.probable_name();
    let example = meant.as_deref().unwrap_or("name");
    let (fault, help) = match (written, place) {
        (Written::Fields(name), Place::Path) => (
            format!("`<{name}..>` stands for many parameters, so it can't be a segment"),
            format!("write it last in the query, `?<{name}..>`, or `<{name}>` for one segment"),
        ),
        (Written::Fields(name), Place::Query) => (
            format!("`<{name}..>` takes no key: its fields are the keys"),
            format!("write `<{name}..>` alone, or `<{name}>` for one value"),
        ),
        (Written::Partial(name) | Written::Name(name), _) => (
            format!("a placeholder must fill a whole {whole}"),
            match with_surroundings(piece.text, name) {
                Some((name, around)) => {
                    format!("write `<{name}>`, and put {around} into the argument")
                }
                None => format!("pass the whole {whole} as one argument: `<{example}>`"),
            },
        ),
        _ => {
            let Some(fault) = written.fault() else {
                return;
            };
            let help = match &meant {
                Some(_) if written.is_field() => {
                    "take the field as an argument of its own".to_owned()
                }
                Some(name) => format!("write `<{name}>`"),
                None => "write the name of an argument between `<` and `>`, such as `<company_id>`"
                    .to_owned(),
            };
            (fault, help)
        }
    };
    literal.report(errors, at, fault, help);
}
