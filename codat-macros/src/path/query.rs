//! The query: `?key=value&key=<name>&<name>&<name..>`.

use std::collections::BTreeSet;

use super::text::{self, Allowed};
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical};
use crate::proposal::propose;
use crate::slot::{Content, Place, Slot};
use crate::source::Source;

pub(super) fn parse(query: &Source, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let pieces = query.split('&');
    let texts = pieces.iter().map(Source::text);
    let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
    if texts.len() < pieces.len() {
        let help = propose([texts.join("&")], "");
        errors.report(query, "the query has an empty parameter", help);
    }
    let mut keys = BTreeSet::new();
    for piece in pieces.iter().filter(|piece| !piece.text().is_empty()) {
        let Ok(slot) = parameter(piece, errors) else {
            continue;
        };
        let key = match &*slot.key {
            "" => piece.text(),
            key => key,
        };
        if keys.insert(key.to_owned()) {
            slots.push(slot);
        } else {
            let fault = format!("the key `{key}` is given twice");
            let help = format!(
                "drop one of the two, one that is fixed rather than an argument's; a list repeats its key: `{key}=<values>`"
            );
            errors.report(piece, fault, help);
        }
    }
    let mut fields = slots.iter().skip_while(|slot| slot.place != Place::Fields);
    if let (Some(first), Some(second)) = (fields.next(), fields.next()) {
        let fault = format!("`{}` must come last in the query", first.source.text());
        let help = match second.place {
            Place::Fields => "take one struct that holds both, each with `#[serde(flatten)]`",
            _ => "move it behind the other parameters",
        };
        errors.report(&first.source, fault, help);
    }
}

fn parameter(piece: &Source, errors: &mut Errors) -> Result<Slot, Reported> {
    let text = piece.text();
    // As in `page=<page>?size=<size>`; but `tags=<a>,<b>` means a list.
    let signs = [">?", ">, ", ">,", ">;"].iter();
    let mended = signs.fold(text.to_owned(), |text, sign| text.replace(sign, ">&"));
    let is_list = text.contains(">,") && text.matches('=').count() == 1;
    if mended != text && !is_list {
        let fault = "parameters are separated by `&`";
        return Err(errors.report(piece, fault, propose([mended], "")));
    }
    // In `<page=1>`, it is a part of the placeholder.
    let is_inside = |at: &usize| text.starts_with('<') && !text.split_at(*at).0.contains('>');
    let Some(equals) = text.find('=').filter(|at| !is_inside(at)) else {
        let (place, content) = content(piece, "parameter", Allowed::Key, errors)?;
        let key = match &content {
            Content::Argument(name) if place == Place::Query => name.clone(),
            _ => String::new(),
        };
        return Ok(Slot::new(place, key, content, piece.clone()));
    };
    let (key, _, source) = piece.around(equals);
    let (plain_key, value) = (key.text().trim(), source.text().trim());
    if format!("{plain_key}={value}") != text && !value.is_empty() {
        let help = propose([format!("{plain_key}={value}")], "");
        return Err(errors.report(piece, "a space can't stand in a query", help));
    }
    if key.text().is_empty() {
        let help = "a parameter is `key=value` or `key=<argument>`";
        return Err(errors.report(piece, "the parameter has no key", help));
    }
    if let Written::Name(name) = Written::read(key.text()) {
        let help = format!("pass a map as `<{name}..>`, last in the query, or name the key");
        let fault = "an argument can give the value of a parameter, not its key";
        return Err(errors.report(&key, fault, help));
    }
    let key_fits = text::check(&key, Allowed::Key, errors);
    if let Written::Fields(name) = Written::read(value) {
        let fault = format!("`<{name}..>` takes no key: its fields are the keys");
        let help = format!("a single value is written as `{plain_key}=<{name}>`");
        return Err(errors.report(piece, fault, propose([format!("<{name}..>")], help)));
    }
    let (place, content) = content(&source, "value", Allowed::Query, errors)?;
    let key = key_fits.map(|()| plain_key.to_owned())?;
    Ok(Slot::new(place, key, content, source))
}

/// What fills a parameter, or its value.
fn content(
    piece: &Source,
    whole: &str,
    allowed: Allowed,
    errors: &mut Errors,
) -> Result<(Place, Content), Reported> {
    Ok(match Written::read_value(piece.text()) {
        Written::Name(name) => (Place::Query, Content::Argument(canonical(name))),
        Written::Fields(name) => (Place::Fields, Content::Argument(canonical(name))),
        Written::Text => {
            text::check(piece, allowed, errors)?;
            (Place::Query, Content::Fixed(piece.text().to_owned()))
        }
        written => return Err(piece.refuse(errors, &written, whole)),
    })
}
