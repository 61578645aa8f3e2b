//! `data = "<argument>"`

use super::chunk;
use super::named::{self, Named};
use super::option::RawOption;
use crate::errors::{Errors, Reported, Underline};
use crate::placeholder::{Written, canonical, probable_name};

/// The body, and the option that declares it.
pub(crate) struct Body {
    pub(crate) argument: Named,
    pub(crate) option: Underline,
}

pub(super) fn parse(option: &RawOption, errors: &mut Errors) -> Result<Body, Reported> {
    // `data("<body>")` and `data = body` are told how to write what they hold.
    let value = match (&option.arguments, &option.value) {
        (None, Some(value)) => value.clone(),
        (Some(arguments), None) if !arguments.stream().is_empty() => arguments.stream(),
        _ => return Err(option.malformed(errors)),
    };
    let literal = chunk::string(&value).filter(|_| option.arguments.is_none());
    let Some(literal) = literal else {
        let inner = chunk::string(&value).map(|literal| literal.value());
        // `data = <body>` lacks nothing but its quotes.
        let written = inner.or_else(|| chunk::first_word(&value).map(|word| word.to_string()));
        let name = written.as_deref().and_then(probable_name);
        let name = name.as_deref().unwrap_or("body");
        return Err(errors.report(
            &value,
            "expected the body's argument in quotes and angle brackets",
            format!("write `data = \"<{name}>\"`"),
        ));
    };
    let text = literal.value();
    if let Written::Name(name) = Written::read(&text) {
        let argument = Named {
            name: canonical(name),
            literal,
        };
        return Ok(Body {
            argument,
            option: Underline::from(&option.chunk),
        });
    }
    Err(named::refuse(&literal, &text, "body", errors))
}
