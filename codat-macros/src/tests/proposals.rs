//! What a message proposes is right: written in the place of what is underlined, the macro accepts it.
//!
//! This reads messages as a person does, and changes the source as text.

use proc_macro2::{LineColumn, TokenStream, TokenTree};

use super::expand_source;
use crate::errors::NEVER_SENT;
use crate::marks::width;

/// What a help can tell a person to do that isn't checked, by its first word, and why.
const UNCHECKED: [(&str, &str); 10] = [
    (
        "add",
        "the type of a new argument, or of a response, is unknown",
    ),
    ("put", "several places would do"),
    ("take", "the type behind it is the user's to write"),
    ("move", "what is moved stands in two places"),
    ("pass", "the map is the user's to write"),
    ("end", "a literal's line breaks aren't in its tokens"),
    (
        "drop",
        "what goes is in several places, or in another attribute",
    ),
    ("name", "a macro can't see what an alias stands for"),
    ("send", "which of the two stays is the user's to decide"),
    ("declare", "it is about another item"),
];

/// How a help begins that says what is expected, and not what to do.
const STATEMENTS: [&str; 16] = [
    "`",
    "a",
    "an",
    "both",
    "each",
    "every",
    "in",
    "it",
    "one",
    "other",
    "statuses",
    "such",
    "the",
    "what",
    "otherwise",
    "of",
];

/// One message of rustc's: what it says, and which part of the source it underlines.
pub(super) struct Message {
    pub(super) text: String,
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
}

/// The messages of an expansion, in order.
pub(super) fn messages(source: &str) -> Vec<Message> {
    let mut messages = Vec::new();
    collect(expand_source(source), &mut messages);
    messages
}

/// The messages among these tokens.
pub(super) fn collect(tokens: TokenStream, messages: &mut Vec<Message>) {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                if let Some(TokenTree::Group(group)) = tokens.nth(1) {
                    let text = syn::parse2::<syn::LitStr>(group.stream());
                    messages.push(Message {
                        text: text.unwrap().value(),
                        start: name.span().start(),
                        end: group.span().end(),
                    });
                }
            }
            TokenTree::Group(group) => collect(group.stream(), messages),
            _ => {}
        }
    }
}

impl Message {
    pub(super) fn first_line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// The bytes of the source that are underlined.
    fn range(&self, source: &str) -> std::ops::Range<usize> {
        let offset = |at: LineColumn| {
            let lines = source.split_inclusive('\n').take(at.line - 1);
            let line = source
                .split_inclusive('\n')
                .nth(at.line - 1)
                .unwrap_or_default();
            let column = line.chars().take(at.column).map(char::len_utf8);
            lines.map(str::len).sum::<usize>() + column.sum::<usize>()
        };
        offset(self.start)..offset(self.end)
    }

    pub(super) fn underlined<'a>(&self, source: &'a str) -> &'a str {
        &source[self.range(source)]
    }

    /// What it proposes to write; `None` is to be removed.
    fn proposals(&self) -> Vec<Option<String>> {
        let Some((_, help)) = self.text.rsplit_once("\nhelp: ") else {
            return Vec::new();
        };
        if help.starts_with("remove it") {
            return vec![None];
        }
        let mut proposals = Vec::new();
        let mut rest = help.strip_prefix("write ");
        while let Some((text, after)) =
            rest.and_then(|rest| rest.strip_prefix('`')?.split_once('`'))
        {
            proposals.push(Some(text.to_owned()));
            rest = after.strip_prefix(" or ");
        }
        proposals
    }

    /// Whether its help is of a kind that is known.
    pub(super) fn is_of_a_known_kind(&self) -> bool {
        let Some((_, help)) = self.text.rsplit_once("\nhelp: ") else {
            return true;
        };
        let word = help.split([' ', ',']).next().unwrap_or_default();
        let mut unchecked = UNCHECKED.iter();
        !self.proposals().is_empty()
            || help.starts_with('`')
            || STATEMENTS.contains(&word)
            || unchecked.any(|(kind, reason)| word == *kind && !reason.is_empty())
    }

    /// The source with a proposal in its place.
    fn applied(&self, source: &str, proposal: Option<&str>) -> String {
        let mut range = self.range(source);
        let mut lines = self.text.lines().skip(1);
        let text = match (lines.next(), lines.nth(1)) {
            (Some(""), Some(carets)) => within(&source[range.clone()], carets, proposal),
            _ => {
                if proposal.is_none() {
                    // Its comma goes with it.
                    let after = source[range.end..].trim_start();
                    let before = source[..range.start].trim_end();
                    if &source[range.clone()] == "," {
                    } else if let Some(rest) = after.strip_prefix(',') {
                        range.end = source.len() - rest.len();
                    } else if let (true, Some(rest)) =
                        (after.starts_with(')'), before.strip_suffix(','))
                    {
                        range.start = rest.len();
                    }
                }
                proposal.unwrap_or_default().to_owned()
            }
        };
        format!("{}{text}{}", &source[..range.start], &source[range.end..])
    }
}

/// The literal with the proposal in the place of what carets mark first, and without what they mark elsewhere.
fn within(literal: &str, carets: &str, proposal: Option<&str>) -> String {
    let value = syn::parse_str::<syn::LitStr>(literal).unwrap().value();
    let carets: Vec<char> = carets.chars().skip(2).collect();
    let mut changed = String::new();
    let mut rest = proposal;
    let mut column = 0;
    for c in value.chars() {
        if carets.get(column) == Some(&'^') {
            changed.push_str(rest.take().unwrap_or_default());
        } else {
            changed.push(c);
        }
        column += width(c);
    }
    if carets.len() > column {
        changed.push_str(rest.take().unwrap_or_default());
    }
    format!("{changed:?}")
}

/// What is wrong with the proposals about this source, and how many there are.
pub(super) fn check(source: &str) -> Result<usize, String> {
    let messages = messages(source);
    let mut count = 0;
    for (index, message) in messages.iter().enumerate() {
        if !message.is_of_a_known_kind() {
            return Err(format!("{source}\n{}\nis of no known kind", message.text));
        }
        for proposal in message.proposals() {
            count += 1;
            let changed = message.applied(source, proposal.as_deref());
            let text = &message.text;
            if changed.parse::<TokenStream>().is_err() {
                return Err(format!("{source}\n{text}\ngives no tokens: {changed}"));
            }
            let mut before: Vec<_> = messages.iter().map(Message::first_line).collect();
            before.remove(index);
            for after in self::messages(&changed) {
                let after = after.first_line();
                match before.iter().position(|known| *known == after) {
                    Some(known) => drop(before.swap_remove(known)),
                    None if after.ends_with(NEVER_SENT) => {}
                    None => {
                        return Err(format!(
                            "{source}\n{text}\nis followed by: {after}\n{changed}"
                        ));
                    }
                }
            }
        }
    }
    Ok(count)
}
