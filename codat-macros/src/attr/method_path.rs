//! The two arguments that every endpoint has: its method and its path.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::LitStr;

use super::chunk::{self, Chunk};
use super::keys::names_path;
use super::verb::Verb;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{propose, propose_all, remove};
use crate::suggest;
use crate::underline::Underline;

type MethodPath = (Result<Verb, Reported>, Result<LitStr, Reported>);

const EXAMPLE: &str = "both come first, such as `GET, \"/companies/<company_id>\"`";

const WRITTEN_OUT: &str = "a macro can't read a constant or an expression: the path is written out, such as `\"/companies/<company_id>\"`";

/// Reads the method and the path; the options stay.
///
/// After an error, what was probably meant counts, so that the other parts are checked against it.
pub(super) fn parse(chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> MethodPath {
    let Some(first) = chunks.pop_front() else {
        // Without arguments the attribute itself is all there is.
        let fault = "expected a method and a path";
        let reported = errors.report(Span::call_site(), fault, EXAMPLE);
        return (Err(reported), Err(reported));
    };
    if let Some(path) = path_value(&first).filter(|path| path.value().contains('/')) {
        return (verb_after_path(&first, &path, chunks, errors), Ok(path));
    }
    let verb = match joined_verb(&first, chunks, errors) {
        Some(verb) => Ok(verb),
        None if first.is_option() => {
            let fault = "expected a method and a path before the options";
            let reported = errors.report(&first, fault, EXAMPLE);
            chunks.push_front(first);
            return (Err(reported), Err(reported));
        }
        None => verb(&first, errors),
    };
    let is_verb = |next: &Chunk| next.word().as_deref().and_then(Verb::meant).is_some();
    while let Some(further) = take_if(chunks, is_verb) {
        errors.report(&further, "an endpoint has one method", remove(""));
    }
    let Some(second) = take_if(chunks, |next| !next.is_option()) else {
        let fault = format!("expected a path after `{}`", print::tokens(&first));
        let help = "it is the second argument, such as `\"/companies/<company_id>\"`";
        return (verb, Err(errors.report(&first, fault, help)));
    };
    (verb, path(&second, chunks, errors))
}

fn take_if(chunks: &mut VecDeque<Chunk>, holds: impl Fn(&Chunk) -> bool) -> Option<Chunk> {
    let holds = chunks.front().is_some_and(holds);
    holds.then(|| chunks.pop_front())?
}

/// The method of `"GET /path"`, `GET "/path"`, `GET = "/path"`, `GET: "/path"` and `GET("/path", …)`. What follows becomes
/// arguments.
fn joined_verb(first: &Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> Option<Verb> {
    let (word, rest) = match first.string() {
        Some(literal) => {
            let text = literal.value();
            let (word, path) = text.trim().split_once(' ')?;
            let path = LitStr::new(path.trim(), literal.span());
            (word.to_owned(), path.to_token_stream())
        }
        None => first.head()?,
    };
    let verb = Verb::meant(&word)?;
    let mut rest = rest.into_iter().peekable();
    let rest: TokenStream = match rest.peek()? {
        TokenTree::Punct(sign) if sign.spacing() == Spacing::Joint => return None,
        TokenTree::Punct(_) => rest.skip(1).collect(),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => group.stream(),
        _ => rest.collect(),
    };
    if rest.is_empty() {
        return None;
    }
    let proposal = format!("{}, {}", verb.name(), print::tokens(&rest));
    let help = propose([proposal], EXAMPLE);
    errors.report(first, "expected `,` between the method and the path", help);
    let mut within = chunk::split(rest, errors);
    within.append(chunks);
    *chunks = within;
    Some(verb)
}

/// The string of `"/path"` or `path = "/path"`.
fn path_value(chunk: &Chunk) -> Option<LitStr> {
    let Some((name, rest)) = chunk.head() else {
        return chunk
            .string()
            .filter(|literal| !literal.value().contains(' '));
    };
    chunk::string(&rest.into_iter().skip(1).collect()).filter(|_| names_path(&name))
}

/// The path came first. The method may be the second argument, or forgotten.
fn verb_after_path(
    first: &Chunk,
    path: &LitStr,
    chunks: &mut VecDeque<Chunk>,
    errors: &mut Errors,
) -> Result<Verb, Reported> {
    let meant = |next: &Chunk| Verb::meant(&next.last_name());
    let in_order = |verb: Verb| format!("{}, {}", verb.name(), path.to_token_stream());
    let second = take_if(chunks, |next| !next.is_option() && meant(next).is_some());
    let Some((second, verb)) = second
        .as_ref()
        .and_then(|second| Some((second, meant(second)?)))
    else {
        let help = propose_all([Verb::Get, Verb::Post].map(in_order), EXAMPLE);
        return Err(errors.report(first, "expected a method before the path", help));
    };
    let (at, help) = (
        Underline::of(first, second),
        propose([in_order(verb)], EXAMPLE),
    );
    errors.report(at, "the method comes before the path", help);
    Ok(verb)
}

fn verb(chunk: &Chunk, errors: &mut Errors) -> Result<Verb, Reported> {
    let name = chunk.last_name();
    let names = Verb::ALL.map(Verb::name);
    let methods = format!("the methods are {}", suggest::list(names));
    let meant = Verb::meant(&name);
    let fault = match (meant, chunk.word()) {
        (Some(verb), Some(word)) if word == verb.name() => return Ok(verb),
        (Some(_), Some(_)) => "the method must be in upper case".to_owned(),
        (Some(_), None) => "the method must be a bare word".to_owned(),
        (None, _) if name.is_empty() => "expected a method".to_owned(),
        (None, _) => format!("`{name}` is not a method that an endpoint can have"),
    };
    let nearest = meant
        .map(Verb::name)
        .or_else(|| suggest::nearest(&name, names));
    let addition = meant.map_or_else(|| format!("; {methods}"), |_| String::new());
    let reported = errors.report(chunk, fault, propose(nearest, methods).adding(addition));
    meant.ok_or(reported)
}

fn path(
    chunk: &Chunk,
    chunks: &mut VecDeque<Chunk>,
    errors: &mut Errors,
) -> Result<LitStr, Reported> {
    let tokens = chunk.to_token_stream().into_iter();
    // `"/companies" "/bills"` or `"/companies", "/bills"`
    let strings: Option<Vec<_>> = tokens.map(|token| chunk::string(&token.into())).collect();
    let Some(mut strings) = strings else {
        let Some(literal) = path_value(chunk) else {
            let fault = "expected the path as a string literal";
            return Err(errors.report(chunk, fault, WRITTEN_OUT));
        };
        let help = propose([literal.to_token_stream().to_string()], "");
        errors.report(chunk, "the path has no name", help);
        return Ok(literal);
    };
    let continues = |text: &LitStr| text.value().starts_with(['/', '?', '&']);
    let further = take_if(chunks, |next| next.string().as_ref().is_some_and(continues));
    strings.extend(further.and_then(|further| further.string()));
    let whole: String = strings.iter().map(LitStr::value).collect();
    let path = LitStr::new(&whole.replace("//", "/"), Underline::from(chunk).start());
    match strings.as_slice() {
        [first, .., last] => {
            let help = propose([path.to_token_stream().to_string()], "it is one literal");
            errors.report(Underline::of(first, last), "the path is one string", help);
            Ok(path)
        }
        [first] => Ok(first.clone()),
        [] => Ok(path),
    }
}
