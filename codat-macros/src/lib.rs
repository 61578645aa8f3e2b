//! The attribute of [`codat-client`](https://docs.rs/codat-client), which re-exports it.

mod attr;
mod crate_path;
mod endpoint;
mod errors;
mod expand;
mod fallback;
mod path;
mod placeholder;
mod print;
mod signature;
mod suggest;

#[cfg(any(test, fuzzing))]
pub mod soundness;
#[cfg(test)]
mod tests;

use self::attr::Declaration;
use self::crate_path::CratePath;
use self::endpoint::Endpoint;
use self::errors::Errors;
use self::path::Template;
use self::signature::{Method, RawMethod};

/// `#[codat_endpoint(METHOD, "/path/<arg>?key=<arg>", option = value, …)]` on a method of a trait: grammar, options and
/// errors are in [the reference](https://docs.rs/codat-client/latest/codat_client/attr.codat_endpoint.html).
// Which is on the re-export in `codat-client`, where its examples compile. rustdoc joins this to it.
#[cfg(not(fuzzing))] // The fuzzer builds this crate as an ordinary library.
#[proc_macro_attribute]
pub fn codat_endpoint(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand(arguments.into(), item.into()).into()
}

/// The whole way from tokens to tokens, of types that exist outside of a compiler as well.
fn expand(
    arguments: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let raw = match RawMethod::read(&item) {
        Ok(raw) => raw,
        // It stays as it is, with the errors beside it.
        Err(errors) => return item.into_iter().chain(errors.into_tokens()).collect(),
    };
    let mut errors = Errors::default();
    let first = arguments.clone().into_iter().next();
    let at = first.map_or_else(proc_macro2::Span::call_site, |token| token.span());
    let declaration = Declaration::parse(arguments, &mut errors);
    let krate = CratePath::new(declaration.options.krate.as_ref(), at);
    let method = Method::check(&raw, &krate.name(), &mut errors);
    let template = declaration
        .path
        .clone()
        .map(|path| Template::parse(path, &mut errors));
    let endpoint = Endpoint::bind(&declaration, &template, method, &mut errors);
    match errors.finish(endpoint) {
        Ok(endpoint) => expand::method(&endpoint, krate),
        Err(errors) => fallback::method(&raw, krate, errors),
    }
}
