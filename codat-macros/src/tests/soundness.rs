//! Whether an expansion is right, judged without the macro's own parsers: for tests and for the fuzzer.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;

/// Expands, and says what is wrong with it. An expansion that reports errors has to say something about each; one that
/// reports none has to be the method with a body that sends every argument, and nothing else.
///
/// # Errors
///
/// What is wrong with the expansion.
pub fn check(arguments: &TokenStream, item: &TokenStream) -> Result<(), String> {
    let expansion = crate::expand(arguments, item);
    let messages = messages(&expansion);
    for message in &messages {
        if message.trim().is_empty() || message.starts_with(char::is_uppercase) {
            return Err(format!("the message {message:?}"));
        }
    }
    if messages.is_empty() {
        unsound(arguments, item, &expansion).map_or(Ok(()), Err)
    } else {
        Ok(())
    }
}

/// The messages of an expansion, in the order in which rustc reports them.
pub fn messages(tokens: &TokenStream) -> Vec<String> {
    let mut messages = Vec::new();
    collect_messages(tokens, &mut messages);
    messages
}

fn collect_messages(tokens: &TokenStream, messages: &mut Vec<String>) {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                tokens.next();
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    // What isn't a text is an empty message, which is a fault by itself.
                    let message = syn::parse2::<syn::LitStr>(group.stream());
                    messages.push(message.map_or_else(|_| String::new(), |text| text.value()));
                }
            }
            TokenTree::Group(group) => collect_messages(&group.stream(), messages),
            _ => {}
        }
    }
}

/// What is wrong with an expansion that reports nothing.
fn unsound(arguments: &TokenStream, item: &TokenStream, expansion: &TokenStream) -> Option<String> {
    let Ok(declared) = syn::parse2::<syn::TraitItemFn>(item.clone()) else {
        // rustc can't read it either, and says so.
        let plain = |tokens: &TokenStream| tokens.to_string().replace(char::is_whitespace, "");
        let item = plain(item);
        let is_kept = plain(expansion).contains(item.trim_end_matches(';'));
        return (!is_kept).then(|| "the item is no method".to_owned());
    };
    let names: BTreeSet<String> = declared
        .sig
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            syn::FnArg::Typed(argument) => Some(&*argument.pat),
            syn::FnArg::Receiver(_) => None,
        })
        .map(|pattern| match pattern {
            syn::Pat::Ident(name) => name.ident.unraw().to_string(),
            _ => "(a pattern)".to_owned(),
        })
        .collect();
    let placeholders = placeholders(arguments.clone());
    if names != placeholders {
        return Some(format!(
            "the arguments are {names:?}, the placeholders {placeholders:?}"
        ));
    }
    let Ok(method) = syn::parse2::<syn::TraitItemFn>(expansion.clone()) else {
        return Some("what it expands to is no method".to_owned());
    };
    if method.sig.ident != declared.sig.ident || method.default.is_none() {
        return Some("it is another method, or has no body".to_owned());
    }
    let calls = expansion
        .to_string()
        .matches("RequestBuilder :: new")
        .count();
    (calls != 1).then(|| format!("{calls} requests are built"))
}

/// The names in `<…>` in all strings.
fn placeholders(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => names.append(&mut placeholders(group.stream())),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse2::<syn::LitStr>(TokenTree::from(literal).into()) {
                    let text = text.value();
                    let starts = text.split('<').skip(1);
                    let inner = starts.filter_map(|rest| Some(rest.split_once('>')?.0));
                    // The header `Link` has URLs in such brackets.
                    let inner = inner.filter(|name| !name.contains("://"));
                    names.extend(inner.map(|name| name.trim_end_matches("..").to_owned()));
                }
            }
            _ => {}
        }
    }
    names
}
