//! The two arguments that every endpoint has: its method and its path.

use std::collections::VecDeque;

use syn::LitStr;

use super::chunk::{self, Chunk};
use super::keys::names_path;
use super::verb::Verb;
use crate::errors::{Errors, Reported};
use crate::suggest;

type MethodPath = (Result<Verb, Reported>, Result<LitStr, Reported>);

/// Reads the method and the path; the options stay.
///
/// After an error, what was probably meant counts, so that the other parts are checked against it.
pub(super) fn parse(first: Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> MethodPath {
    let first = separate(first, chunks, errors);
    if let Some((verb, path)) = request_line(&first, errors) {
        return (Ok(verb), Ok(path));
    }
    if let Some(path) = path_first(&first) {
        return (verb_after_path(&first, &path, chunks, errors), Ok(path));
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
        Some(second) if !second.is_option() => path(&second, chunks, errors),
        option => {
            if let Some(option) = option {
                chunks.push_front(option);
            }
            Err(missing_path(&first, errors))
        }
    };
    (verb, path)
}

/// Parts the method from the path, or from all that follows: in `GET "/path"`, `GET = "/path"`, `GET: "/path"` and
/// `GET("/path", …)`.
fn separate(first: Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> Chunk {
    let Some((verb, rest)) = first.cut() else {
        return first;
    };
    let fault = "expected `,` between the method and the path";
    if rest.starts_with_literal() {
        errors.report(&rest, fault, "add the comma");
        chunks.push_front(rest);
        return verb;
    }
    if !names_verb(&verb) {
        return first;
    }
    let name = verb.last_name().to_uppercase();
    let example = |path: &Chunk| match path.string() {
        Some(path) => format!("write `{name}, \"{}\"`", path.value()),
        None => format!("write `{name}, \"/companies/<company_id>\"`"),
    };
    if let Some((_, sign, path)) = first.named_value()
        && let Some(path) = Chunk::whole(path)
    {
        errors.report(sign.span(), fault, example(&path));
        chunks.push_front(path);
        return verb;
    }
    let mut within = first
        .arguments()
        .map(|arguments| chunk::split(arguments, errors))
        .unwrap_or_default();
    let Some(path) = within.front() else {
        return first;
    };
    errors.report(&verb, "the method takes no parentheses", example(path));
    within.append(chunks);
    *chunks = within;
    verb
}

/// Both in one text, as in `"GET /companies"`.
fn request_line(chunk: &Chunk, errors: &mut Errors) -> Option<(Verb, LitStr)> {
    let literal = chunk.string()?;
    let text = literal.value();
    let (verb, path) = text.trim().split_once(char::is_whitespace)?;
    let verb = Verb::named(&verb.to_uppercase())?;
    let path = path.trim_start();
    errors.report(
        chunk,
        "the method and the path are two arguments",
        format!("write `{}, \"{path}\"`", verb.name()),
    );
    Some((verb, LitStr::new(path, literal.span())))
}

fn names_verb(chunk: &Chunk) -> bool {
    Verb::named(&chunk.last_name().to_uppercase()).is_some()
}

/// The path where the method should be: `"/path"`, `path = "/path"`.
fn path_first(chunk: &Chunk) -> Option<LitStr> {
    match chunk.string() {
        Some(literal) => literal.value().contains('/').then_some(literal),
        None => {
            let (name, _, value) = chunk.named_value()?;
            let is_path = names_path(&name.to_string());
            is_path.then(|| chunk::string(&value)).flatten()
        }
    }
}

/// The path came first. The method may be the second argument, or forgotten.
fn verb_after_path(
    at: &Chunk,
    path: &LitStr,
    chunks: &mut VecDeque<Chunk>,
    errors: &mut Errors,
) -> Result<Verb, Reported> {
    let text = path.value();
    let slash = if text.starts_with('/') || text.contains("://") {
        ""
    } else {
        "/"
    };
    let path = format!("{slash}{text}");
    let verb = chunks
        .front()
        .filter(|second| !second.is_option())
        .and_then(|second| Verb::named(&second.last_name().to_uppercase()));
    match verb {
        Some(verb) => {
            chunks.pop_front();
            let help = format!("write `{}, \"{path}\"`", verb.name());
            errors.report(at, "the method comes before the path", help);
            Ok(verb)
        }
        None => Err(errors.report(
            at,
            "expected a method before the path",
            format!("write `GET, \"{path}\"`, or another of {}", verbs()),
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

fn path(
    chunk: &Chunk,
    chunks: &mut VecDeque<Chunk>,
    errors: &mut Errors,
) -> Result<LitStr, Reported> {
    if let Some(literal) = chunk.string() {
        // `"/companies", "/bills"`
        if chunks.front().is_some_and(|next| next.string().is_some())
            && let Some(rest) = chunks.pop_front()
        {
            return Ok(joined(&literal, &rest, errors));
        }
        return Ok(literal);
    }
    if let Some(literal) = chunk.value().as_ref().and_then(chunk::string) {
        let help = format!("write `\"{}\"`", literal.value());
        errors.report(chunk, "the path has no name", help);
        return Ok(literal);
    }
    // `"/companies" "/bills"`
    if let Some((path, rest)) = chunk.cut()
        && let Some(literal) = path.string()
        && rest.starts_with_literal()
    {
        return Ok(joined(&literal, &rest, errors));
    }
    Err(errors.report(
        chunk,
        "expected the path as a string literal",
        "write it out, such as `\"/companies/<company_id>\"`: a macro can't read a constant or an expression",
    ))
}

/// The path that was written in two texts, as one.
fn joined(path: &LitStr, rest: &Chunk, errors: &mut Errors) -> LitStr {
    let Some(end) = rest.string() else {
        errors.report(
            rest,
            "expected `,` or the end after the path",
            "write the path as one literal",
        );
        return path.clone();
    };
    let (start, end) = (path.value(), end.value());
    let start = if end.starts_with(['/', '?']) {
        start.trim_end_matches('/')
    } else {
        &start
    };
    let whole = format!("{start}{end}");
    errors.report(
        rest,
        "the path is one string",
        format!("write `\"{whole}\"`"),
    );
    LitStr::new(&whole, path.span())
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
