//! The note of `#[deprecated]`, which the endpoint repeats at run time.

use quote::ToTokens as _;
use syn::{Attribute, LitStr};

/// The note if there is the attribute, empty if it has none. What is wrong with it, rustc says.
pub(crate) fn note(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("deprecated"))?;
    let list = attribute
        .meta
        .require_list()
        .map(|list| list.tokens.clone());
    let tokens = list.unwrap_or_else(|_| attribute.meta.to_token_stream());
    // `deprecated = "…"`, or `since = "…", note = "…"`
    let tokens: Vec<_> = tokens
        .into_iter()
        .map(|token| token.to_token_stream())
        .collect();
    let note = tokens.windows(3).find_map(|window| match window {
        [key, _, value] if matches!(&*key.to_string(), "deprecated" | "note") => {
            syn::parse2::<LitStr>(value.clone()).ok()
        }
        _ => None,
    });
    Some(note.map(|note| note.value()).unwrap_or_default())
}
