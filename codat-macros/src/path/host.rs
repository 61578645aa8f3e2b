//! The scheme and the host that don't belong into the path.

use super::literal::{PathLiteral, Piece};
use crate::errors::Errors;

/// Takes them off, and insists on the leading slash.
pub(super) fn without<'a>(
    literal: &PathLiteral,
    whole: Piece<'a>,
    errors: &mut Errors,
) -> Piece<'a> {
    if let Some(end) = end(whole.text) {
        let path = whole.from(end);
        let slash = if path.text.starts_with('/') { "" } else { "/" };
        literal.report(
            errors,
            whole.start..path.start,
            "the path holds a host, but the base URL belongs to the client",
            format!("write `{slash}{}`", path.text),
        );
        return path;
    }
    if !whole.text.starts_with('/') {
        literal.report(
            errors,
            whole.start..whole.start + whole.text.chars().next().map_or(0, char::len_utf8),
            "the path must start with `/`",
            format!("write `/{}`", whole.text),
        );
    }
    whole
}

/// Where scheme and host end, or what stands for them.
fn end(text: &str) -> Option<usize> {
    if let Some((scheme, rest)) = text.split_once("://")
        && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    {
        return Some(scheme.len() + "://".len() + authority(rest).len());
    }
    let start = if text.starts_with("//") {
        "//".len()
    } else {
        0
    };
    let host = authority(text.get(start..)?);
    (is_host(host) || is_base(host)).then_some(start + host.len())
}

/// What stands before the path.
fn authority(text: &str) -> &str {
    text.split(['/', '?']).next().unwrap_or(text)
}

/// `api.codat.io`, `localhost:8080`
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, ""));
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    let is_port = port.chars().all(|c| c.is_ascii_digit());
    let is_known = name.split('.').count() > 2 || name == "localhost" || !port.is_empty();
    is_name && is_port && is_known
}

/// `{base}`, `<base_url>`
fn is_base(text: &str) -> bool {
    let name = text
        .strip_prefix(['{', '<'])
        .and_then(|text| text.strip_suffix(['}', '>']));
    name.is_some_and(|name| {
        let name = name.to_lowercase();
        ["base", "domain", "host", "origin", "url"]
            .iter()
            .any(|word| name.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn hosts_and_what_stands_for_them() {
        for (host, path) in [
            ("https://api.codat.io", "/companies"),
            ("https://", "/companies"),
            ("http://localhost:8080", "?a=1"),
            ("api.codat.io", "/companies"),
            ("//api.codat.io", "/companies"),
            ("codat.io:443", ""),
            ("localhost", "/companies"),
            ("{base}", "/companies"),
            ("<base_url>", "/companies/<id>"),
        ] {
            assert_eq!(end(&format!("{host}{path}")), Some(host.len()), "{host}");
        }
    }

    #[test]
    fn paths_that_lack_their_slash_only() {
        for path in [
            "companies/a.b.c",
            "report.json",
            "{id}/x",
            "<id>",
            "a:b/c",
            "/a.b.c/d",
            "//companies",
            "",
        ] {
            assert_eq!(end(path), None, "{path}");
        }
    }
}
