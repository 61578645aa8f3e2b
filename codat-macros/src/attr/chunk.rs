//! The attribute's arguments, split at their commas so that an error in one leaves the others readable.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::buffer::TokenBuffer;
use syn::{Lit, LitStr};

use super::keys;
use crate::errors::Errors;
use crate::proposal::{propose, remove};

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
                    errors.report(punct.span(), fault, remove(""));
                } else if separator == ';' {
                    let fault = "arguments are separated by `,`";
                    errors.report(punct.span(), fault, propose([","], ""));
                }
                push(std::mem::take(&mut current), &mut chunks);
            }
            TokenTree::Ident(key) if starts_option(&current, key, tokens.peek()) => {
                errors.report(key, "expected `,` before this option", "add the comma");
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
    /// The string literal that is the whole chunk.
    pub(super) fn string(&self) -> Option<LitStr> {
        string(&self.to_token_stream())
    }

    /// The word that is the whole chunk.
    pub(super) fn word(&self) -> Option<String> {
        word(&self.to_token_stream())
    }

    /// The word that the chunk starts with, and what follows it.
    pub(super) fn head(&self) -> Option<(String, TokenStream)> {
        let buffer = TokenBuffer::new2(self.to_token_stream());
        let (word, rest) = buffer.begin().ident()?;
        Some((word.to_string(), rest.token_stream()))
    }

    /// The name that the chunk ends with, as a word or as a string: the `GET` of `http::Method::GET`.
    pub(super) fn last_name(&self) -> String {
        let last = self.tokens.last().map(ToTokens::to_token_stream);
        let name = |last: TokenStream| word(&last).or_else(|| Some(string(&last)?.value()));
        last.and_then(name).unwrap_or_default()
    }

    /// Whether this looks like an option, perhaps misspelt, rather than a method or a path.
    pub(super) fn is_option(&self) -> bool {
        let Some((word, rest)) = self.head() else {
            return false;
        };
        match rest.into_iter().next() {
            None => keys::is_key(&word),
            Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
                word != "method" && !keys::names_path(&word)
            }
            Some(TokenTree::Group(_)) => keys::resembles_key(&word),
            Some(_) => false,
        }
    }
}

impl ToTokens for Chunk {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.iter().cloned());
    }
}

/// The string literal that these tokens are, seen through the invisible groups of `macro_rules!`.
pub(super) fn string(tokens: &TokenStream) -> Option<LitStr> {
    match literal(tokens)? {
        Lit::Str(string) if string.suffix().is_empty() => Some(string),
        _ => None,
    }
}

/// The values of all string literals among these tokens.
pub(super) fn strings(tokens: &TokenStream) -> Vec<String> {
    let strings = tokens.clone().into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => strings(&group.stream()),
        token => Vec::from_iter(string(&token.into()).map(|text| text.value())),
    });
    strings.collect()
}

/// The literal of any kind that these tokens are.
pub(super) fn literal(tokens: &TokenStream) -> Option<Lit> {
    let buffer = TokenBuffer::new2(tokens.clone());
    let (literal, rest) = buffer.begin().literal()?;
    rest.eof().then(|| Lit::new(literal))
}

/// The word that these tokens are.
pub(super) fn word(tokens: &TokenStream) -> Option<String> {
    let buffer = TokenBuffer::new2(tokens.clone());
    let (word, rest) = buffer.begin().ident()?;
    rest.eof().then(|| word.to_string())
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
        assert_eq!(errors.into_faults().len(), 1);
    }
}
