//! Parts of a string literal. Stable Rust can't underline them, so a message quotes the value with carets beneath.

use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Literal, TokenTree};
use syn::LitStr;

/// The part of a string literal that carets mark.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    pub(crate) value: Rc<str>,
    pub(crate) range: Range<usize>,
}

impl Marks {
    pub(crate) fn whole(literal: &LitStr) -> Self {
        let value: Rc<str> = literal.value().into();
        let range = 0..value.len();
        Self { value, range }
    }

    /// What is marked.
    pub(crate) fn text(&self) -> &str {
        self.value.get(self.range.clone()).unwrap_or_default()
    }

    /// What stands before that in the literal.
    pub(crate) fn before(&self) -> &str {
        self.value.get(..self.range.start).unwrap_or_default()
    }

    /// The value of the literal with this in the place of what is marked.
    pub(crate) fn replaced(&self, literal: &Literal, text: &str) -> Option<String> {
        let token = TokenTree::from(literal.clone());
        let value = syn::parse2::<LitStr>(token.into()).ok()?.value();
        // The macro may have made a literal of a part of this one.
        let (before, after) = (value.get(..self.range.start)?, value.get(self.range.end..)?);
        (value == *self.value).then(|| format!("{before}{text}{after}"))
    }

    /// The literal's value with carets under what is marked, as lines of a message.
    pub(crate) fn quoted(&self) -> String {
        // It would break the line.
        let quoted = self.value.replace(char::is_control, "\u{fffd}");
        let columns = |text: &str| text.chars().map(width).sum::<usize>();
        let blanks = " ".repeat(columns(self.before()));
        // What is missing has no letter to stand over.
        let carets = "^".repeat(columns(self.text()).max(1));
        format!("\n\n  {quoted}\n  {blanks}{carets}")
    }
}

/// How many columns a character takes in a terminal: two for those of East Asia and for emoji.
pub(crate) fn width(c: char) -> usize {
    match u32::from(c) {
        0x300..0x370 | 0x200b..0x2010 | 0xfe00..0xfe10 => 0,
        0x1100..0x1160 | 0x2e80..0xd7a4 | 0xf900..0xfb00 | 0xfe30..0xff61 | 0x1f300..0x3fffe => 2,
        _ => 1,
    }
}
