//! Characters that show nothing.

/// Controls, other ends of lines, and what shows nothing or turns the direction of what follows.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Where the next character is that shows something. Servers wrap lines, and in UTF-16 a NUL stands beside each letter.
pub(super) fn visible(text: &[u8], mut at: usize) -> usize {
    while let Some(length) = text.get(at..).and_then(invisible_length) {
        at += length;
    }
    at
}

/// The length of the first character, if it is invisible.
fn invisible_length(text: &[u8]) -> Option<usize> {
    const LONGEST: usize = 4;

    let start = text.get(..LONGEST).unwrap_or(text);
    let first = start.utf8_chunks().next()?.valid().chars().next()?;
    is_invisible(first).then_some(first.len_utf8())
}
