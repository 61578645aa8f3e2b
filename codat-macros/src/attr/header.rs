//! `header("Name") = "<argument>"` and `header("Name") = "fixed"`.

use syn::LitStr;

use super::chunk;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical, is_name, names};
use crate::print;
use crate::proposal::propose;
use crate::slot::{Content, Place, Slot};
use crate::source::Source;

const NAME: &str = "it is a string, such as `header(\"If-Match\")`: a macro can't read a constant";

pub(super) fn parse(
    option: &RawOption,
    others: &[Slot],
    errors: &mut Errors,
) -> Result<Slot, Reported> {
    if let Some(name) = chunk::strings(&option.given()).first()
        && let text = name.value()
        && let Some(owner) = owner(&text)
    {
        let fault = format!("`{text}` is not a header that an endpoint can set");
        let help = format!("drop the header, and the argument for it: {owner}");
        return Err(errors.report(name, fault, help));
    }
    let (Some(arguments), Some(value)) = (&option.arguments, &option.value) else {
        return Err(option.malformed(errors));
    };
    let inner = arguments.stream();
    let Some(literal) = chunk::string(&inner) else {
        let name = print::tokens(&inner).replace(' ', "");
        let is_text = name.contains(|c: char| c == '-' || c.is_lowercase());
        let help = propose(is_text.then(|| format!("({name:?})")), NAME);
        let fault = "expected the header's name in quotes";
        return Err(errors.report(&option.arguments, fault, help));
    };
    // The value is checked, and its argument found, even if the name is faulty.
    let key = name(&literal, others, errors).unwrap_or_default();
    let Some(literal) = chunk::string(value) else {
        let meant = names(&print::tokens(value)).into_iter();
        let expected = "an argument such as `\"<etag>\"`, or a fixed string in quotes";
        let help = propose(meant.map(|name| format!("\"<{name}>\"")), expected);
        return Err(errors.report(value, "expected the header's value in quotes", help));
    };
    let source = Source::new(literal, false);
    let content = content(&source, errors)?;
    Ok(Slot::new(Place::Header, key, content, source))
}

/// Who sets a header that isn't an endpoint's to set. `codat-client` has the same list for the headers of a call.
fn owner(name: &str) -> Option<&'static str> {
    const CONNECTION: &str = "it is about one connection, which many calls share";
    Some(match name.to_ascii_lowercase().as_str() {
        "authorization" => {
            "the client's credentials set it, and another client has others; `auth = none` leaves it out"
        }
        "content-length" | "host" | "transfer-encoding" => "the HTTP client sets it",
        "idempotency-key" => {
            "the client makes one for each call that may repeat a write, and `Call::idempotency_key` sets another"
        }
        "connection" | "expect" | "keep-alive" | "te" | "trailer" | "upgrade" => CONNECTION,
        "proxy-authorization" | "proxy-connection" => CONNECTION,
        _ => return None,
    })
}

fn name(literal: &LitStr, others: &[Slot], errors: &mut Errors) -> Result<String, Reported> {
    let text = literal.value();
    let name = text.to_ascii_lowercase();
    // A token of RFC 9110.
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let fault = match text.chars().find(|c| !is_allowed(*c)) {
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

fn content(source: &Source, errors: &mut Errors) -> Result<Content, Reported> {
    let text = source.text();
    let written = Written::read_value(text);
    let is_fixed = match written {
        Written::Text => true,
        // Such as JSON, and `<https://…>; rel="next"`.
        Written::Foreign(inner) => !is_name(inner),
        Written::Partial(inner) => inner.contains("://"),
        _ => false,
    };
    let is_visible = text.chars().all(|c| matches!(c, ' '..='~' | '\t'));
    match written {
        _ if is_fixed && is_visible && !text.is_empty() && text.trim() == text => {
            return Ok(Content::Fixed(text.to_owned()));
        }
        Written::Name(name) => return Ok(Content::Argument(canonical(name))),
        _ if is_fixed => {}
        written => return Err(source.refuse(errors, &written, "value")),
    }
    let expected = "a plain string such as `\"no-cache\"`, or an argument such as `\"<etag>\"`";
    let help = source.propose([text.trim().to_owned()], expected);
    Err(errors.report(source, VISIBLE, help))
}

const VISIBLE: &str = "a header's value starts and ends with a visible ASCII character, and holds no others but spaces";
