//! Reads `<name>` in a segment of the path, in a query parameter, or in the value of an option.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Words that no argument can be named, not even as a raw identifier.
const RESERVED: [&str; 5] = ["_", "crate", "self", "Self", "super"];

/// What a piece of a string says about placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written<'a> {
    /// No placeholder at all.
    Text,
    /// `<name>`
    Name(&'a str),
    /// `<name..>`
    Fields(&'a str),
    /// `text-<name>` or `{name}.json`
    Partial(&'a str),
    /// `{name}` or `:name`, as other frameworks write it.
    Foreign(&'a str),
    /// Anything else in brackets, and what is wrong with it.
    Faulty(String),
}

impl<'a> Written<'a> {
    pub(crate) fn read(text: &'a str) -> Self {
        match text.split_once('<') {
            Some((before, after)) => match after.split_once('>') {
                Some((inner, "")) if before.is_empty() => Self::inside(inner),
                Some((inner, _)) => Self::Partial(inner),
                None => Self::Faulty("placeholder is never closed".to_owned()),
            },
            None if text.contains('>') => Self::Faulty("placeholder is never opened".to_owned()),
            None => Self::without_brackets(text),
        }
    }

    fn inside(inner: &'a str) -> Self {
        match inner.strip_suffix("..") {
            None if is_name(inner) => Self::Name(inner),
            Some(name) if is_name(name) => Self::Fields(name),
            _ if matches!(inner, "" | "..") => Self::Faulty("placeholder has no name".to_owned()),
            _ => Self::Faulty(format!("`{inner}` is not the name of an argument")),
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

    /// Reads a value that may be a fixed string: a lone bracket in it is taken for a comparison, unless it stands where a
    /// placeholder's would.
    pub(crate) fn read_value(text: &'a str) -> Self {
        match Self::read(text) {
            Self::Faulty(_) if !text.starts_with('<') && !text.ends_with('>') => Self::Text,
            written => written,
        }
    }

    /// What is wrong with it where one argument of the whole of something is due.
    pub(crate) fn fault(&self, whole: &str) -> String {
        match self {
            Self::Name(_) => String::new(),
            Self::Text => "the argument is written in angle brackets".to_owned(),
            Self::Fields(name) => format!("`<{name}..>` works only in a query"),
            Self::Partial(_) => format!("a placeholder must fill a whole {whole}"),
            Self::Foreign(_) => "placeholders are written in angle brackets".to_owned(),
            Self::Faulty(fault) => fault.clone(),
        }
    }
}

/// Whether an argument can have this name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || is_xid_start(c));
    starts && chars.all(is_xid_continue) && !RESERVED.contains(&text)
}

/// A name as the compiler spells it: however a letter was typed, it is the same identifier.
pub(crate) fn canonical(name: &str) -> String {
    Ident::new(name, Span::call_site()).to_string()
}

/// The names that a text may mean, as they stand and in snake case: `companyId`, `company-id` and `{company_id:uuid}` mean
/// `company_id`. They are candidates: a proposal is checked before it is shown.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let words = text.split(|c: char| !is_xid_continue(c) && c != '-');
    for word in words.filter(|word| !word.is_empty()).take(16) {
        names.extend([word.to_owned(), snake_case(word)]);
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| is_name(name) && seen.insert(name.clone()));
    names
}

/// A name in snake case: `companyId`, `CompanyID` and `company-id` are `company_id`.
pub(crate) fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let mut previous = '_';
    for c in text.chars() {
        if c == '-' || c.is_uppercase() && previous.is_lowercase() {
            name.push('_');
        }
        name.extend(c.to_lowercase().filter(|c| *c != '-'));
        previous = c;
    }
    name.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Written, is_name, names, snake_case};

    #[test]
    fn every_form_is_recognised() {
        for (text, written) in [
            ("connections", Written::Text),
            ("", Written::Text),
            ("a:b", Written::Text),
            ("<id>", Written::Name("id")),
            ("<type>", Written::Name("type")),
            ("<filter..>", Written::Fields("filter")),
            ("a-<id>", Written::Partial("id")),
            ("{id}.json", Written::Partial("id")),
            ("{\"a\": 1}, {b", Written::Text),
            ("<a><b>", Written::Partial("a")),
            ("{id}", Written::Foreign("id")),
            (":id", Written::Foreign("id")),
        ] {
            assert_eq!(Written::read(text), written, "{text}");
        }
        for (text, fault) in [
            ("<>", "placeholder has no name"),
            ("<..>", "placeholder has no name"),
            ("<_>", "`_` is not the name of an argument"),
            (
                "<company-id>",
                "`company-id` is not the name of an argument",
            ),
            ("<r#type>", "`r#type` is not the name of an argument"),
            ("<1st>", "`1st` is not the name of an argument"),
            ("<self>", "`self` is not the name of an argument"),
            ("<a.b>", "`a.b` is not the name of an argument"),
            ("<id", "placeholder is never closed"),
            ("id>", "placeholder is never opened"),
        ] {
            assert_eq!(
                Written::read(text),
                Written::Faulty(fault.to_owned()),
                "{text}"
            );
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
    fn names_are_found_in_other_notations() {
        for (text, name) in [
            ("company-id", "company_id"),
            ("r#type", "type"),
            ("{id:uuid}", "id"),
            ("<page = 1>", "page"),
            ("*path", "path"),
            ("filter...", "filter"),
            ("हिन्दी-Id", "हिन्दी_id"),
        ] {
            assert!(names(text).iter().any(|found| found == name), "{text}");
        }
        for text in ["", "1", "self", "--"] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn snake_case_parts_words() {
        for (text, name) in [
            ("companyId", "company_id"),
            ("CompanyID", "company_id"),
            ("company-id", "company_id"),
            ("page", "page"),
        ] {
            assert_eq!(snake_case(text), name);
        }
    }
}
