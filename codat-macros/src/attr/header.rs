//! `header("Name") = "<argument>"` and `header("Name") = "fixed"`.

use syn::LitStr;

use super::chunk;
use super::named::{self, quoted};
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical, is_name};
use crate::print;
use crate::proposal::propose;
use crate::slot::{Content, Place, Slot};
use crate::underline::Underline;

const CONNECTION: &str = "it is about one connection, which many calls share";

/// Headers that are somebody else's, and whose. `codat-client` has the same list for the headers of a call.
const RESERVED: [(&str, &str); 13] = [
    (
        "authorization",
        "the client's credentials set it; `auth = none` leaves it out",
    ),
    ("connection", "the HTTP client sets it"),
    ("content-length", "the HTTP client sets it from the body"),
    ("expect", CONNECTION),
    ("host", "the HTTP client sets it from the base URL"),
    (
        "idempotency-key",
        "the client makes one for each call that may repeat a write",
    ),
    ("keep-alive", CONNECTION),
    ("proxy-authorization", CONNECTION),
    ("proxy-connection", CONNECTION),
    ("te", CONNECTION),
    ("trailer", CONNECTION),
    ("transfer-encoding", "the HTTP client sets it"),
    ("upgrade", CONNECTION),
];

pub(super) fn parse(
    option: &RawOption,
    others: &[Slot],
    errors: &mut Errors,
) -> Result<Slot, Reported> {
    let (Some(arguments), Some(value)) = (&option.arguments, &option.value) else {
        let strings = chunk::strings(&option.given());
        let name = strings.first().cloned().unwrap_or_default();
        let forms = forms(&strings);
        return Err(match reserved(&name, &option.chunk, errors) {
            Some(reported) => reported,
            None => option.malformed(forms, errors),
        });
    };
    let inner = arguments.stream();
    let Some(literal) = chunk::string(&inner) else {
        let name = print::tokens(&inner).replace(' ', "");
        let at = if inner.is_empty() {
            arguments.into()
        } else {
            Underline::from(&inner)
        };
        let help = propose([format!("{name:?}")], "such as `header(\"If-Match\")`");
        return Err(errors.report(at, "expected the header's name in quotes", help));
    };
    if let Some(reported) = reserved(&literal.value(), &literal, errors) {
        return Err(reported);
    }
    // The value is checked, and its argument found, even if the name is faulty.
    let name = name(&literal, others, errors).unwrap_or_default();
    let Some(literal) = chunk::string(value) else {
        let expected = "an argument such as `\"<etag>\"`, or a fixed string in quotes";
        let help = propose(quoted(&print::tokens(value)), expected);
        return Err(errors.report(value, "expected the header's value in quotes", help));
    };
    let content = content(&literal, errors)?;
    Ok(named::slot(Place::Header, name, content, literal))
}

/// The option in its right form, of a name and a value.
pub(super) fn forms(strings: &[String]) -> Vec<String> {
    match strings {
        [name, value] => vec![format!("header({name:?}) = {value:?}")],
        _ => Vec::new(),
    }
}

/// Refuses a name that is somebody else's.
fn reserved(name: &str, at: impl Into<Underline>, errors: &mut Errors) -> Option<Reported> {
    let mut reserved = RESERVED.iter();
    let (_, owner) = reserved.find(|(reserved, _)| name.eq_ignore_ascii_case(reserved))?;
    let fault = format!("`{name}` is not a header that an endpoint can set");
    let help = format!("drop the header, and the argument for it: {owner}");
    Some(errors.report(at, fault, help))
}

fn name(literal: &LitStr, others: &[Slot], errors: &mut Errors) -> Result<String, Reported> {
    let text = literal.value();
    let name = text.to_ascii_lowercase();
    // A token of RFC 9110.
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let fault = match text.chars().find(|c| !is_allowed(*c)) {
        Some(' ') => "a header's name has no spaces".to_owned(),
        Some(c) => format!("`{}` can't stand in a header's name", c.escape_debug()),
        None if text.is_empty() => "the header has no name".to_owned(),
        None if others.iter().any(|other| other.key == name) => {
            format!("the header `{text}` is given already")
        }
        None => return Ok(name),
    };
    let kept = text.trim().replace(|c| !is_allowed(c), "-");
    let proposal = format!("{:?}", kept.trim_matches('-'));
    let expected = "a name such as `\"If-Match\"`, each once: upper and lower case are the same";
    Err(errors.report(literal, fault, propose([proposal], expected)))
}

fn content(literal: &LitStr, errors: &mut Errors) -> Result<Content, Reported> {
    let text = literal.value();
    let is_visible = text.chars().all(|c| matches!(c, ' '..='~' | '\t'));
    let fault = match Written::read_value(&text) {
        _ if text.is_empty() => "the header has no value",
        _ if text.trim() != text => "a header's value doesn't start or end with a space",
        Written::Name(name) => return Ok(Content::Argument(canonical(name))),
        // Such as JSON, and `<https://…>; rel="next"`.
        Written::Foreign(inner) if is_name(inner) => "placeholders are written in angle brackets",
        Written::Text | Written::Foreign(_) if is_visible => return Ok(Content::Fixed(text)),
        Written::Partial(inner) if inner.contains("://") && is_visible => {
            return Ok(Content::Fixed(text));
        }
        Written::Text | Written::Foreign(_) => {
            "a header's value holds visible ASCII characters only"
        }
        written => return Err(named::refuse(literal, &written, errors)),
    };
    let expected = "a plain string such as `\"no-cache\"`, or an argument such as `\"<etag>\"`";
    let proposals = std::iter::once(format!("{:?}", text.trim())).chain(quoted(&text));
    Err(errors.report(literal, fault, propose(proposals, expected)))
}
