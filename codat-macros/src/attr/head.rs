//! The two arguments that every endpoint has: its method and its path.

use std::collections::VecDeque;

use syn::LitStr;

use super::Verb;
use super::chunk::{self, Chunk};
use crate::errors::{Errors, Reported};
use crate::suggest;

type Head = (Result<Verb, Reported>, Result<LitStr, Reported>);

/// Reads the method and the path; the options stay.
///
/// After a mistake, what was probably meant counts, so that the other parts are checked against it.
pub(super) fn parse(first: Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> Head {
    let first = add_comma(first, chunks, errors);
    if let Some(path) = first.string()
        && looks_like_path(&path)
    {
        return (verb_after_path(&path, chunks, errors), Ok(path));
    }
    if first.is_option() {
        let reported = errors.report(
            &first,
            "expected a method and a path before the options",
            "start with both, such as `GET, \"/companies/<company_id>\"`",
        );
        chunks.push_front(first);
        return (Err(reported), Err(reported));
    }
    let verb = verb(&first, errors);
    let path = match chunks.pop_front() {
        Some(second) if !second.is_option() => path(&second, errors),
        option => {
            if let Some(option) = option {
                chunks.push_front(option);
            }
            Err(missing_path(&first, errors))
        }
    };
    (verb, path)
}

/// Mends `GET "/path"` and `GET = "/path"`.
fn add_comma(first: Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> Chunk {
    match first.cut() {
        Some((verb, path)) if path.starts_with_literal() => {
            errors.report(
                &path,
                "expected `,` between the method and the path",
                "add the comma",
            );
            chunks.push_front(path);
            verb
        }
        Some((verb, _)) if names_verb(&verb) => match first.value().and_then(Chunk::whole) {
            Some(path) => {
                let verb_name = verb.last_name().to_uppercase();
                let help = match path.string() {
                    Some(path) => format!("write `{verb_name}, \"{}\"`", path.value()),
                    None => format!("write `{verb_name}, \"/companies/<company_id>\"`"),
                };
                errors.report(&first, "expected `,` between the method and the path", help);
                chunks.push_front(path);
                verb
            }
            None => first,
        },
        _ => first,
    }
}

fn names_verb(chunk: &Chunk) -> bool {
    Verb::named(&chunk.last_name().to_uppercase()).is_some()
}

fn looks_like_path(literal: &LitStr) -> bool {
    let text = literal.value();
    text.starts_with('/') || text.contains("://")
}

/// The path came first. The method may be the second argument, or forgotten.
fn verb_after_path(
    path: &LitStr,
    chunks: &mut VecDeque<Chunk>,
    errors: &mut Errors,
) -> Result<Verb, Reported> {
    let second = chunks.front().and_then(Chunk::word);
    match second.and_then(|word| Verb::named(&word.to_string())) {
        Some(verb) => {
            chunks.pop_front();
            let help = format!("write `{}, \"{}\"`", verb.name(), path.value());
            errors.report(path, "the method comes before the path", help);
            Ok(verb)
        }
        None => Err(errors.report(
            path,
            "expected a method before the path",
            format!(
                "write `GET, \"{}\"`, or another of {}",
                path.value(),
                verbs()
            ),
        )),
    }
}

fn verb(chunk: &Chunk, errors: &mut Errors) -> Result<Verb, Reported> {
    let (name, fault, manner) = if let Some(word) = chunk.word() {
        let name = word.to_string();
        if let Some(verb) = Verb::named(&name) {
            return Ok(verb);
        }
        (name, "the method must be in upper case", "")
    } else if let Some(literal) = chunk.string() {
        (
            literal.value(),
            "the method must be a bare word",
            ", without quotes",
        )
    } else {
        // `http::Method::GET`, `method = "GET"`
        (
            chunk.last_name(),
            "the method must be a bare word",
            " alone",
        )
    };
    match Verb::named(&name.to_uppercase()) {
        Some(verb) => {
            errors.report(chunk, fault, format!("write `{}`{manner}", verb.name()));
            Ok(verb)
        }
        None => Err(unknown_verb(chunk, &name, errors)),
    }
}

fn unknown_verb(chunk: &Chunk, name: &str, errors: &mut Errors) -> Reported {
    let fault = match name {
        "" => "expected a method".to_owned(),
        name => format!("`{name}` is not a method that an endpoint can have"),
    };
    let help = match suggest::nearest(name, Verb::ALL.map(Verb::name)) {
        Some(verb) => format!("write `{verb}`; the methods are {}", verbs()),
        None => format!("the methods are {}", verbs()),
    };
    errors.report(chunk, fault, help)
}

fn verbs() -> String {
    suggest::list(Verb::ALL.map(Verb::name))
}

fn path(chunk: &Chunk, errors: &mut Errors) -> Result<LitStr, Reported> {
    if let Some(literal) = chunk.string() {
        return Ok(literal);
    }
    if let Some(literal) = chunk.value().as_ref().and_then(chunk::string) {
        let help = format!("write `\"{}\"`", literal.value());
        errors.report(chunk, "the path has no name", help);
        return Ok(literal);
    }
    Err(errors.report(
        chunk,
        "expected the path as a string literal",
        "write it out, such as `\"/companies/<company_id>\"`: a macro can't read a constant or an expression",
    ))
}

fn missing_path(first: &Chunk, errors: &mut Errors) -> Reported {
    let after = match first.word() {
        Some(word) => format!("`{word}`"),
        None => "the method".to_owned(),
    };
    errors.report(
        first,
        format!("expected a path after {after}"),
        "write it as the second argument, such as `\"/companies/<company_id>\"`",
    )
}
