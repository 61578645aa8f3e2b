//! The path as one string literal, and messages that point inside it.

use std::ops::Range;

use syn::LitStr;

use crate::errors::{Errors, Reported};

/// The literal of the path. Stable Rust can't underline a part of a literal, so a message about a part
/// quotes the whole with carets beneath the part.
pub(crate) struct PathLiteral {
    literal: LitStr,
    text: String,
}

impl PathLiteral {
    pub(crate) fn new(literal: LitStr) -> Self {
        let text = literal.value();
        Self { literal, text }
    }

    pub(crate) fn whole(&self) -> Piece<'_> {
        Piece {
            text: &self.text,
            start: 0,
        }
    }

    /// Reports a fault in one part of the literal.
    pub(crate) fn report(
        &self,
        errors: &mut Errors,
        at: Range<usize>,
        fault: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> Reported {
        self.report_all(errors, &[at], fault, help)
    }

    /// Reports one fault that shows in several parts.
    pub(crate) fn report_all(
        &self,
        errors: &mut Errors,
        at: &[Range<usize>],
        fault: impl AsRef<str>,
        help: impl AsRef<str>,
    ) -> Reported {
        let mut quoted = String::new();
        let mut carets = String::new();
        for (position, c) in self.text.char_indices() {
            quoted.push(visible(c));
            let faulty = at.iter().any(|range| range.contains(&position));
            carets.push(if faulty { '^' } else { ' ' });
        }
        // What is missing at the end has no letter to stand under.
        if at
            .iter()
            .any(|range| range.is_empty() || range.start >= self.text.len())
        {
            carets.push('^');
        }
        let message = format!(
            "{}\n\n  {quoted}\n  {}\nhelp: {}",
            fault.as_ref(),
            carets.trim_end(),
            help.as_ref(),
        );
        let offset = at.first().map_or(0, |range| range.start);
        errors.report_within(&self.literal, offset, message)
    }
}

/// A stand-in of the same width for a character that would break the line.
fn visible(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(' '),
        0x7f => '\u{2421}',
        _ => c,
    }
}

/// A part of the literal that knows where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl<'a> Piece<'a> {
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The range of a part, given by its offset within this piece.
    pub(crate) fn part(self, offset: usize, part: &str) -> Range<usize> {
        let start = self.start + offset;
        start..start + part.len()
    }

    /// Everything from this offset on, or nothing where there is no such offset.
    pub(crate) fn from(self, offset: usize) -> Self {
        let text = self.text.get(offset..).unwrap_or_default();
        Self {
            text,
            start: self.start + offset,
        }
    }

    /// What stands before and after the byte at this offset.
    pub(crate) fn around(self, offset: usize) -> (Self, Self) {
        let before = self.text.get(..offset).unwrap_or_default();
        (
            Self {
                text: before,
                start: self.start,
            },
            self.from(offset + 1),
        )
    }

    pub(crate) fn split(self, separator: char) -> impl Iterator<Item = Self> {
        let mut start = self.start;
        self.text.split(separator).map(move |text| {
            let piece = Self { text, start };
            start += text.len() + separator.len_utf8();
            piece
        })
    }
}
