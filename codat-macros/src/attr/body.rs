//! `data = "<argument>"`

use proc_macro2::{Group, TokenStream};

use super::chunk;
use super::named::{self, Named};
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported, Underline};
use crate::placeholder::{Written, canonical, probable_name};
use crate::suggest;

/// The body, and the option that declares it.
pub(crate) struct Body {
    /// None if the option has no value, which is reported when the arguments are known.
    pub(crate) argument: Option<Named>,
    pub(crate) option: Underline,
}

pub(super) fn parse(option: &RawOption, errors: &mut Errors) -> Result<Body, Reported> {
    // `data("<body>")` and `data = body` get help that writes what they hold.
    let at = Underline::from(&option.chunk);
    let value = match (&option.arguments, &option.value) {
        (None, None) => {
            return Ok(Body {
                argument: None,
                option: at,
            });
        }
        (None, Some(value)) => value.clone(),
        (Some(arguments), None) if !arguments.stream().is_empty() => arguments.stream(),
        _ => return Err(errors.report(&option.chunk, option.fault(), form(option))),
    };
    let literal = chunk::string(&value).filter(|_| option.arguments.is_none());
    let Some(literal) = literal else {
        return Err(errors.report(
            &value,
            "expected the body's argument in quotes and angle brackets",
            form(option),
        ));
    };
    let text = literal.value();
    if let Written::Name(name) = Written::read(&text) {
        let argument = Named {
            name: canonical(name),
            literal,
        };
        return Ok(Body {
            argument: Some(argument),
            option: at,
        });
    }
    if names(&value).len() > 1 {
        return Err(errors.report(&literal, "a body is one argument", form(option)));
    }
    Err(named::refuse(&literal, &text, "body", errors))
}

/// How to write the option, with the argument that was probably meant.
pub(super) fn form(option: &RawOption) -> String {
    let inner = option.arguments.as_ref().map(Group::stream);
    let value = option.value.clone().or(inner).unwrap_or_default();
    match names(&value).as_slice() {
        [] => "write `data = \"<body>\"`".to_owned(),
        [name] => format!("write `data = \"<{name}>\"`"),
        names => format!(
            "send one struct that holds {}",
            suggest::list(names.iter().map(String::as_str))
        ),
    }
}

/// The arguments that a value probably means: those in its strings, or else its first word.
fn names(value: &TokenStream) -> Vec<String> {
    let mut texts = Vec::new();
    chunk::strings(value.clone(), &mut texts);
    if texts.is_empty() {
        // `data = <body>` lacks nothing but its quotes. A type such as `Json` is no argument.
        let word = chunk::first_word(value).map(|word| word.to_string());
        let word = word.filter(|word| !word.starts_with(char::is_uppercase));
        return word
            .as_deref()
            .and_then(probable_name)
            .into_iter()
            .collect();
    }
    texts
        .iter()
        .flat_map(|text| match text.contains('<') {
            true => text.split('<').skip(1).collect(),
            false => vec![text.as_str()],
        })
        .filter_map(|text| probable_name(text.split('>').next().unwrap_or(text)))
        .collect()
}
