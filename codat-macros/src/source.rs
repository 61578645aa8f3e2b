//! A string literal of the declaration, or a part of one, so that messages can point inside it.

use std::ops::Range;

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::marks::Marks;
use crate::placeholder::{Written, names, snake_case};
use crate::proposal::{Help, propose};
use crate::underline::Underline;

const NAME: &str = "the name of an argument stands between `<` and `>`";

const FIELD: &str = "a placeholder names an argument, not a field of one: take the field as an argument, or send all fields as `?<name..>`";

const OF_SELF: &str = "`self` is the client, whose fields are no arguments: take it as an argument";

const PARAMETER: &str = "a parameter is `key=<name>`, or `<name>` if that is its key";

const REQUIRED: &str = "a segment can't be left out: without it, it is another endpoint";

const OPTIONAL: &str = "; as an `Option` it can be left out, and it has no default";

const BUILD: &str = ", and take a `&str` that is the whole of it, unencoded, as `format!` makes it";

const SEGMENT: &str = ", and one more argument for each further segment: `/` is sent as `%2F`";

#[derive(Clone)]
pub(crate) struct Source {
    literal: LitStr,
    marks: Marks,
    /// Whether messages mark parts of the literal, and not the whole.
    in_parts: bool,
}

impl Source {
    pub(crate) fn new(literal: LitStr, in_parts: bool) -> Self {
        Self {
            marks: Marks::whole(&literal),
            literal,
            in_parts,
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

    /// Placeholders of the arguments that a text, or else the key before it, names. If there are none, of those that no other
    /// placeholder names: of one whose name ends alike, or of all.
    pub(crate) fn placeholders(&self, text: &str, errors: &Errors) -> Vec<String> {
        let pieces = self.marks.value.split(['/', '?', '&', '=']);
        let is_other = |piece: &&str| piece.contains(['<', '{', ':']);
        let taken: Vec<_> = pieces.filter(is_other).flat_map(names).collect();
        let mut written = names(text);
        if let ([], Some((_, key))) = (&*written, self.marks.before().rsplit_once(['?', '&'])) {
            written = names(key);
        }
        let named = errors.arguments.iter().filter(|it| written.contains(it));
        let free = errors.arguments.iter().filter(|it| !taken.contains(it));
        let is_alike = |name: &&String| written.iter().any(|it| name.ends_with(it));
        let alike = free.clone().filter(is_alike);
        let groups = [named.collect(), alike.collect(), Vec::from_iter(free)];
        let meant = groups.iter().find(|group: &&Vec<_>| !group.is_empty());
        let meant = meant.into_iter().flatten();
        meant.map(|name| self.placeholder(text, name)).collect()
    }

    /// The placeholder of this argument in the place of what was written; a parameter keeps the key that this is.
    pub(crate) fn placeholder(&self, written: &str, name: &str) -> String {
        let key = written.trim_matches(|c: char| !c.is_alphanumeric());
        let is_key = self.in_parts && self.marks.before().ends_with(['?', '&']);
        match is_key && key != name && snake_case(key) == name {
            true => format!("{key}=<{name}>"),
            false => format!("<{name}>"),
        }
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
        let (before, inside) = match written {
            Written::Partial(inside) => (text.split(['<', '{']).next(), *inside),
            _ => (None, text),
        };
        // Where dots were written, or a star as in URI templates, several parameters were meant.
        let is_many = text.contains("..") || text.contains('*');
        let is_fields = is_many && whole == "parameter";
        let dots = if is_fields { ".." } else { "" };
        let mut meant = self.placeholders(inside, errors);
        for placeholder in &mut meant {
            placeholder.insert_str(placeholder.len() - 1, dots);
        }
        // What isn't a sign of another notation.
        let is_content = |c: char| !".:=?&#$%* ".contains(c);
        let mut parts = text.split(['<', '>', '{', '}']).enumerate();
        let holds_more = parts.any(|(index, part)| index != 1 && part.contains(is_content));
        let (expected, addition) = match whole {
            _ if inside.contains("self.") => (OF_SELF, ""),
            "segment" if self.marks.value.contains("(/") => (REQUIRED, ""),
            _ if inside.contains('.') && !inside.contains('(') && !is_many => (FIELD, ""),
            "segment" if inside.contains(['?', '=']) => (REQUIRED, "; no segment can be left out"),
            _ if inside.contains(['?', '=']) => (NAME, OPTIONAL),
            "segment" if is_many => (NAME, SEGMENT),
            // Such as `pageSize:<page_size>`.
            "parameter" if before.is_some() && holds_more => (PARAMETER, ""),
            _ if before.is_some() && holds_more => (NAME, BUILD),
            _ => (NAME, ""),
        };
        if expected != NAME && addition.is_empty() {
            meant.clear();
        }
        let help = self.propose(meant, expected).adding(addition);
        errors.report(self, written.fault(whole), help)
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
