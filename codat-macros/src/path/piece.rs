//! The path's literal in parts, so that messages can point inside it.

use std::ops::Range;
use std::rc::Rc;

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::marks::Marks;
use crate::proposal::Help;
use crate::slot::Source;

/// A part of the literal that knows where it stands.
#[derive(Clone)]
pub(crate) struct Piece {
    literal: LitStr,
    value: Rc<str>,
    range: Range<usize>,
}

impl Piece {
    pub(crate) fn whole(literal: LitStr) -> Self {
        let value: Rc<str> = literal.value().into();
        let range = 0..value.len();
        Self {
            literal,
            value,
            range,
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.value.get(self.range.clone()).unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    pub(crate) fn source(&self) -> Source {
        Source {
            literal: self.literal.clone(),
            marks: Some(self.marks([self])),
        }
    }

    fn marks<'a>(&self, parts: impl IntoIterator<Item = &'a Self>) -> Marks {
        Marks {
            value: self.value.clone(),
            ranges: parts.into_iter().map(|part| part.range.clone()).collect(),
        }
    }

    /// Reports a fault of this part. A proposal goes in its place.
    pub(crate) fn report(
        &self,
        errors: &mut Errors,
        fault: impl Into<String>,
        help: impl Into<Help>,
    ) -> Reported {
        self.source().report(errors, fault, help)
    }

    /// Reports one fault that shows in several parts. A proposal goes in the place of the first, the others go.
    pub(crate) fn report_all(
        parts: &[Self],
        errors: &mut Errors,
        fault: impl Into<String>,
        help: impl Into<Help>,
    ) {
        if let Some(first) = parts.first() {
            let mut source = first.source();
            source.marks = Some(first.marks(parts));
            source.report(errors, fault, help);
        }
    }

    /// A part of this part, of offsets within it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let (start, end) = (self.range.start + range.start, self.range.start + range.end);
        let mut part = self.clone();
        part.range = start.min(self.range.end)..end.min(self.range.end);
        part
    }

    pub(crate) fn from(&self, start: usize) -> Self {
        self.part(start..self.text().len())
    }

    /// What stands before the byte at this offset, that byte, and what stands behind it.
    pub(crate) fn around(&self, at: usize) -> (Self, Self, Self) {
        (self.part(0..at), self.part(at..at + 1), self.from(at + 1))
    }

    pub(crate) fn split(&self, separator: char) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for text in self.text().split(separator) {
            pieces.push(self.part(start..start + text.len()));
            start += text.len() + separator.len_utf8();
        }
        pieces
    }

    /// For each empty part, the separator before it, or behind it if there is none before.
    pub(crate) fn empty_ones(parts: &[Self], within: &Self) -> Vec<Self> {
        let empty = parts.iter().filter(|part| part.is_empty()).cloned();
        let separators = empty.map(|mut part| {
            let start = part.range.start.saturating_sub(1).max(within.range.start);
            part.range = start..start + 1;
            part
        });
        separators.collect()
    }

    /// What is left without white space at the ends, and that white space.
    pub(crate) fn trim(&self) -> (Self, Vec<Self>) {
        let text = self.text();
        let start = text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        let spaces = [self.part(0..start), self.from(end)].into_iter();
        (
            self.part(start..end),
            spaces.filter(|space| !space.is_empty()).collect(),
        )
    }
}
