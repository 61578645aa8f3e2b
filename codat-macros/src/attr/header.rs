//! `header("Name") = "<argument>"` and `header("Name") = "fixed"`.

use quote::ToTokens;
use syn::LitStr;

use super::chunk;
use super::named::{self, Named};
use super::option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical, is_name, probable_name};

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
        return Err(malformed(option, errors));
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

/// Says which form a header has, by the name and the value that were written in another one: `"Name", "<argument>"` or
/// `"Name: <argument>"`, wherever these stand.
fn malformed(option: &RawOption, errors: &mut Errors) -> Reported {
    let mut texts = Vec::new();
    chunk::strings(option.chunk.to_token_stream(), &mut texts);
    let written = match texts.as_slice() {
        [name, value] => Some((name.as_str(), value.as_str())),
        [header] => header.split_once(':'),
        _ => None,
    };
    let written = written
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(name, value)| name_fault(name).is_none() && !value.is_empty());
    let Some((name, value)) = written else {
        return option.malformed(errors);
    };
    if let Some(owner) = owner(name) {
        return report_reserved(&option.chunk, name, owner, errors);
    }
    let value = match Written::read(value) {
        Written::Text => value.to_owned(),
        written => format!(
            "<{}>",
            written.probable_name().as_deref().unwrap_or("argument")
        ),
    };
    option.suggest(&format!("header({name:?}) = {value:?}"), errors)
}

/// Whose header it is, if not the endpoint's.
fn owner(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    RESERVED
        .iter()
        .find(|(reserved, _)| *reserved == name)
        .map(|(_, owner)| *owner)
}

fn report_reserved(at: &impl ToTokens, name: &str, owner: &str, errors: &mut Errors) -> Reported {
    errors.report(
        at,
        format!("`{name}` is not a header that an endpoint can set"),
        format!("remove it: {owner}"),
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
    if let Some(owner) = owner(&name) {
        return Err(report_reserved(literal, &text, owner, errors));
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
            let name = probable_name(name).unwrap_or_else(|| "argument".to_owned());
            Err(errors.report(
                literal,
                "the value is either one argument or fixed text",
                format!("pass the whole value as one argument: `\"<{name}>\"`"),
            ))
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
        "write plain text such as `\"no-cache\"`, or `\"<argument>\"`",
    ))
}

#[cfg(test)]
mod tests {
    use super::RESERVED;

    /// The lists that a call's own headers are held to, in the client's source.
    const CLIENT: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../codat-client/src/request/headers.rs"
    );

    #[test]
    fn the_client_refuses_the_same_headers() {
        let source = std::fs::read_to_string(CLIENT).unwrap();
        let lists = source
            .split("].contains(name)")
            .filter_map(|before| Some(before.rsplit_once('[')?.1));
        let mut client: Vec<_> = lists
            .take(2)
            .flat_map(|list| list.split(", "))
            .map(|name| name.to_lowercase().replace('_', "-"))
            .collect();
        client.sort_unstable();
        assert_eq!(client, RESERVED.map(|(name, _)| name));
    }
}
