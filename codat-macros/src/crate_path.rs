//! The path of the client's crate.

use std::path::Path as File;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Path;

use crate::print;
use crate::underline::Underline;

/// The path of the client's crate.
#[derive(Clone, Copy)]
pub(crate) struct CratePath<'a> {
    option: Option<&'a Path>,
    /// The name that the crate has where the option is missing.
    name: &'a str,
    /// The attribute's first word, which stands for the whole where the crate isn't found.
    at: Span,
}

impl<'a> CratePath<'a> {
    pub(crate) fn new(option: Option<&'a Path>, name: &'a str, at: Span) -> Self {
        Self { option, name, at }
    }

    /// The path as messages write it.
    pub(crate) fn name(self) -> String {
        self.option.map_or(self.name.to_owned(), print::tokens)
    }

    /// What this path leads to. If it isn't there, the end of the option's path is underlined, since that is what is wrong.
    pub(crate) fn item(self, name: &str) -> TokenStream {
        let end = self
            .option
            .map_or(self.at, |path| Underline::from(path).end());
        let at = end.resolved_at(Span::mixed_site());
        let name = Ident::new(name, at);
        match self.option {
            Some(path) => quote_spanned!(at=> #path::#name),
            None => {
                let krate = Ident::new(self.name, at);
                quote_spanned!(at=> ::#krate::#name)
            }
        }
    }
}

/// The name of the client's crate in the crate that is compiled, whose manifest may have given it another one.
pub(crate) fn name_in_manifest() -> String {
    let directory = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let manifest = std::fs::read_to_string(File::new(&directory).join("Cargo.toml"));
    let name = renamed(&manifest.unwrap_or_default());
    let is_name = |name: &String| syn::parse_str::<Ident>(name).is_ok();
    name.filter(is_name)
        .unwrap_or_else(|| "codat_client".to_owned())
}

/// The key of `codat = { package = "codat-client" }`, or of `[dependencies.codat]` with such a line.
fn renamed(manifest: &str) -> Option<String> {
    let mut table = "";
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            table = line.trim_matches(['[', ']']);
        } else if line.replace(' ', "").contains("package=\"codat-client\"") {
            let key = match line.split_once('=') {
                Some((key, rest)) if rest.trim_start().starts_with('{') => key,
                _ => table.rsplit('.').next()?,
            };
            return Some(key.trim().trim_matches('"').replace('-', "_"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_renamed_dependency_is_found() {
        for (manifest, name) in [
            ("[dependencies]\ncodat-client = \"0.1\"", None),
            ("[package]\nname = \"codat-client\"", None),
            (
                "[dependencies]\nmy-codat = { package = \"codat-client\", version = \"0.1\" }",
                Some("my_codat"),
            ),
            (
                "[dev-dependencies.codat]\nversion = \"0.1\"\npackage=\"codat-client\"",
                Some("codat"),
            ),
        ] {
            assert_eq!(renamed(manifest).as_deref(), name, "{manifest}");
        }
    }
}
