//! The path of the client's crate.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Path;

use crate::errors::Underline;
use crate::print;

/// The path of the client's crate.
#[derive(Clone, Copy)]
pub(crate) struct CratePath<'a> {
    option: Option<&'a Path>,
    /// The attribute's first word, which stands for the whole where the crate isn't found.
    at: Span,
}

impl<'a> CratePath<'a> {
    pub(crate) fn new(option: Option<&'a Path>, at: Span) -> Self {
        Self { option, at }
    }

    /// The path as messages write it.
    pub(crate) fn name(self) -> String {
        self.option.map_or("codat_client".to_owned(), print::tokens)
    }

    /// What this path leads to. If it isn't there, the end of the option's path is underlined, since that is what is wrong.
    pub(crate) fn item(self, name: &str) -> TokenStream {
        let Some(path) = self.option else {
            let at = self.at.resolved_at(Span::mixed_site());
            let name = Ident::new(name, at);
            return quote_spanned!(at=> ::codat_client::#name);
        };
        let at = Underline::from(path).end().resolved_at(Span::mixed_site());
        let name = Ident::new(name, at);
        quote_spanned!(at=> #path::#name)
    }
}
