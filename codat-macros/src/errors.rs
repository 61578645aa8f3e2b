//! The errors of one method, collected so that all are reported at once and in source order.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// Collects errors. It has to be consumed by [`finish`](Self::finish): an error that is noted but
/// never reported would let a wrong endpoint compile.
#[derive(Debug, Default)]
#[must_use = "errors have to be reported: call `finish`"]
pub(crate) struct Errors {
    errors: Vec<Diagnostic>,
}

#[derive(Debug)]
struct Diagnostic {
    at: Underline,
    order: Order,
    message: String,
}

/// Where an error stands in the source: line, column, and the offset within a literal.
type Order = (usize, usize, usize);

/// Proof that an error has been noted. Only [`Errors`] makes it, so whatever is missing from a stage's
/// result is known to have been explained.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported(());

/// The errors as tokens, never empty: one `compile_error!` each.
#[derive(Debug)]
pub(crate) struct CompileErrors(TokenStream);

/// The tokens that a message underlines, from the first to the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Underline {
    start: Span,
    end: Span,
}

impl Errors {
    /// Notes an error, and what to write instead.
    pub(crate) fn report(
        &mut self,
        at: impl Into<Underline>,
        fault: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> Reported {
        self.report_plain(at, format!("{}\nhelp: {}", fault.as_ref(), help.as_ref()))
    }

    /// Notes an error whose message is laid out already.
    pub(crate) fn report_plain(
        &mut self,
        at: impl Into<Underline>,
        message: impl Into<String>,
    ) -> Reported {
        self.report_within(at, 0, message)
    }

    /// Notes an error at an offset within the literal that is underlined.
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

    /// Points at another place that an error, noted just before, has to do with.
    pub(crate) fn point_at(
        &mut self,
        at: impl Into<Underline>,
        error: impl Into<Underline>,
        message: impl Into<String>,
    ) {
        self.push(at.into(), error.into().order(0), message.into());
    }

    fn push(&mut self, at: Underline, order: Order, message: String) {
        self.errors.push(Diagnostic { at, order, message });
    }

    /// How many errors were noted so far.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// Gives out what was built if there was no error at all, and the errors otherwise.
    pub(crate) fn finish<T>(mut self, built: Result<T, Reported>) -> Result<T, CompileErrors> {
        let mut errors = std::mem::take(&mut self.errors);
        match built {
            Ok(built) if errors.is_empty() => Ok(built),
            _ => {
                errors.sort_by_key(|error| error.order);
                let mut seen = BTreeSet::new();
                errors.retain(|error| seen.insert((error.order, error.message.clone())));
                Err(CompileErrors(
                    errors.iter().map(Diagnostic::to_compile_error).collect(),
                ))
            }
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(self.errors.is_empty(), "errors were noted but not reported");
    }
}

impl Diagnostic {
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
