//! The attribute's arguments, split at their commas so that an error in one leaves the others readable.

use std::collections::VecDeque;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::{Lit, LitStr};

use super::keys::{self, OTHERS};
use super::verb::Verb;
use crate::errors::Errors;
use crate::proposal::{propose, remove};
use crate::suggest;

/// One argument as it was written. Never empty.
pub(super) type Chunk = TokenStream;

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
                    errors.report(punct, fault, remove(""));
                } else if separator == ';' {
                    let fault = "arguments are separated by `,`";
                    errors.report(punct, fault, propose([","], ""));
                }
                chunks.push_back(current.drain(..).collect());
            }
            TokenTree::Ident(key) if starts_option(&current, key, tokens.peek()) => {
                errors.report(key, "expected `,` before this option", "add the comma");
                chunks.push_back(current.drain(..).collect());
                current.push(token);
            }
            _ => current.push(token),
        }
    }
    chunks.push_back(current.into_iter().collect());
    chunks.retain(|chunk: &Chunk| !chunk.is_empty());
    chunks
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

/// Whether this looks like an option, perhaps misspelt, rather than a method or a path.
pub(super) fn is_option(chunk: &Chunk) -> bool {
    let mut tokens = chunk.clone().into_iter();
    let Some(TokenTree::Ident(word)) = tokens.next() else {
        return false;
    };
    let word = word.to_string();
    let is_other = |word: &str| OTHERS.contains(&word) || Verb::meant(word).is_some();
    match tokens.next() {
        None => keys::is_key(&word),
        Some(TokenTree::Punct(sign)) => sign.as_char() == '=' && !is_other(&word),
        Some(TokenTree::Group(_)) => suggest::nearest(&word, keys::KEYS).is_some(),
        Some(_) => false,
    }
}

/// The only one of these tokens.
pub(super) fn only(tokens: &TokenStream) -> Option<TokenTree> {
    let mut tokens = tokens.clone().into_iter();
    let token = tokens.next()?;
    tokens.next().is_none().then_some(token)
}

/// The string literal that these tokens are, seen through the invisible groups of `macro_rules!`.
pub(super) fn string(tokens: &TokenStream) -> Option<LitStr> {
    match only(tokens)? {
        TokenTree::Group(it) if it.delimiter() == Delimiter::None => string(&it.stream()),
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(string) if string.suffix().is_empty() => Some(string),
            _ => None,
        },
        _ => None,
    }
}

/// All string literals among these tokens.
pub(super) fn strings(tokens: &TokenStream) -> Vec<LitStr> {
    let strings = tokens.clone().into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => strings(&group.stream()),
        TokenTree::Literal(_) => Vec::from_iter(string(&token.into())),
        _ => Vec::new(),
    });
    strings.collect()
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
