//! The path of the client's crate.

use std::fmt;
use std::path::Path as File;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote_spanned};
use syn::Path;

use crate::print;
use crate::underline::Underline;

/// The path of the client's crate.
pub(crate) struct CratePath {
    path: TokenStream,
    /// What is underlined if it isn't there: the end of the option's path, or the attribute's first word.
    at: Span,
}

impl CratePath {
    pub(crate) fn new(option: Option<&Path>, first_word: Span) -> Self {
        let at = option.map_or(first_word, |path| Underline::from(path).end);
        let in_manifest = || {
            let name = Ident::new(&name_in_manifest(), at.resolved_at(Span::mixed_site()));
            quote_spanned!(name.span()=> ::#name)
        };
        let path = option.map_or_else(in_manifest, Path::to_token_stream);
        Self { path, at }
    }

    pub(crate) fn item(&self, name: &str) -> TokenStream {
        let path = &self.path;
        let name = Ident::new(name, self.at.resolved_at(Span::mixed_site()));
        quote_spanned!(name.span()=> #path::#name)
    }
}

/// The path as messages write it.
impl fmt::Display for CratePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(print::tokens(&self.path).trim_start_matches("::"))
    }
}

/// The name of the client's crate in the crate that is compiled, whose manifest may have given it another one.
fn name_in_manifest() -> String {
    let directory = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let manifest = std::fs::read_to_string(File::new(&directory).join("Cargo.toml"));
    let name = renamed(&manifest.unwrap_or_default());
    let is_name = |name: &String| syn::parse_str::<Ident>(name).is_ok();
    name.filter(is_name)
        .unwrap_or_else(|| "codat_client".to_owned())
}

/// The key of `codat = { package = "codat-client" }`, or of `[dependencies.codat]` with such a line.
fn renamed(manifest: &str) -> Option<String> {
    // Nearly no manifest has it, and each endpoint reads the manifest anew.
    manifest.find("\"codat-client\"")?;
    let mut table = "";
    // No name or path that matters here holds a `#`.
    let lines = manifest.lines().filter_map(|line| line.split('#').next());
    for line in lines.map(str::trim) {
        let is_package = line.replace(' ', "").contains("package=\"codat-client\"");
        if line.starts_with('[') {
            table = line.trim_matches(['[', ']']);
        } else if is_package && table.contains("dependencies") {
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
            (
                "[package]\n# It is package = \"codat-client\".\n[dependencies]\n#[dependencies.codat]\n#package = \"codat-client\"\n\
                 serde = \"1\" # unlike package = \"codat-client\"",
                None,
            ),
            (
                "[dependencies]\n# old = { package = \"codat-client\" }\nnew = { package = \"codat-client\" }",
                Some("new"),
            ),
        ] {
            assert_eq!(renamed(manifest).as_deref(), name, "{manifest}");
        }
    }
}
