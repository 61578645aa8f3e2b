//! The template: which segments and query parameters a path has, and which arguments fill them.

mod piece;
mod query;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use syn::LitStr;

use self::piece::Piece;
use self::text::Allowed;
use crate::errors::Errors;
use crate::placeholder::{Written, canonical, names};
use crate::proposal::{propose, remove};
use crate::slot::{Content, Place, Slot};

/// A path whose form is right. Whether its placeholders have arguments isn't known yet.
pub(crate) struct Template {
    pub(crate) slots: Vec<Slot>,
    /// False if a part was faulty and left out: what it would have said is unknown.
    pub(crate) complete: bool,
}

impl Template {
    pub(crate) fn parse(literal: LitStr, errors: &mut Errors) -> Self {
        let before = errors.len();
        let mut slots = Vec::new();
        parse(&Piece::whole(literal), &mut slots, errors);
        let complete = errors.len() == before;
        Self { slots, complete }
    }

    /// The path without its query, placeholders in braces.
    pub(crate) fn path(&self) -> String {
        let segments = self.slots.iter().filter(|slot| slot.place == Place::Path);
        let segments = segments.map(|slot| match &slot.content {
            Content::Fixed(text) => format!("/{text}"),
            Content::Argument(name) => format!("/{{{name}}}"),
        });
        let path: String = segments.collect();
        Some(path)
            .filter(|path| !path.is_empty())
            .unwrap_or_else(|| "/".to_owned())
    }
}

fn parse(whole: &Piece, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let (trimmed, spaces) = whole.trim();
    if let Some(line_break) = trimmed.text().find('\n') {
        let fault = "the path goes on in another line, and so holds a line break";
        let help = "end the line with `\\`, which joins it to the next";
        let line_break = trimmed.part(line_break..line_break + 1);
        line_break.report(errors, fault, help);
        return;
    }
    let path = if trimmed.is_empty() { whole } else { &trimmed };
    if !trimmed.is_empty() {
        let fault = "the path starts or ends with a space";
        Piece::report_all(&spaces, errors, fault, remove(""));
    }
    // As URI templates write a query.
    if let Some(start) = path.text().find("{?") {
        let query = path.from(start);
        let names = query.text().trim_matches(['{', '?', '}']).split(',');
        let parameters: Vec<_> = names.map(|name| format!("<{}>", name.trim())).collect();
        let proposal = format!("?{}", parameters.join("&"));
        let help = propose([proposal], "such as `?page=<page>`");
        query.report(errors, "the query starts with `?`", help);
        return;
    }
    let path = without_host(path, errors);
    let mark = query_mark(path.text());
    // Without a placeholder an `&` may well be a part of the segment.
    let ampersand = path.text().find('&');
    let ampersand = ampersand.filter(|mark| path.from(*mark).text().contains("=<"));
    let Some(mark) = mark.or(ampersand) else {
        return segments(&path, slots, errors);
    };
    let (path, mark, query) = path.around(mark);
    if mark.text() == "&" {
        mark.report(errors, "the query starts with `?`", propose(["?"], ""));
    }
    segments(&path, slots, errors);
    if query.is_empty() {
        mark.report(errors, "the query is empty", remove("parameters follow it"));
    } else {
        query::parse(&query, slots, errors);
    }
}

/// Takes scheme and host off, and insists on the leading slash.
fn without_host(path: &Piece, errors: &mut Errors) -> Piece {
    let text = path.text();
    if let Some(end) = host(text) {
        let fault = "the path holds a host, but the base URL belongs to the client";
        let help = match text.get(end..).is_some_and(|path| path.starts_with('/')) {
            true => remove("`ClientBuilder::base_url` sets it"),
            false => propose(["/"], ""),
        };
        path.part(0..end).report(errors, fault, help);
        return path.from(end);
    }
    if !text.starts_with('/') {
        let help = propose([format!("/{text}")], "such as `/companies`");
        path.report(errors, "the path must start with `/`", help);
    }
    path.clone()
}

/// Where scheme and host end, or what stands for them: `https://api.codat.io`, `//api.codat.io`, `localhost:8080`, `{base}`.
fn host(text: &str) -> Option<usize> {
    let start = match text.find("://") {
        Some(scheme) => scheme + "://".len(),
        None if text.starts_with("//") => "//".len(),
        None => 0,
    };
    let rest = text.get(start..)?;
    let host = rest.get(..rest.find(['/', '?']).unwrap_or(rest.len()))?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    let port = host.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    let has_port = port.is_some_and(|port| port.is_ok());
    let is_known = host == "localhost" || has_port || host.split('.').count() > 2;
    let is_base = host.starts_with(['{', '<']) && (host.contains("base") || host.contains("url"));
    let holds = start > "//".len() || is_base || is_known && host.chars().all(is_host);
    holds.then_some(start + host.len())
}

/// The `?` that starts the query, which isn't one inside a placeholder.
fn query_mark(text: &str) -> Option<usize> {
    text.match_indices('?').map(|(mark, _)| mark).find(|mark| {
        let (before, after) = text.split_at(*mark);
        let opened = before.rfind('<') > before.rfind('>');
        let end = after.find(['<', '>', '/', '&']);
        let closed =
            end.is_some_and(|end| after.get(end..).is_some_and(|end| end.starts_with('>')));
        !(opened && closed)
    })
}

fn segments(path: &Piece, slots: &mut Vec<Slot>, errors: &mut Errors) {
    let path = path.from(usize::from(path.text().starts_with('/')));
    // The route of the root.
    if path.is_empty() {
        return;
    }
    let pieces = path.split('/');
    let empty = Piece::empty_ones(&pieces, &path);
    let fault = match pieces.last() {
        Some(last) if last.is_empty() && empty.len() == 1 => "the path ends in `/`",
        _ => "the path has an empty segment",
    };
    Piece::report_all(&empty, errors, fault, remove(""));
    let mut seen: BTreeMap<&str, &Piece> = BTreeMap::new();
    let mut unclosed = false;
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        let text = piece.text();
        // The second half of `<a/b>` was explained with the first.
        if std::mem::take(&mut unclosed) && !text.contains('<') && text.contains('>') {
            continue;
        }
        unclosed = text.contains('<') && !text.contains('>');
        let content = match Written::read(text) {
            Written::Text if is_dots(text) => {
                let fault = format!("`{text}` would lead out of the path");
                let help = "a URL leaves such a segment out and may drop the one before it: name the path that you mean";
                piece.report(errors, fault, help);
                continue;
            }
            Written::Text if text::check(piece, Allowed::Path, errors).is_ok() => {
                Content::Fixed(text.to_owned())
            }
            Written::Text => continue,
            Written::Name(name) => {
                if let Some(first) = seen.insert(text, piece) {
                    let fault = format!("`<{name}>` is used twice");
                    let help = "each segment needs an argument of its own, with another name";
                    Piece::report_all(&[first.clone(), piece.clone()], errors, fault, help);
                    continue;
                }
                Content::Argument(canonical(name))
            }
            written => {
                report(piece, &written, "segment", errors);
                continue;
            }
        };
        slots.push(Slot {
            place: Place::Path,
            key: String::new(),
            content,
            source: piece.source(),
        });
    }
}

/// Whether a URL parser would take this segment for "here" or "one up", encoded or not.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Explains what was written where a placeholder was probably meant.
fn report(piece: &Piece, written: &Written<'_>, whole: &str, errors: &mut Errors) {
    let inside = match written {
        Written::Partial(inside) => inside,
        _ => piece.text(),
    };
    // Where dots were written, several parameters were meant.
    let is_fields = inside.contains("..") && whole == "parameter";
    let dots = if is_fields { ".." } else { "" };
    let names = names(inside).into_iter();
    let proposals = names.map(|name| format!("<{name}{dots}>"));
    let expected = "the name of an argument stands between `<` and `>`, such as `<company_id>`";
    let mut help = propose(proposals, expected);
    if let Written::Partial(_) = written {
        help = help.adding(format!(", and build the whole {whole} in the argument"));
    }
    piece.report(errors, written.fault(whole).unwrap_or_default(), help);
}
