//! `header("Name") = "<argument>"` and `header("Name") = "fixed"`.

use quote::ToTokens;
use syn::LitStr;

use super::chunk;
use super::named::{self, Named};
use super::option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, probable_name};

/// Headers that are somebody else's, and whose.
const RESERVED: [(&str, &str); 6] = [
    (
        "authorization",
        "the client's credentials set it; `auth = none` leaves it out",
    ),
    ("connection", "the HTTP client sets it"),
    ("content-length", "the HTTP client sets it from the body"),
    ("host", "the HTTP client sets it from the base URL"),
    (
        "idempotency-key",
        "the client makes one for each call that may repeat a write",
    ),
    ("transfer-encoding", "the HTTP client sets it"),
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
        return Err(option.malformed(errors));
    };
    let Some(literal) = chunk::string(&arguments.stream()) else {
        return Err(errors.report(
            arguments,
            "expected the header's name in quotes",
            "write `header(\"If-Match\")`",
        ));
    };
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
                    "write `\"<{}>\"` for an argument, or fixed text in quotes",
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

/// A header that is written in another form, in the right one: from `"Name", "<argument>"` or `"Name: <argument>"`,
/// wherever these stand.
pub(super) fn rewritten(chunk: &impl ToTokens) -> Option<String> {
    let mut texts = Vec::new();
    chunk::strings(chunk.to_token_stream(), &mut texts);
    let (name, value) = match texts.as_slice() {
        [name, value] => (name.as_str(), value.as_str()),
        [header] => header.split_once(':')?,
        _ => return None,
    };
    let (name, value) = (name.trim(), value.trim());
    let is_header = name_fault(name).is_none() && !value.is_empty();
    is_header.then(|| format!("header({name:?}) = {value:?}"))
}

fn name(literal: &LitStr, others: &[Header], errors: &mut Errors) -> Result<String, Reported> {
    let text = literal.value();
    let name = text.to_ascii_lowercase();
    if let Some(fault) = name_fault(&text) {
        let kept: String = text
            .chars()
            .filter(|c| is_name_char(*c) || *c == ' ')
            .collect();
        let mended = kept.trim().replace(' ', "-");
        let mended = if mended.is_empty() {
            "If-Match"
        } else {
            &mended
        };
        return Err(errors.report(
            literal,
            fault,
            format!("write a name such as `\"{mended}\"`"),
        ));
    }
    if let Some((_, owner)) = RESERVED.iter().find(|(reserved, _)| *reserved == name) {
        return Err(errors.report(
            literal,
            format!("`{text}` is not a header that an endpoint can set"),
            format!("remove it: {owner}"),
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
    match Written::read(&text) {
        Written::Name(name) => Ok(HeaderValue::Argument(Named {
            name: name.to_owned(),
            literal: literal.clone(),
        })),
        Written::Partial(name) => {
            let name = probable_name(name).unwrap_or_else(|| "argument".to_owned());
            Err(errors.report(
                literal,
                "the value is either one argument or fixed text",
                format!("write `\"<{name}>\"` and join the rest to it in the argument"),
            ))
        }
        // A lone bracket may be a comparison, unless it stands where a placeholder's would.
        Written::Unclosed(_) if !text.starts_with('<') => fixed(literal, text, errors),
        Written::Unopened(_) if !text.ends_with('>') => fixed(literal, text, errors),
        Written::Text | Written::Foreign(_) => fixed(literal, text, errors),
        Written::Fields(_)
        | Written::Unnamed
        | Written::Misnamed(_)
        | Written::Unclosed(_)
        | Written::Unopened(_) => Err(named::refuse(literal, &text, "argument", errors)),
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
        "write plain text such as `\"no-cache\"`, or `\"<argument>\"`",
    ))
}
