//! Parts of a string literal. Stable Rust can't underline them, so a message quotes the value with carets beneath.

use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Literal, TokenTree};
use syn::LitStr;

/// The parts of a string literal that carets mark.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    pub(crate) value: Rc<str>,
    pub(crate) ranges: Vec<Range<usize>>,
}

impl Marks {
    /// The value of the literal with this in the place of what is marked.
    pub(crate) fn replaced(&self, literal: &Literal, text: &str) -> Option<String> {
        let token = TokenTree::from(literal.clone());
        let value = syn::parse2::<LitStr>(token.into()).ok()?.value();
        // It may be a literal that the macro put together of two.
        if value != *self.value {
            return None;
        }
        let mut replaced = value;
        for (index, range) in self.ranges.iter().enumerate().rev() {
            let end = range.end.min(replaced.len());
            replaced.get(range.start..end)?;
            replaced.replace_range(range.start..end, if index == 0 { text } else { "" });
        }
        Some(replaced)
    }

    /// The literal's value with carets under what is marked, as lines of a message.
    pub(crate) fn quoted(&self) -> String {
        let mut quoted = String::new();
        let mut carets = String::new();
        for (position, c) in self.value.char_indices() {
            quoted.push(visible(c));
            let marked = self.ranges.iter().any(|range| range.contains(&position));
            carets.push_str(&if marked { "^" } else { " " }.repeat(width(c)));
        }
        // What is missing at the end has no letter to stand under.
        let is_missing = |range: &Range<usize>| range.is_empty() || range.start >= self.value.len();
        if self.ranges.iter().any(is_missing) {
            carets.push('^');
        }
        format!("\n\n  {quoted}\n  {}", carets.trim_end())
    }
}

/// A stand-in for a character that would break the line.
fn visible(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(' '),
        0x7f => '\u{2421}',
        _ => c,
    }
}

/// How many columns a character takes in a terminal: two for those of East Asia and for emoji.
pub(crate) fn width(c: char) -> usize {
    match u32::from(c) {
        0x300..0x370 | 0x200b..0x2010 | 0xfe00..0xfe10 => 0,
        0x1100..0x1160
        | 0x2e80..0xa4d0
        | 0xac00..0xd7a4
        | 0xf900..0xfb00
        | 0xfe30..0xfe70
        | 0xff00..0xff61
        | 0xffe0..0xffe7
        | 0x1f300..0x1fb00
        | 0x20000..0x3fffe => 2,
        _ => 1,
    }
}
