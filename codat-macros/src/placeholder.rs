//! Reads `<name>` in a segment of the path, in a query parameter, or in the value of an option.

use proc_macro2::{Ident, Span};
use unicode_ident::{is_xid_continue, is_xid_start};

use crate::suggest;

/// Words that no argument can be named, not even as a raw identifier.
const RESERVED: [&str; 5] = ["_", "crate", "self", "Self", "super"];

/// What a piece of text says about placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written<'a> {
    /// No placeholder at all.
    Text,
    /// `<name>`
    Name(&'a str),
    /// `<name..>`
    Fields(&'a str),
    /// `<>`
    Unnamed,
    /// `<not a name>`
    Misnamed(&'a str),
    /// `<name`
    Unclosed(&'a str),
    /// `name>`
    Unopened(&'a str),
    /// `text-<name>` or `{name}.json`
    Partial(&'a str),
    /// `{name}` or `:name`, as other frameworks write it.
    Foreign(&'a str),
}

impl<'a> Written<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        match text.split_once('<') {
            Some((before, after)) => match after.split_once('>') {
                Some((inner, "")) if before.is_empty() => Self::inside(inner),
                Some((inner, _)) => Self::Partial(inner),
                None => Self::Unclosed(after),
            },
            None => match text.split_once('>') {
                Some((before, _)) => Self::Unopened(before),
                None => Self::without_brackets(text),
            },
        }
    }

    fn inside(inner: &'a str) -> Self {
        match inner.strip_suffix("..") {
            Some("") => Self::Unnamed,
            Some(name) if is_name(name) => Self::Fields(name),
            Some(_) => Self::Misnamed(inner),
            None if inner.is_empty() => Self::Unnamed,
            None if is_name(inner) => Self::Name(inner),
            None => Self::Misnamed(inner),
        }
    }

    fn without_brackets(text: &'a str) -> Self {
        if let Some((before, after)) = text.split_once('{')
            && let Some((inner, after)) = after.split_once('}')
        {
            if before.is_empty() && after.is_empty() {
                return Self::Foreign(inner);
            }
            if is_name(inner) {
                return Self::Partial(inner);
            }
        }
        match text.strip_prefix(':') {
            Some(name) if is_name(name) => Self::Foreign(name),
            _ => Self::Text,
        }
    }

    /// Reads a value that may be fixed text: a lone bracket in it is taken for a comparison, unless it stands where a
    /// placeholder's would.
    pub(crate) fn read_value(text: &'a str) -> Self {
        match Self::read(text) {
            Self::Unclosed(_) if !text.starts_with('<') => Self::Text,
            Self::Unopened(_) if !text.ends_with('>') => Self::Text,
            written => written,
        }
    }

    /// What is wrong with it, where that doesn't depend on the place.
    pub(crate) fn fault(self) -> Option<String> {
        Some(match self {
            Self::Text | Self::Name(_) | Self::Fields(_) | Self::Partial(_) => return None,
            Self::Unnamed => "placeholder has no name".to_owned(),
            Self::Misnamed(_) if self.is_field() => {
                "a placeholder names an argument, not a field of one".to_owned()
            }
            Self::Misnamed(name) => format!("`{name}` is not the name of an argument"),
            Self::Unclosed(_) => "placeholder is never closed".to_owned(),
            Self::Unopened(_) => "placeholder is never opened".to_owned(),
            Self::Foreign(_) => "placeholders are written in angle brackets".to_owned(),
        })
    }

    /// Whether it is `<argument.field>`.
    pub(crate) fn is_field(self) -> bool {
        matches!(self, Self::Misnamed(name) if is_field(name))
    }

    /// The argument that it probably means.
    pub(crate) fn probable_name(self) -> Option<String> {
        match self {
            Self::Text | Self::Unnamed => None,
            Self::Name(name)
            | Self::Fields(name)
            | Self::Misnamed(name)
            | Self::Unclosed(name)
            | Self::Unopened(name)
            | Self::Partial(name)
            | Self::Foreign(name) => probable_name(name),
        }
    }
}

/// The name of a placeholder with text around it, such as `W/<etag>`, and that text as a message lists it.
pub(crate) fn with_surroundings(text: &str, placeholder: &str) -> Option<(String, String)> {
    let name = probable_name(placeholder)?;
    let (before, after) = text.split_once(placeholder)?;
    let before = before.strip_suffix(['<', '{'])?;
    let after = after.strip_prefix(['>', '}'])?;
    if before.contains(['<', '{']) || after.contains(['<', '{']) {
        return None;
    }
    let around = [before, after].into_iter().filter(|text| !text.is_empty());
    Some((name, suggest::list(around)))
}

/// Whether this is `argument.field`.
fn is_field(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(argument, field)| is_name(argument) && is_name(field))
}

/// Whether an argument can have this name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || is_xid_start(c));
    starts && chars.all(is_xid_continue) && !RESERVED.contains(&text)
}

/// A name as the compiler spells it: however a letter was typed, it is the same identifier.
pub(crate) fn canonical(name: &str) -> String {
    if name.is_ascii() {
        name.to_owned()
    } else {
        Ident::new(name, Span::call_site()).to_string()
    }
}

/// The argument name that was probably meant: `companyId`, `company-id`, `company_id:uuid` and `company_id = 1` mean
/// `company_id`.
pub(crate) fn probable_name(written: &str) -> Option<String> {
    let written = written.strip_prefix("r#").unwrap_or(written);
    // A default, a type or a field is no part of it.
    let start = written.trim_start_matches(|c: char| !is_xid_continue(c));
    let end = |c: char| !is_xid_continue(c) && !matches!(c, '-' | ' ');
    let name = snake_case(start.split(end).next().unwrap_or(start));
    is_name(&name).then_some(name)
}

fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let mut chars = text.trim().chars().peekable();
    let mut previous = None;
    while let Some(c) = chars.next() {
        if c == '_' || !is_xid_continue(c) {
            if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
        } else {
            let starts_word = c.is_uppercase()
                && previous.is_some_and(|previous: char| {
                    !previous.is_uppercase() || chars.peek().is_some_and(|next| next.is_lowercase())
                });
            if starts_word && !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            name.extend(c.to_lowercase());
        }
        previous = Some(c);
    }
    name.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Written, is_name, probable_name};

    #[test]
    fn every_form_is_recognised() {
        for (text, written) in [
            ("connections", Written::Text),
            ("", Written::Text),
            ("a:b", Written::Text),
            ("<id>", Written::Name("id")),
            ("<type>", Written::Name("type")),
            ("<filter..>", Written::Fields("filter")),
            ("<>", Written::Unnamed),
            ("<..>", Written::Unnamed),
            ("<_>", Written::Misnamed("_")),
            ("<company-id>", Written::Misnamed("company-id")),
            ("<r#type>", Written::Misnamed("r#type")),
            ("<1st>", Written::Misnamed("1st")),
            ("<id", Written::Unclosed("id")),
            ("id>", Written::Unopened("id")),
            ("<self>", Written::Misnamed("self")),
            ("a-<id>", Written::Partial("id")),
            ("{id}.json", Written::Partial("id")),
            ("{\"a\": 1}, {b", Written::Text),
            ("<a><b>", Written::Partial("a")),
            ("{id}", Written::Foreign("id")),
            (":id", Written::Foreign("id")),
        ] {
            assert_eq!(Written::read(text), written, "{text}");
        }
    }

    #[test]
    fn names_are_those_that_an_argument_can_have() {
        for name in ["company_id", "_id", "größe", "हिन्दी", "type"] {
            assert!(is_name(name), "{name}");
        }
        for text in ["", "_", "1a", "a b", "a-b", "self", "crate"] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn the_probable_name_is_in_snake_case() {
        for (written, name) in [
            ("companyId", Some("company_id")),
            ("CompanyID", Some("company_id")),
            ("HTTPStatus", Some("http_status")),
            ("company-id", Some("company_id")),
            (" id ", Some("id")),
            ("r#type", Some("type")),
            ("id:uuid", Some("id")),
            ("id?", Some("id")),
            ("page=1", Some("page")),
            ("page = 1", Some("page")),
            ("invoice.id", Some("invoice")),
            ("*path", Some("path")),
            ("filter...", Some("filter")),
            ("", None),
            ("1", None),
            ("हिन्दी-Id", Some("हिन्दी_id")),
            ("self", None),
            ("--", None),
        ] {
            assert_eq!(probable_name(written).as_deref(), name, "{written}");
        }
    }
}
