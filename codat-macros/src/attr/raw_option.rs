//! One option as it was written, whichever it is.

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;

use super::chunk::Chunk;
use super::keys::{KEYS, form};
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::propose;
use crate::suggest;

/// An option as it was written: `key`, `key(arguments)`, `key = value` or `key(arguments) = value`.
pub(super) struct RawOption {
    pub(super) chunk: Chunk,
    pub(super) key: Ident,
    pub(super) arguments: Option<Group>,
    pub(super) value: Option<TokenStream>,
}

impl RawOption {
    pub(super) fn read(chunk: Chunk, errors: &mut Errors) -> Result<Self, Reported> {
        let mut tokens = chunk.to_token_stream().into_iter().peekable();
        let key = match tokens.next() {
            Some(TokenTree::Ident(key)) if !is_value(&key) => key,
            _ => return Err(not_an_option(&chunk, errors)),
        };
        let mut arguments = None;
        if let Some(TokenTree::Group(group)) = tokens.peek()
            && group.delimiter() == Delimiter::Parenthesis
        {
            arguments = Some(group.clone());
            tokens.next();
        }
        // `=`, and also what was written in its place: `:`, `==`, `=>`.
        let mut sign = TokenStream::new();
        while let Some(TokenTree::Punct(punct)) = tokens.peek()
            && "=:>".contains(punct.as_char())
        {
            let is_last = punct.spacing() == Spacing::Alone;
            sign.extend(tokens.next());
            if is_last {
                break;
            }
        }
        let value: TokenStream = tokens.collect();
        let fault = format!("expected `=` after `{key}`");
        if value.is_empty() {
        } else if sign.is_empty() {
            let (head, value) = (print::tokens(&arguments), print::tokens(&value));
            let help = propose([format!("{key}{head} = {value}")], form(&key.to_string()));
            return Err(errors.report(&chunk, fault, help));
        } else if sign.to_string() != "=" {
            errors.report(&sign, fault, propose(["="], ""));
        }
        let value = Some(value).filter(|value| !value.is_empty());
        Ok(Self {
            chunk,
            key,
            arguments,
            value,
        })
    }

    /// The value of an option that has the form `key = value`.
    pub(super) fn only_value(&self, errors: &mut Errors) -> Result<&TokenStream, Reported> {
        match (&self.arguments, &self.value) {
            (None, Some(value)) => Ok(value),
            _ => {
                let proposal = format!("{} = {}", self.key, print::tokens(&self.given()));
                Err(self.malformed([proposal], errors))
            }
        }
    }

    /// All that was given to the option, in whichever form.
    pub(super) fn given(&self) -> TokenStream {
        let inner = self.arguments.as_ref().map(Group::stream);
        inner.into_iter().chain(self.value.clone()).collect()
    }

    /// Says which form this option has, and proposes what it holds in this form.
    pub(super) fn malformed(
        &self,
        proposals: impl IntoIterator<Item = String>,
        errors: &mut Errors,
    ) -> Reported {
        let key = self.key.to_string();
        let fault = match (&self.arguments, &self.value) {
            (None, None) => format!("`{key}` lacks its value"),
            _ => format!("`{key}` has another form"),
        };
        errors.report(&self.chunk, fault, propose(proposals, form(&key)))
    }
}

fn is_value(word: &Ident) -> bool {
    ["never", "always", "none"]
        .iter()
        .any(|value| word == value)
}

/// A value without the option that it belongs to, perhaps.
fn not_an_option(chunk: &Chunk, errors: &mut Errors) -> Reported {
    let value = print::tokens(chunk);
    let proposals = ["data", "timeout", "retry", "auth"].map(|key| format!("{key} = {value}"));
    let options = format!("the options are {}", suggest::list(KEYS));
    errors.report(chunk, "expected an option", propose(proposals, options))
}
