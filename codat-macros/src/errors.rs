//! The mistakes of one method, collected so that all are told at once and in source order.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// Collects mistakes. It has to be consumed by [`finish`](Self::finish): a mistake that is noted but
/// never told would let a wrong endpoint compile.
#[derive(Debug, Default)]
#[must_use = "mistakes have to be told: call `finish`"]
pub(crate) struct Errors {
    mistakes: Vec<Mistake>,
}

#[derive(Debug)]
struct Mistake {
    at: Underline,
    order: Order,
    message: String,
}

/// Where a mistake stands in the source: line, column, and the offset within a literal.
type Order = (usize, usize, usize);

/// Proof that a mistake has been noted. Only [`Errors`] makes it, so whatever is missing from a stage's
/// result is known to have been explained.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported(());

/// The mistakes as tokens, never empty: one `compile_error!` each.
#[derive(Debug)]
pub(crate) struct CompileErrors(TokenStream);

/// The tokens that a message underlines, from the first to the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Underline {
    start: Span,
    end: Span,
}

impl Errors {
    /// Notes a mistake, and what to write instead.
    pub(crate) fn report(
        &mut self,
        at: impl Into<Underline>,
        fault: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> Reported {
        self.report_plain(at, format!("{}\nhelp: {}", fault.as_ref(), help.as_ref()))
    }

    /// Notes a mistake whose message is laid out already.
    pub(crate) fn report_plain(
        &mut self,
        at: impl Into<Underline>,
        message: impl Into<String>,
    ) -> Reported {
        self.report_within(at, 0, message)
    }

    /// Notes a mistake at an offset within the literal that is underlined.
    pub(crate) fn report_within(
        &mut self,
        at: impl Into<Underline>,
        offset: usize,
        message: impl Into<String>,
    ) -> Reported {
        let at = at.into();
        self.push(at, at.order(offset), message.into());
        Reported(())
    }

    /// Points at another place that a mistake, noted just before, has to do with.
    pub(crate) fn point_at(
        &mut self,
        at: impl Into<Underline>,
        mistake: impl Into<Underline>,
        message: impl Into<String>,
    ) {
        self.push(at.into(), mistake.into().order(0), message.into());
    }

    fn push(&mut self, at: Underline, order: Order, message: String) {
        self.mistakes.push(Mistake { at, order, message });
    }

    /// How many mistakes were noted so far.
    pub(crate) fn len(&self) -> usize {
        self.mistakes.len()
    }

    /// Gives out what was built if there was no mistake at all, and the mistakes otherwise.
    pub(crate) fn finish<T>(mut self, built: Result<T, Reported>) -> Result<T, CompileErrors> {
        let mut mistakes = std::mem::take(&mut self.mistakes);
        match built {
            Ok(built) if mistakes.is_empty() => Ok(built),
            _ => {
                mistakes.sort_by_key(|mistake| mistake.order);
                let mut told = BTreeSet::new();
                mistakes.retain(|mistake| told.insert((mistake.order, mistake.message.clone())));
                Err(CompileErrors(
                    mistakes.iter().map(Mistake::to_compile_error).collect(),
                ))
            }
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(self.mistakes.is_empty(), "mistakes were noted but not told");
    }
}

impl Mistake {
    /// The path takes the first span and the rest the last one: rustc underlines what lies between.
    fn to_compile_error(&self) -> TokenStream {
        let message = &self.message;
        let path = quote_spanned!(self.at.start=> ::core::compile_error);
        let call = quote_spanned!(self.at.end=> !{ #message });
        quote!(#path #call)
    }
}

impl CompileErrors {
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0
    }
}

impl Underline {
    pub(crate) fn between(start: Span, end: Span) -> Self {
        Self { start, end }
    }

    pub(crate) fn start(self) -> Span {
        self.start
    }

    pub(crate) fn end(self) -> Span {
        self.end
    }

    fn order(self, offset: usize) -> Order {
        let start = self.start.start();
        (start.line, start.column, offset)
    }
}

impl From<Span> for Underline {
    fn from(span: Span) -> Self {
        Self::between(span, span)
    }
}

impl<T: ToTokens> From<&T> for Underline {
    fn from(tokens: &T) -> Self {
        let (mut first, mut last) = (None, None);
        ends(tokens.to_token_stream(), &mut first, &mut last);
        let start = first.unwrap_or_else(Span::call_site);
        Self::between(start, last.unwrap_or(start))
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
