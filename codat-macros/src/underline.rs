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
        let (mut first, mut last) = (None, None);
        ends(tokens.to_token_stream(), &mut first, &mut last);
        let start = first.unwrap_or_else(Span::call_site);
        Self {
            start,
            end: last.unwrap_or(start),
            marks: None,
        }
    }
}

/// Finds the first and last token, looking into the invisible groups that `macro_rules!` makes:
/// those are located where the fragment is used, not where its tokens were written.
fn ends(tokens: TokenStream, first: &mut Option<Span>, last: &mut Option<Span>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                ends(group.stream(), first, last);
            }
            TokenTree::Group(group) => {
                first.get_or_insert_with(|| group.span_open());
                *last = Some(group.span_close());
            }
            token => {
                first.get_or_insert_with(|| token.span());
                *last = Some(token.span());
            }
        }
    }
}
