//! The attribute of [`codat-client`](https://docs.rs/codat-client), which re-exports it.

mod attr;
mod crate_path;
mod endpoint;
mod errors;
mod expand;
mod fallback;
mod marks;
mod path;
mod placeholder;
mod print;
mod proposal;
mod signature;
mod slot;
mod source;
mod suggest;
mod underline;

#[cfg(any(test, fuzzing))]
#[path = "tests/soundness.rs"]
pub mod soundness;
#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};
use quote::quote;

use self::attr::Declaration;
use self::crate_path::CratePath;
use self::endpoint::Endpoint;
use self::errors::{Errors, Fault, Reported};
use self::signature::{Method, RawMethod, Read};

/// `#[codat_endpoint(METHOD, "/path/<arg>?key=<arg>", option = value, …)]` on a method of a trait: grammar, options and
/// errors are in [the reference](https://docs.rs/codat-client/latest/codat_client/attr.codat_endpoint.html).
// Which is on the re-export in `codat-client`, where its examples compile. rustdoc joins this to it.
#[cfg(not(fuzzing))] // The fuzzer builds this crate as an ordinary library.
#[proc_macro_attribute]
pub fn codat_endpoint(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand(&arguments.into(), &item.into()).into()
}

/// The whole way from tokens to tokens, of types that exist outside of a compiler as well.
fn expand(arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    // rustc says that an attribute has no `=`.
    let text = Span::call_site().source_text().unwrap_or_default();
    let rest = text.strip_prefix("#[codat_endpoint").unwrap_or_default();
    if rest.trim_start().starts_with('=') {
        return fallback::unreadable(item);
    }
    let mut errors = Errors::default();
    let recheck = |change: &dyn Fn(&TokenStream) -> Option<TokenStream>| match change(arguments) {
        Some(arguments) => Some(faults(&arguments, item)),
        None => Some(faults(arguments, &change(item)?)),
    };
    match RawMethod::read(item, &mut errors) {
        Read::Method(raw) => bind(
            arguments,
            &raw,
            errors,
            |krate, endpoint, errors| match errors.finish(endpoint, &recheck) {
                Ok(endpoint) => expand::method(&endpoint, &krate),
                Err(errors) => fallback::method(&raw, &krate, &errors),
            },
        ),
        // What isn't a method stays as it is, with the errors beside it, or as the body that it lacks.
        Read::Other(is_function, reported) => {
            let errors = errors.finish::<TokenStream>(Err(reported), &recheck);
            let errors = errors.unwrap_or_else(|errors| errors);
            let function = fallback::with_body(item, &quote!(#errors loop {}));
            let function = function.filter(|_| is_function);
            function.unwrap_or_else(|| quote!(#item #errors))
        }
        Read::Mock => item.clone(),
        Read::Unreadable => fallback::unreadable(item),
    }
}

/// What is wrong with an endpoint.
fn faults(arguments: &TokenStream, item: &TokenStream) -> Vec<Fault> {
    let mut errors = Errors::default();
    match RawMethod::read(item, &mut errors) {
        Read::Method(raw) => bind(arguments, &raw, errors, |_, _, errors| errors.into_faults()),
        Read::Other(..) => errors.into_faults(),
        Read::Mock | Read::Unreadable => vec![(0, 0, "the item can't be read".to_owned())],
    }
}

/// Reads all parts and binds them.
fn bind<T>(
    arguments: &TokenStream,
    raw: &RawMethod,
    mut errors: Errors,
    then: impl FnOnce(CratePath, Result<Endpoint<'_>, Reported>, Errors) -> T,
) -> T {
    let first = arguments.clone().into_iter().next();
    let at = first.map_or_else(Span::call_site, |token| token.span());
    errors.arguments = signature::argument_names(raw);
    let declaration = Declaration::parse(arguments.clone(), &mut errors);
    let krate = CratePath::new(declaration.options.krate.as_ref(), at);
    let method = Method::check(raw, &krate, &mut errors);
    let endpoint = Endpoint::bind(&declaration, method, &mut errors);
    then(krate, endpoint, errors)
}
