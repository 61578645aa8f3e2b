//! The errors of one method, collected so that all are reported at once and in source order.

use std::collections::BTreeSet;

use proc_macro2::{LineColumn, TokenStream};
use quote::{quote, quote_spanned};

use crate::marks::Marks;
use crate::proposal::{self, Help, Proposal};
use crate::underline::Underline;

/// Collects errors. It has to be consumed by [`finish`](Self::finish): an error that is noted but
/// never reported would let a wrong endpoint compile.
#[derive(Debug, Default)]
#[must_use = "errors have to be reported: call `finish`"]
pub(crate) struct Errors {
    errors: Vec<Diagnostic>,
    /// The names of the method's arguments, which are what a placeholder can mean.
    pub(crate) arguments: Vec<String>,
}

#[derive(Debug)]
struct Diagnostic {
    at: Underline,
    fault: String,
    help: Help,
}

/// What an error is, for comparison: where it starts, and its first line.
pub(crate) type Fault = (usize, usize, String);

/// An argument that is never sent may well be what a proposal brings to light.
pub(crate) const NEVER_SENT: &str = "is never sent";

/// So many errors have their proposals checked, which takes reading the whole endpoint again.
const CHECKED: usize = 12;

/// Proof that an error has been noted. Only [`Errors`] makes it, so whatever is missing from a stage's
/// result is known to have been explained.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported(());

/// Reads the endpoint again with a change, and gives the faults that it has then.
pub(crate) type Recheck<'a> =
    &'a dyn Fn(&dyn Fn(&TokenStream) -> Option<TokenStream>) -> Option<Vec<Fault>>;

impl Errors {
    /// Notes an error, and what helps against it.
    pub(crate) fn report(
        &mut self,
        at: impl Into<Underline>,
        fault: impl Into<String>,
        help: impl Into<Help>,
    ) -> Reported {
        let (at, fault, help) = (at.into(), fault.into(), help.into());
        self.errors.push(Diagnostic { at, fault, help });
        Reported(())
    }

    /// How many errors were noted so far.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    /// What was found wrong.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.errors.iter().map(Diagnostic::key).collect()
    }

    /// Gives out what was built if there was no error at all, and otherwise the errors: one `compile_error!` each.
    pub(crate) fn finish<T>(
        self,
        built: Result<T, Reported>,
        recheck: Recheck<'_>,
    ) -> Result<T, TokenStream> {
        let mut errors = self.errors;
        if let (Ok(built), true) = (built, errors.is_empty()) {
            return Ok(built);
        }
        errors.sort_by_key(Diagnostic::order);
        let mut seen = BTreeSet::new();
        errors.retain(|error| seen.insert((error.order(), error.fault.clone())));
        let faults: Vec<_> = errors.iter().map(Diagnostic::key).collect();
        let tokens = errors.iter().enumerate().map(|(index, error)| {
            let holds = |proposal: &&Proposal| {
                index < CHECKED && error.is_mended_by(proposal, &faults, recheck)
            };
            let holding: Vec<_> = error.help.proposals.iter().filter(holds).collect();
            error.to_compile_error(&holding)
        });
        Err(tokens.collect())
    }
}

impl Diagnostic {
    /// Line, column, and the offset within a literal.
    fn order(&self) -> (usize, usize, usize) {
        let LineColumn { line, column } = self.at.start.start();
        let offset = self.at.marks.as_ref().map_or(0, |marks| marks.range.start);
        (line, column, offset)
    }

    fn key(&self) -> Fault {
        let (line, column, _) = self.order();
        (line, column, self.fault.clone())
    }

    /// Whether the macro accepts the proposal: this error goes, and no other comes.
    fn is_mended_by(&self, proposal: &Proposal, before: &[Fault], recheck: Recheck<'_>) -> bool {
        let change = |tokens: &_| proposal::apply(proposal, tokens, &self.at);
        let mut others = before.to_vec();
        let mut take = |fault: &Fault| {
            let known = others.iter().position(|other| other == fault);
            known.map(|known| others.swap_remove(known))
        };
        take(&self.key());
        let mut is_known = |fault: &Fault| take(fault).is_some() || fault.2.ends_with(NEVER_SENT);
        recheck(&change).is_some_and(|after| after.iter().all(&mut is_known))
    }

    /// The path takes the first span and the rest the last one: rustc underlines what lies between.
    fn to_compile_error(&self, holding: &[&Proposal]) -> TokenStream {
        let marks = self.at.marks.as_ref();
        let quoted = marks.map(Marks::quoted).unwrap_or_default();
        let help = match self.help.line(holding) {
            line if line.is_empty() => line,
            line => format!("\nhelp: {line}"),
        };
        let message = format!("{}{quoted}{help}", self.fault);
        let path = quote_spanned!(self.at.start=> ::core::compile_error);
        let call = quote_spanned!(self.at.end=> !{ #message });
        quote!(#path #call)
    }
}
