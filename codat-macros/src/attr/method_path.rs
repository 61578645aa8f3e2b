//! The two arguments that every endpoint has: its method and its path.

use std::collections::VecDeque;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::LitStr;

use super::chunk::{self, Chunk, strings};
use super::verb::Verb;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{propose, remove};
use crate::suggest;

type MethodPath = (Result<Verb, Reported>, Result<LitStr, Reported>);

const EXAMPLE: &str = "both come first, such as `GET, \"/companies/<company_id>\"`";

const BARE: &str = "the method is a bare word in upper case";

const WRITTEN_OUT: &str = "it is one literal by itself, such as `\"/companies/<company_id>\"`: a macro can't read a constant or an expression";

/// Reads the method and the path; the options stay.
///
/// After an error, what was probably meant counts, so that the other parts are checked against it.
pub(super) fn parse(chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> MethodPath {
    let Some(first) = take_if(chunks, |first| !chunk::is_option(first)) else {
        // Without arguments the attribute itself is all there is.
        let at = chunks.front().cloned();
        let reported = errors.report(&at, "expected a method and a path", EXAMPLE);
        return (Err(reported), Err(reported));
    };
    let is_string = |next: &Chunk| chunk::string(next).is_some();
    let meant = |token: TokenTree| Verb::meant(&token.to_string());
    let is_method = |next: &Chunk| chunk::only(next).and_then(meant).is_some();
    let holds_path = strings(&first).iter().any(|it| it.value().contains('/'));
    if holds_path || !is_method(&first) && !chunks.front().is_some_and(is_string) {
        return out_of_form(first, chunks, errors);
    }
    let verb = verb(&first, errors);
    while let Some(further) = take_if(chunks, is_method) {
        errors.report(&further, "an endpoint has one method", remove(""));
    }
    let Some(mut second) = take_if(chunks, |next| !chunk::is_option(next)) else {
        let fault = format!("expected a path after `{}`", print::tokens(&first));
        let help = "it is the second argument, such as `\"/companies/<company_id>\"`";
        return (verb, Err(errors.report(&first, fault, help)));
    };
    let Some(mut path) = chunk::string(&second) else {
        let fault = "expected the path as a string literal";
        return (verb, Err(errors.report(&second, fault, WRITTEN_OUT)));
    };
    let continues = |next: &Chunk| {
        chunk::string(next).is_some_and(|it| it.value().starts_with(['/', '?', '&']))
    };
    while let Some(further) = take_if(chunks, continues) {
        let further_text: String = strings(&further).iter().map(LitStr::value).collect();
        second.extend(further);
        let whole = format!("{}{further_text}", path.value().trim_end_matches('/'));
        let joined = Some(format!("{whole:?}")).filter(|_| !further_text.starts_with('/'));
        let help = propose(joined, "drop one of the two, or join them");
        errors.report(&second, "an endpoint has one path, with its query", help);
        path = LitStr::new(&whole, path.span());
    }
    (verb, Ok(path))
}

fn take_if(chunks: &mut VecDeque<Chunk>, holds: impl Fn(&Chunk) -> bool) -> Option<Chunk> {
    let holds = chunks.front().is_some_and(holds);
    holds.then(|| chunks.pop_front())?
}

/// Explains `"GET /path"`, `GET "/path"`, `GET("/path")`, `"/path", GET`, `"/path"` and `method = GET, path = "/path"`.
fn out_of_form(first: Chunk, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) -> MethodPath {
    let (mut verb, mut path) = (None, None);
    find(&first, &mut verb, &mut path);
    let mut head = first;
    let is_whole = verb.is_some() && path.is_some();
    if let Some(second) = take_if(chunks, |next| !is_whole && !chunk::is_option(next)) {
        find(&second, &mut verb, &mut path);
        head.extend(second);
    }
    let verbs = verb.map_or_else(|| vec![Verb::GET, Verb::POST], |verb| vec![verb]);
    let path_text = path.to_token_stream();
    let in_form = |verb: &Verb| format!("{}, {path_text}", verb.name());
    let help = propose(verbs.iter().map(in_form), EXAMPLE);
    let reported = errors.report(&head, "expected a method, a comma and a path", help);
    (verb.ok_or(reported), path.ok_or(reported))
}

/// Finds what may be the method and the path.
fn find(tokens: &TokenStream, verb: &mut Option<Verb>, path: &mut Option<LitStr>) {
    for token in tokens.clone() {
        if let TokenTree::Group(group) = &token {
            // With options inside, there is more than a path.
            if strings(&group.stream()).len() < 2 {
                find(&group.stream(), verb, path);
            }
            continue;
        }
        let literal = chunk::string(&token.to_token_stream());
        let value = literal.as_ref().map(LitStr::value);
        let text = value.unwrap_or_else(|| token.to_string());
        let (word, rest) = text.split_once(' ').unwrap_or((&text, ""));
        let meant = Verb::meant(word);
        *verb = verb.or(meant);
        if let Some(literal) = literal.filter(|_| text.contains('/')) {
            let text = if meant.is_some() { rest } else { &text };
            *path = Some(LitStr::new(text.trim(), literal.span()));
        }
    }
}

fn verb(chunk: &Chunk, errors: &mut Errors) -> Result<Verb, Reported> {
    let written = print::tokens(chunk);
    let (_, name) = written.rsplit_once("::").unwrap_or(("", &written));
    let name = name.trim_matches('"');
    let meant = Verb::meant(name);
    if let Some(verb) = meant.filter(|verb| written == verb.name()) {
        return Ok(verb);
    }
    let methods = format!(
        "an endpoint has one of the methods {}",
        suggest::list(Verb::ALL)
    );
    let (fault, help) = match meant {
        Some(verb) => (BARE.to_owned(), propose([verb.name()], methods)),
        None => {
            let near = propose(suggest::nearest(name, Verb::ALL), methods.clone());
            let fault = format!("`{name}` is not a method that an endpoint can have");
            (fault, near.adding(format!("; {methods}")))
        }
    };
    let reported = errors.report(chunk, fault, help);
    meant.ok_or(reported)
}
