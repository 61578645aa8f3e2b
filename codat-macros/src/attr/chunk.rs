//! The attribute's arguments, split at their commas so that a mistake in one leaves the others readable.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::{Cursor, TokenBuffer};
use syn::{Lit, LitStr};

use super::option;
use crate::errors::Errors;

/// One argument as it was written. Never empty.
#[derive(Clone)]
pub(super) struct Chunk {
    tokens: Vec<TokenTree>,
}

/// Splits the arguments at their top-level commas, and where one was forgotten before an option.
pub(super) fn split(tokens: TokenStream, errors: &mut Errors) -> VecDeque<Chunk> {
    let mut chunks = VecDeque::new();
    let mut current = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                if current.is_empty() {
                    errors.report(
                        comma.span(),
                        "nothing stands before this comma",
                        "remove it",
                    );
                }
                push(std::mem::take(&mut current), &mut chunks, errors);
            }
            _ => current.push(token),
        }
    }
    push(current, &mut chunks, errors);
    chunks
}

fn push(tokens: Vec<TokenTree>, chunks: &mut VecDeque<Chunk>, errors: &mut Errors) {
    if tokens.is_empty() {
        return;
    }
    let mut chunk = Chunk { tokens };
    while let Some((before, after)) = chunk.cut_before_option() {
        errors.report(&after, "expected `,` before this option", "add the comma");
        chunks.push_back(before);
        chunk = after;
    }
    chunks.push_back(chunk);
}

impl Chunk {
    /// All of these tokens as one, unless there are none.
    pub(super) fn whole(tokens: TokenStream) -> Option<Self> {
        let tokens: Vec<_> = tokens.into_iter().collect();
        (!tokens.is_empty()).then_some(Self { tokens })
    }

    /// The string literal that is the whole chunk.
    pub(super) fn string(&self) -> Option<LitStr> {
        string(&self.to_token_stream())
    }

    /// The word that is the whole chunk.
    pub(super) fn word(&self) -> Option<Ident> {
        word(&self.to_token_stream())
    }

    /// What follows the `=` of `name = value`.
    pub(super) fn value(&self) -> Option<TokenStream> {
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let (_, rest) = buffer.begin().ident()?;
        let (equals, value) = rest.punct()?;
        (equals.as_char() == '=').then(|| value.token_stream())
    }

    /// The name that the chunk ends with, as a word or as a string: the `GET` of `http::Method::GET`.
    pub(super) fn last_name(&self) -> String {
        match self.tokens.last() {
            Some(TokenTree::Ident(word)) => word.to_string(),
            Some(last) => string(&last.to_token_stream()).map_or_else(String::new, |s| s.value()),
            None => String::new(),
        }
    }

    pub(super) fn starts_with_literal(&self) -> bool {
        TokenBuffer::new2(self.to_token_stream())
            .begin()
            .literal()
            .is_some()
    }

    /// Whether this looks like an option, perhaps misspelt, rather than a method or a path.
    pub(super) fn is_option(&self) -> bool {
        if let Some(word) = self.word() {
            return option::is_key(&word.to_string());
        }
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let Some((key, rest)) = buffer.begin().ident() else {
            return false;
        };
        let key = key.to_string();
        if starts_with(rest, '=') {
            return key != "method" && key != "path";
        }
        has_arguments(rest) && option::resembles_key(&key)
    }

    /// The first token, and the rest if there is one.
    pub(super) fn cut(&self) -> Option<(Self, Self)> {
        self.cut_at(1)
    }

    /// Splits before an option that lacks the comma before it.
    fn cut_before_option(&self) -> Option<(Self, Self)> {
        (1..self.tokens.len()).find_map(|position| {
            let (before, after) = self.cut_at(position)?;
            // In `crate = a::data`, `data` belongs to the path.
            let continues = matches!(before.tokens.last(), Some(TokenTree::Punct(_)));
            let starts = after.starts_option();
            (starts && !continues).then_some((before, after))
        })
    }

    fn cut_at(&self, position: usize) -> Option<(Self, Self)> {
        let (before, after) = self.tokens.split_at_checked(position)?;
        let is_cut = !before.is_empty() && !after.is_empty();
        is_cut.then(|| {
            (
                Self {
                    tokens: before.to_vec(),
                },
                Self {
                    tokens: after.to_vec(),
                },
            )
        })
    }

    fn starts_option(&self) -> bool {
        let buffer = TokenBuffer::new2(self.to_token_stream());
        buffer.begin().ident().is_some_and(|(key, rest)| {
            option::is_key(&key.to_string()) && (starts_with(rest, '=') || has_arguments(rest))
        })
    }
}

impl ToTokens for Chunk {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.iter().cloned());
    }
}

fn starts_with(rest: Cursor<'_>, punct: char) -> bool {
    rest.punct()
        .is_some_and(|(found, _)| found.as_char() == punct)
}

fn has_arguments(rest: Cursor<'_>) -> bool {
    rest.group(Delimiter::Parenthesis).is_some()
}

/// The string literal that these tokens are, seen through the invisible groups of `macro_rules!`.
pub(super) fn string(tokens: &TokenStream) -> Option<LitStr> {
    match literal(tokens)? {
        Lit::Str(string) if string.suffix().is_empty() => Some(string),
        _ => None,
    }
}

/// The texts of all strings among these tokens, in order.
pub(super) fn strings(tokens: TokenStream, texts: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strings(group.stream(), texts),
            token => texts.extend(string(&token.into()).map(|literal| literal.value())),
        }
    }
}

/// The literal of any kind that these tokens are.
pub(super) fn literal(tokens: &TokenStream) -> Option<Lit> {
    let buffer = TokenBuffer::new2(tokens.clone());
    let (literal, rest) = buffer.begin().literal()?;
    rest.eof().then(|| Lit::new(literal))
}

/// The first word among these tokens.
pub(super) fn first_word(tokens: &TokenStream) -> Option<Ident> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    })
}

/// The word that these tokens are.
pub(super) fn word(tokens: &TokenStream) -> Option<Ident> {
    let buffer = TokenBuffer::new2(tokens.clone());
    let (word, rest) = buffer.begin().ident()?;
    rest.eof().then_some(word)
}
