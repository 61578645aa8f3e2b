//! The macro as a whole, outside of a compiler: tokens in, tokens out.

mod cases;
mod messages;
mod proposals;
mod robustness;
mod snapshots;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::expand;
pub(crate) use crate::soundness::messages;

/// Expands the first `#[codat_endpoint]` of an item. The rest of the item, other attributes of this name
/// included, is what the attribute is put on.
pub(crate) fn expand_source(source: &str) -> TokenStream {
    let tokens: Vec<TokenTree> = source.parse::<TokenStream>().unwrap().into_iter().collect();
    let (position, arguments) = tokens
        .iter()
        .enumerate()
        .find_map(|(position, token)| Some((position, arguments(token)?)))
        .expect("the source should have the attribute");
    // Without its `#` and brackets.
    let item: TokenStream = tokens[..position - 1]
        .iter()
        .chain(&tokens[position + 1..])
        .cloned()
        .collect();
    expand(&arguments, &item)
}

fn arguments(token: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    let mut inner = group.stream().into_iter();
    match (group.delimiter(), inner.next()?) {
        (Delimiter::Bracket, TokenTree::Ident(name)) if name == "codat_endpoint" => {
            Some(match inner.next() {
                Some(TokenTree::Group(arguments)) => arguments.stream(),
                _ => TokenStream::new(),
            })
        }
        _ => None,
    }
}
