//! The note of `#[deprecated]`, which the endpoint repeats at run time.

use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, MetaNameValue, Token};

/// The note if there is the attribute, empty if it has none. What is wrong with it, rustc says.
pub(crate) fn note(attributes: &[Attribute]) -> Option<String> {
    let mut attributes = attributes.iter();
    let attribute = attributes.find(|it| it.path().is_ident("deprecated"))?;
    let metas: Vec<MetaNameValue> = match &attribute.meta {
        Meta::NameValue(meta) => vec![meta.clone()],
        _ => {
            let list = attribute.parse_args_with(Punctuated::<_, Token![,]>::parse_terminated);
            list.into_iter().flatten().collect()
        }
    };
    let note = metas.iter().find(|it| !it.path.is_ident("since"));
    let note = note.and_then(|it| syn::parse2::<LitStr>(it.value.to_token_stream()).ok());
    Some(note.map(|note| note.value()).unwrap_or_default())
}
