//! The attribute's arguments, split at their commas so that an error in one leaves the others readable.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::{Cursor, TokenBuffer};
use syn::{Lit, LitStr};

use super::keys;
use crate::errors::Errors;

/// One argument as it was written. Never empty.
#[derive(Clone)]
pub(super) struct Chunk {
    tokens: Vec<TokenTree>,
}

/// Splits the arguments at their top-level commas, at `;`, and where a comma was forgotten before an option. Looks at each
/// token once: an item may have very many.
pub(super) fn split(tokens: TokenStream, errors: &mut Errors) -> VecDeque<Chunk> {
    let mut chunks = VecDeque::new();
    let mut current: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                let separator = punct.as_char();
                if current.is_empty() {
                    let fault = format!("nothing stands before this `{separator}`");
                    errors.report(punct.span(), fault, "remove it");
                } else if separator == ';' {
                    let fault = "arguments are separated by `,`";
                    errors.report(punct.span(), fault, "write `,` in place of `;`");
                }
                push(std::mem::take(&mut current), &mut chunks);
            }
            TokenTree::Ident(key) if starts_option(&current, key, tokens.peek()) => {
                let fault = "expected `,` before this option";
                errors.report(key, fault, "add the comma");
                push(std::mem::take(&mut current), &mut chunks);
                current.push(token);
            }
            _ => current.push(token),
        }
    }
    push(current, &mut chunks);
    chunks
}

fn push(tokens: Vec<TokenTree>, chunks: &mut VecDeque<Chunk>) {
    if !tokens.is_empty() {
        chunks.push_back(Chunk { tokens });
    }
}

/// Whether an option starts with this word, in the midst of another argument.
fn starts_option(before: &[TokenTree], key: &Ident, after: Option<&TokenTree>) -> bool {
    // In `crate = a::data`, `data` belongs to the path.
    let separate = matches!(before.last(), Some(last) if !matches!(last, TokenTree::Punct(_)));
    let continues = match after {
        Some(TokenTree::Punct(equals)) => equals.as_char() == '=',
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
        _ => false,
    };
    separate && continues && keys::is_key(&key.to_string())
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

    /// What follows the `=` of `name = value`, or the `:` of `name: value`.
    pub(super) fn value(&self) -> Option<TokenStream> {
        self.named_value().map(|(_, _, value)| value)
    }

    /// The parts of `name = value`, or of `name: value`.
    pub(super) fn named_value(&self) -> Option<(Ident, Punct, TokenStream)> {
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let (name, rest) = buffer.begin().ident()?;
        let (sign, value) = rest.punct()?;
        let is_single = matches!(sign.as_char(), '=' | ':') && sign.spacing() == Spacing::Alone;
        is_single.then(|| (name, sign, value.token_stream()))
    }

    /// The arguments of `name(arguments)`.
    pub(super) fn arguments(&self) -> Option<TokenStream> {
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let (_, rest) = buffer.begin().ident()?;
        let (arguments, _, rest) = rest.group(Delimiter::Parenthesis)?;
        rest.eof().then(|| arguments.token_stream())
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
            return keys::is_key(&word.to_string());
        }
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let Some((key, rest)) = buffer.begin().ident() else {
            return false;
        };
        let key = key.to_string();
        if starts_with(rest, '=') {
            return key != "method" && !keys::names_path(&key);
        }
        has_arguments(rest) && keys::resembles_key(&key)
    }

    /// The first token, and the rest if there is one.
    pub(super) fn cut(&self) -> Option<(Self, Self)> {
        let (first, rest) = self.tokens.split_first()?;
        let rest = Self::whole(rest.iter().cloned().collect())?;
        let tokens = vec![first.clone()];
        Some((Self { tokens }, rest))
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

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};

    use super::split;
    use crate::errors::Errors;

    /// With work in the square of the tokens, this would take hours.
    #[test]
    fn a_hundred_thousand_tokens_are_no_burden() {
        let word = TokenTree::from(Ident::new("data", Span::call_site()));
        let mut tokens = vec![word.clone(); 100_000];
        tokens.push(Punct::new('=', Spacing::Alone).into());
        tokens.push(word);
        let mut errors = Errors::default();
        let chunks = split(TokenStream::from_iter(tokens), &mut errors);
        assert_eq!(chunks.len(), 2);
        assert!(errors.finish(Ok(())).is_err());
    }
}
