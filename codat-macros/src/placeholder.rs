//! Reads `<name>` in a segment of the path, in a query parameter, or in the value of an option.

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
    /// `text-<name>`
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
        if let Some(inner) = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
        {
            return Self::Foreign(inner);
        }
        match text.strip_prefix(':') {
            Some(name) if is_name(name) => Self::Foreign(name),
            _ => Self::Text,
        }
    }
}

/// Whether an argument can have this name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && text != "_" && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// The argument name that was probably meant: `companyId`, `company-id` and `company_id:uuid` mean `company_id`.
pub(crate) fn probable_name(written: &str) -> Option<String> {
    let written = written.strip_prefix("r#").unwrap_or(written);
    let written = written.split([':', '?']).next().unwrap_or(written);
    let name = snake_case(written);
    is_name(&name).then_some(name)
}

fn snake_case(text: &str) -> String {
    let mut name = String::new();
    let mut chars = text.trim().chars().peekable();
    let mut previous = None;
    while let Some(c) = chars.next() {
        if !c.is_alphanumeric() {
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
    fn every_form_is_told_apart() {
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
            ("a-<id>", Written::Partial("id")),
            ("<a><b>", Written::Partial("a")),
            ("{id}", Written::Foreign("id")),
            (":id", Written::Foreign("id")),
        ] {
            assert_eq!(Written::read(text), written, "{text}");
        }
    }

    #[test]
    fn names_are_those_that_an_argument_can_have() {
        assert!(is_name("company_id") && is_name("_id") && is_name("größe") && is_name("type"));
        assert!(
            !is_name("") && !is_name("_") && !is_name("1a") && !is_name("a b") && !is_name("a-b")
        );
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
            ("filter...", Some("filter")),
            ("", None),
            ("1", None),
            ("--", None),
        ] {
            assert_eq!(probable_name(written).as_deref(), name, "{written}");
        }
    }
}
