//! What a message proposes. It is shown only if the macro accepts it in the place of what is underlined.

use std::ops::Range;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::LitStr;

use crate::underline::Underline;

/// What helps against an error: proposals, and what is said if none of them holds.
#[derive(Debug, Default)]
pub(crate) struct Help {
    pub(crate) proposals: Vec<Proposal>,
    /// Follows the proposals in the message.
    addition: String,
    otherwise: String,
}

/// What to write in the place of what is underlined; nothing, if it is to be removed.
pub(crate) type Proposal = Option<String>;

/// Proposes to write any of these that holds, or else says what is expected.
pub(crate) fn propose<S: Into<String>>(
    texts: impl IntoIterator<Item = S>,
    otherwise: impl Into<String>,
) -> Help {
    let texts = texts.into_iter().map(|text| Some(text.into()));
    let mut help = Help::from(otherwise);
    help.proposals = texts.collect();
    help.proposals.dedup();
    help
}

/// Proposes to remove what is underlined, and says why.
pub(crate) fn remove(reason: impl Into<String>) -> Help {
    let mut help = Help::from(reason);
    help.proposals.push(None);
    if !help.otherwise.is_empty() {
        help.addition = format!(": {}", help.otherwise);
    }
    help
}

impl Help {
    /// What is said after the proposals.
    pub(crate) fn adding(mut self, addition: impl Into<String>) -> Self {
        self.addition = addition.into();
        self
    }

    /// The line of the message, where these proposals hold.
    pub(crate) fn line(&self, holding: &[&Proposal]) -> String {
        let texts: Option<Vec<_>> = holding.iter().copied().cloned().collect();
        match texts.as_deref() {
            Some([]) => self.otherwise.clone(),
            Some(texts) => format!("write `{}`{}", texts.join("` or `"), self.addition),
            None => format!("remove it{}", self.addition),
        }
    }
}

impl<S: Into<String>> From<S> for Help {
    fn from(otherwise: S) -> Self {
        Self {
            otherwise: otherwise.into(),
            ..Self::default()
        }
    }
}

/// The tokens with the proposal in the place of what is underlined, if they hold that.
pub(crate) fn apply(
    proposal: &Proposal,
    tokens: &TokenStream,
    at: &Underline,
) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => (group.span_open().start(), group.span_close().end()),
        token => (token.span().start(), token.span().end()),
    };
    let first = tokens.iter().position(|it| ends(it).0 == at.start.start());
    let last = tokens.iter().rposition(|it| ends(it).1 == at.end.end());
    if let (Some(first), Some(last)) = (first, last)
        && first <= last
    {
        let range = first..last + 1;
        splice(proposal.as_deref(), &mut tokens, range, at)?;
        return Some(tokens.into_iter().collect());
    }
    let changed = tokens.iter_mut().any(|token| {
        if let TokenTree::Group(group) = token
            && let Some(inner) = apply(proposal, &group.stream(), at)
        {
            let span = group.span();
            *group = Group::new(group.delimiter(), inner);
            group.set_span(span);
            return true;
        }
        false
    });
    changed.then(|| tokens.into_iter().collect())
}

fn splice(
    proposal: Option<&str>,
    tokens: &mut Vec<TokenTree>,
    mut range: Range<usize>,
    at: &Underline,
) -> Option<()> {
    let text = proposal.unwrap_or_default();
    // All of it stands where the underlined tokens did.
    let literal = |text: &str| LitStr::new(text, at.start);
    let replacement: TokenStream = match (&at.marks, tokens.get(range.clone())?) {
        (Some(marks), [TokenTree::Literal(written)]) => {
            literal(&marks.replaced(written, text)?).into_token_stream()
        }
        (Some(_), _) => return None,
        (None, _) => literal(text).parse().ok()?,
    };
    if proposal.is_none() && at.marks.is_none() {
        // With the comma that separates it from its neighbour.
        let is_comma = |index: usize| tokens.get(index).is_some_and(|it| it.to_string() == ",");
        if is_comma(range.end) && !is_comma(range.start) {
            range.end += 1;
        } else if range.end == tokens.len() && is_comma(range.start.wrapping_sub(1)) {
            range.start -= 1;
        }
    }
    tokens.splice(range, replacement);
    Some(())
}
