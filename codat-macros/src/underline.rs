//! What a message underlines.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::marks::Marks;

/// The tokens that a message underlines, from the first to the last.
#[derive(Debug)]
pub(crate) struct Underline {
    pub(crate) start: Span,
    pub(crate) end: Span,
    /// The part that is meant, if it is a string literal.
    pub(crate) marks: Option<Marks>,
}

impl<T: ToTokens> From<&T> for Underline {
    fn from(tokens: &T) -> Self {
        let spans = spans(tokens.to_token_stream());
        let start = spans.first().copied().unwrap_or_else(Span::call_site);
        Self {
            start,
            end: spans.last().copied().unwrap_or(start),
            marks: None,
        }
    }
}

/// Where the tokens are. Those in the invisible groups that `macro_rules!` makes count, and not the groups: these are located
/// where the fragment is used, and not where its tokens were written.
fn spans(tokens: TokenStream) -> Vec<Span> {
    let spans = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(it) if it.delimiter() == Delimiter::None => spans(it.stream()),
        TokenTree::Group(group) => vec![group.span_open(), group.span_close()],
        token => vec![token.span()],
    });
    spans.collect()
}
