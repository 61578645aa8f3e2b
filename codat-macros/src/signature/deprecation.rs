//! The note of `#[deprecated]`, which the endpoint repeats at run time.

use quote::ToTokens as _;
use syn::{Attribute, LitStr, Meta};

/// The note if there is the attribute, empty if it has none. What is wrong with it, rustc says.
pub(crate) fn note(attributes: &[Attribute]) -> Option<String> {
    let mut attributes = attributes.iter();
    let attribute = attributes.find(|it| it.path().is_ident("deprecated"))?;
    let mut note = None;
    if let Meta::NameValue(meta) = &attribute.meta {
        note = syn::parse2::<LitStr>(meta.value.to_token_stream()).ok();
    }
    // That the rest can't be read, rustc says.
    let _ = attribute.parse_nested_meta(|meta| {
        let value: LitStr = meta.value()?.parse()?;
        if meta.path.is_ident("note") {
            note = Some(value);
        }
        Ok(())
    });
    Some(note.map(|note| note.value()).unwrap_or_default())
}
