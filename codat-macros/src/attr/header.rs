//! `header("Name") = "<argument>"` and `header("Name") = "fixed"`.

use proc_macro2::Group;
use quote::ToTokens;
use syn::LitStr;

use super::chunk;
use super::named::{self, Named};
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical, is_name, probable_name, with_surroundings};

/// Headers that are somebody else's, and whose.
const RESERVED: [(&str, &str); 13] = [
    (
        "authorization",
        "the client's credentials set it; `auth = none` leaves it out",
    ),
    ("connection", "the HTTP client sets it"),
    ("content-length", "the HTTP client sets it from the body"),
    (
        "expect",
        "it is about one connection, which many calls share",
    ),
    ("host", "the HTTP client sets it from the base URL"),
    (
        "idempotency-key",
        "the client makes one for each call that may repeat a write",
    ),
    (
        "keep-alive",
        "it is about one connection, which many calls share",
    ),
    (
        "proxy-authorization",
        "it is about one connection, which many calls share",
    ),
    (
        "proxy-connection",
        "it is about one connection, which many calls share",
    ),
    ("te", "it is about one connection, which many calls share"),
    (
        "trailer",
        "it is about one connection, which many calls share",
    ),
    ("transfer-encoding", "the HTTP client sets it"),
    (
        "upgrade",
        "it is about one connection, which many calls share",
    ),
];

pub(crate) struct Header {
    /// In lower case.
    pub(crate) name: String,
    pub(crate) value: HeaderValue,
}

pub(crate) enum HeaderValue {
    Argument(Named),
    Fixed(String),
}

pub(super) fn parse(
    option: &RawOption,
    others: &[Header],
    errors: &mut Errors,
) -> Result<Header, Reported> {
    let (Some(arguments), Some(value)) = (&option.arguments, &option.value) else {
        return Err(malformed(option, errors));
    };
    let Some(literal) = chunk::string(&arguments.stream()) else {
        return Err(errors.report(
            arguments,
            "expected the header's name in quotes",
            "write `header(\"If-Match\")`",
        ));
    };
    if let Some(owner) = owner(&literal.value()) {
        let argument = chunk::string(value).map(|value| value.value());
        return Err(report_reserved(
            &literal,
            &literal.value(),
            owner,
            argument,
            errors,
        ));
    }
    // Both halves are checked before either gives up.
    let name = name(&literal, others, errors);
    let value = match chunk::string(value) {
        Some(value) => self::value(&value, errors),
        None => {
            let name = chunk::word(value).and_then(|word| probable_name(&word.to_string()));
            Err(errors.report(
                value,
                "expected the header's value in quotes",
                format!(
                    "write `\"<{}>\"` for an argument, or a fixed string in quotes",
                    name.as_deref().unwrap_or("argument")
                ),
            ))
        }
    };
    Ok(Header {
        name: name?,
        value: value?,
    })
}

/// Says which form a header has, by the name and the value that were written in another one: `"Name", "<argument>"` or
/// `"Name: <argument>"`, wherever these stand.
fn malformed(option: &RawOption, errors: &mut Errors) -> Reported {
    let written = written(option);
    let reserved = written
        .iter()
        .find_map(|(name, value)| Some((name, value, owner(name)?)));
    if let Some((name, value, owner)) = reserved {
        return report_reserved(&option.chunk, name, owner, Some(value.clone()), errors);
    }
    match form(&written) {
        Some(form) => errors.report(&option.chunk, option.fault(), format!("write {form}")),
        None => option.malformed(errors),
    }
}

/// The headers that an option of another form holds, each in its right form.
pub(super) fn forms(option: &RawOption) -> Option<String> {
    form(&written(option))
}

fn form(headers: &[(String, String)]) -> Option<String> {
    let forms = headers.iter().map(|(name, value)| {
        let value = match Written::read(value) {
            Written::Text => value.clone(),
            written => format!(
                "<{}>",
                written.probable_name().as_deref().unwrap_or("argument")
            ),
        };
        format!("`header({name:?}) = {value:?}`")
    });
    let forms: Vec<_> = forms.collect();
    (!forms.is_empty()).then(|| forms.join(", "))
}

/// The names and values that an option of another form holds, unless they can't be distinguished.
fn written(option: &RawOption) -> Vec<(String, String)> {
    let tokens = option.chunk.to_token_stream();
    let mut texts = Vec::new();
    chunk::strings(tokens, &mut texts);
    let pairs: Vec<_> = match texts.as_slice() {
        // `header("Name: value")` and `header("Name" = argument)`
        [header] => {
            let arguments = option.arguments.as_ref().map(Group::stream);
            let argument = arguments.as_ref().and_then(chunk::first_word);
            let argument = argument.map(|word| (header.clone(), format!("<{word}>")));
            let pair = header
                .split_once(':')
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            pair.or(argument).into_iter().collect()
        }
        texts => texts
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[name, value]| (name.clone(), value.clone()))
            .collect(),
    };
    let pairs: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let is_right =
        |(name, value): &(String, String)| name_fault(name).is_none() && !value.is_empty();
    if pairs.iter().all(is_right) && (texts.len() < 2 || texts.len() == 2 * pairs.len()) {
        pairs
    } else {
        Vec::new()
    }
}

/// Whose header it is, if not the endpoint's.
fn owner(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    RESERVED
        .iter()
        .find(|(reserved, _)| *reserved == name)
        .map(|(_, owner)| *owner)
}

/// An argument that was meant for the header goes with it: it is likely to be a secret.
fn report_reserved(
    at: &impl ToTokens,
    name: &str,
    owner: &str,
    value: Option<String>,
    errors: &mut Errors,
) -> Reported {
    let argument = value.and_then(|value| Written::read(&value).probable_name());
    let what = argument.map_or("it".to_owned(), |name| {
        format!("the header and the argument `{name}`")
    });
    errors.report(
        at,
        format!("`{name}` is not a header that an endpoint can set"),
        format!("remove {what}: {owner}"),
    )
}

fn name(literal: &LitStr, others: &[Header], errors: &mut Errors) -> Result<String, Reported> {
    let text = literal.value();
    let name = text.to_ascii_lowercase();
    if let Some(fault) = name_fault(&text) {
        let kept: String = text
            .chars()
            .filter(|c| is_name_char(*c) || *c == ' ')
            .collect();
        let corrected = kept.trim().replace(' ', "-");
        let corrected = if corrected.is_empty() {
            "If-Match"
        } else {
            &corrected
        };
        return Err(errors.report(
            literal,
            fault,
            format!("write a name such as `\"{corrected}\"`"),
        ));
    }
    if others.iter().any(|other| other.name == name) {
        return Err(errors.report(
            literal,
            format!("the header `{text}` is given already"),
            "remove one of the two; names are the same in upper and lower case",
        ));
    }
    Ok(name)
}

/// Why this is not a token of RFC 9110.
fn name_fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("the header has no name".to_owned());
    }
    let fault = name.chars().find(|c| !is_name_char(*c))?;
    Some(match fault {
        ' ' => "a header's name has no spaces".to_owned(),
        c if c.is_control() => "a header's name has no control characters".to_owned(),
        c => format!("`{c}` can't stand in a header's name"),
    })
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn value(literal: &LitStr, errors: &mut Errors) -> Result<HeaderValue, Reported> {
    let text = literal.value();
    match Written::read_value(&text) {
        Written::Name(name) => Ok(HeaderValue::Argument(Named {
            name: canonical(name),
            literal: literal.clone(),
        })),
        // Such as JSON, and `<https://…>; rel="next"`.
        Written::Foreign(inner) if !is_name(inner) => fixed(literal, text, errors),
        Written::Partial(inner) if inner.contains("://") => fixed(literal, text, errors),
        Written::Partial(name) => {
            let help = match with_surroundings(&text, name) {
                Some((name, around)) => {
                    format!("write `\"<{name}>\"`, and put {around} into the argument")
                }
                None => {
                    let name = probable_name(name).unwrap_or_else(|| "argument".to_owned());
                    format!("pass the whole value as one argument: `\"<{name}>\"`")
                }
            };
            let fault = "the value is either one argument or a fixed string";
            Err(errors.report(literal, fault, help))
        }
        Written::Text => fixed(literal, text, errors),
        _ => Err(named::refuse(literal, &text, "argument", errors)),
    }
}

fn fixed(literal: &LitStr, text: String, errors: &mut Errors) -> Result<HeaderValue, Reported> {
    let fault = if text.is_empty() {
        "the header has no value"
    } else if !text.chars().all(|c| matches!(c, ' '..='~' | '\t')) {
        "a header's value holds visible ASCII characters only"
    } else if text.trim() != text {
        "a header's value doesn't start or end with a space"
    } else {
        return Ok(HeaderValue::Fixed(text));
    };
    Err(errors.report(
        literal,
        fault,
        "write a plain string such as `\"no-cache\"`, or `\"<argument>\"`",
    ))
}
