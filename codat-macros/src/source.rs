//! A string literal of the declaration, or a part of one, so that messages can point inside it.

use std::ops::Range;

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::marks::Marks;
use crate::placeholder::{Written, names};
use crate::proposal::{Help, propose};
use crate::underline::Underline;

const NAME: &str = "the name of an argument stands between `<` and `>`";

const FIELD: &str = "a placeholder names an argument, not a field of one: take the field as an argument, or send all fields as `?<name..>`";

const SEGMENT: &str = ", and one more argument for each further segment: `/` is sent as `%2F`";

#[derive(Clone)]
pub(crate) struct Source {
    literal: LitStr,
    marks: Marks,
    /// Whether messages mark parts of the literal, and not the whole.
    in_parts: bool,
}

impl Source {
    pub(crate) fn path(literal: LitStr) -> Self {
        let mut source = Self::value(literal);
        source.in_parts = true;
        source
    }

    /// The value of an option.
    pub(crate) fn value(literal: LitStr) -> Self {
        Self {
            marks: Marks::whole(&literal),
            literal,
            in_parts: false,
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.marks.text()
    }

    /// A part of this part, of offsets within it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        let Range { start, end } = self.marks.range;
        let mut part = self.clone();
        part.marks.range = end.min(start + range.start)..end.min(start + range.end);
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
        let mut start = 0;
        let pieces = self.text().split(separator).map(|text| {
            let piece = self.part(start..start + text.len());
            start += text.len() + separator.len_utf8();
            piece
        });
        pieces.collect()
    }

    /// Proposes to write one of these texts here.
    pub(crate) fn propose(
        &self,
        texts: impl IntoIterator<Item = String>,
        otherwise: impl Into<String>,
    ) -> Help {
        let written = texts.into_iter().map(|text| match self.in_parts {
            true => text,
            false => format!("{text:?}"),
        });
        propose(written, otherwise)
    }

    /// Explains what was written here in the place of one argument, which is the whole of something.
    pub(crate) fn refuse(
        &self,
        errors: &mut Errors,
        written: &Written<'_>,
        whole: &str,
    ) -> Reported {
        let text = self.text();
        // Where dots were written, or a star as in URI templates, several parameters were meant.
        let is_many = text.contains("..") || text.contains('*');
        let is_fields = is_many && whole == "parameter";
        let dots = if is_fields { ".." } else { "" };
        let (before, inside) = match written {
            Written::Partial(inside) => (text.split(['<', '{']).next(), *inside),
            _ => (None, text),
        };
        // Such as `page:<page>`.
        let is_sign = |c: char| !c.is_alphanumeric();
        let is_key = whole == "parameter" && text.ends_with(['>', '}']);
        let key = before.filter(|_| is_key).unwrap_or_default();
        let key = key.trim_matches(is_sign);
        // What an argument holds can't be sent by itself.
        let is_field = inside.contains('.') && !inside.contains("..");
        let meant = names(inside).into_iter().filter(|_| !is_field);
        let proposals = meant.map(|it| match key {
            "" => format!("<{it}{dots}>"),
            key => format!("{key}=<{it}>"),
        });
        let expected = if is_field { FIELD } else { NAME };
        let mut help = self.propose(proposals, expected);
        // What isn't a sign of another notation.
        let is_content = |c: char| !".:=?&#$%* ".contains(c);
        let mut parts = text.split(['<', '>', '{', '}']).enumerate();
        let holds_more = parts.any(|(index, part)| index != 1 && part.contains(is_content));
        if matches!(written, Written::Partial(_)) && holds_more && key.is_empty() {
            help = help.adding(format!(", and build the whole {whole} in the argument"));
        } else if is_many && whole == "segment" {
            help = help.adding(SEGMENT);
        }
        errors.report(self, written.fault(whole).unwrap_or_default(), help)
    }
}

impl From<&Source> for Underline {
    fn from(source: &Source) -> Self {
        Self {
            marks: source.in_parts.then(|| source.marks.clone()),
            ..Self::from(&source.literal)
        }
    }
}
