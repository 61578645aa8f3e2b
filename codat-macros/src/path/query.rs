//! The query: `?key=value&key=<name>&<name>&<name..>`.

use std::collections::BTreeMap;

use super::piece::Piece;
use super::report;
use super::text::{self, Allowed};
use crate::errors::Errors;
use crate::placeholder::{Written, canonical};
use crate::proposal::{propose, remove};
use crate::slot::{Content, Place, Slot};

pub(super) fn parse(query: &Piece, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let pieces = pieces(query, errors);
    let mut keys: BTreeMap<&str, &Piece> = BTreeMap::new();
    // Its place is at the end, and there is one at most.
    let mut fields: Option<(Slot, &Piece)> = None;
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        let slot = parameter(piece, errors);
        let is_fields = slot
            .as_ref()
            .is_some_and(|slot| slot.place == Place::Fields);
        if let Some((_, first)) = fields.take() {
            let last = format!("`{}` must come last in the query", first.text());
            let (fault, help) = match is_fields {
                true => (
                    "only one `..` is allowed in a query",
                    "put both into one struct",
                ),
                false => (&*last, "move it behind the other parameters"),
            };
            first.report(errors, fault, help);
        }
        // That of a faulty parameter counts as well.
        if let Some(key) = key(piece)
            && let Some(first) = keys.insert(key, piece)
        {
            let fault = format!("the key `{key}` is given twice");
            let help = format!("drop one of the two; a list repeats its key: `{key}=<values>`");
            Piece::report_all(&[first.clone(), piece.clone()], errors, fault, help);
        } else if is_fields {
            fields = slot.map(|slot| (slot, piece));
        } else {
            slots.extend(slot);
        }
    }
    slots.extend(fields.map(|(slot, _)| slot));
}

/// Splits at each `&`, and where something else was written in its place.
fn pieces(query: &Piece, errors: &mut Errors) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for mut piece in query.split('&') {
        // As in `page=<page>?size=<size>`.
        while let Some(end) = piece.text().find('>')
            && let (before, separator, after) = piece.around(end + 1)
            && matches!(separator.text(), "?" | "," | ";")
            && after.text().contains(['=', '<'])
        {
            let fault = "parameters are separated by `&`";
            separator.report(errors, fault, propose(["&"], ""));
            pieces.push(before);
            piece = after;
        }
        pieces.push(piece);
    }
    let empty = Piece::empty_ones(&pieces, query);
    let fault = "the query has an empty parameter";
    Piece::report_all(&empty, errors, fault, remove(""));
    pieces
}

fn parameter(piece: &Piece, errors: &mut Errors) -> Option<Slot> {
    let slot = |place, key: &str, content, value: &Piece| Slot {
        place,
        key: key.to_owned(),
        content,
        source: value.source(),
    };
    let argument = |name: &str| Content::Argument(canonical(name));
    let Some(equals) = piece.text().find('=') else {
        return match Written::read_value(piece.text()) {
            Written::Name(name) => {
                Some(slot(Place::Query, &canonical(name), argument(name), piece))
            }
            Written::Fields(name) => Some(slot(Place::Fields, "", argument(name), piece)),
            Written::Text => {
                text::check(piece, Allowed::Key, errors).ok()?;
                let content = Content::Fixed(piece.text().to_owned());
                Some(slot(Place::Query, "", content, piece))
            }
            written => {
                report(piece, &written, "parameter", errors);
                None
            }
        };
    };
    let (key, _, value) = piece.around(equals);
    let spaces = [key.trim().1, value.trim().1].concat();
    if !spaces.is_empty() && !value.trim().0.is_empty() {
        let fault = "a space can't stand in a query";
        Piece::report_all(&spaces, errors, fault, remove(""));
        return None;
    }
    if key.is_empty() {
        let help = "a parameter is `key=value` or `key=<argument>`";
        piece.report(errors, "the parameter has no key", help);
        return None;
    }
    if let Written::Name(name) = Written::read(key.text()) {
        let help = format!("pass a map as `<{name}..>`, last in the query, or name the key");
        let fault = "an argument can give the value of a parameter, not its key";
        key.report(errors, fault, help);
        return None;
    }
    let key_fits = text::check(&key, Allowed::Key, errors);
    let content = match Written::read_value(value.text()) {
        Written::Text => {
            text::check(&value, Allowed::Query, errors).ok()?;
            Content::Fixed(value.text().to_owned())
        }
        Written::Name(name) => argument(name),
        Written::Fields(name) => {
            let fault = format!("`<{name}..>` takes no key: its fields are the keys");
            let proposals = [format!("<{name}..>"), format!("{}=<{name}>", key.text())];
            piece.report(errors, fault, propose(proposals, ""));
            return None;
        }
        written => {
            report(&value, &written, "value", errors);
            return None;
        }
    };
    key_fits.ok()?;
    Some(slot(Place::Query, key.text(), content, &value))
}

/// The key of a parameter, whether or not the rest of it is right.
fn key(piece: &Piece) -> Option<&str> {
    let key = match piece.text().split_once('=') {
        Some((key, _)) => key,
        None => match Written::read(piece.text()) {
            Written::Text => piece.text(),
            Written::Name(name) | Written::Foreign(name) => name,
            _ => return None,
        },
    };
    (!key.is_empty()).then_some(key)
}
