//! Keeps a method whose endpoint is wrong, in the form that its callers expect, so that nothing but the
//! error itself is reported.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{FnArg, GenericParam, ReturnType, Safety, Signature, parse_quote, parse_quote_spanned};

use crate::crate_path::CratePath;
use crate::expand::{returning, sendable_future};
use crate::signature::{CALL, RESULT, RawMethod, is_alias, is_shared_reference, plain_name, types};

/// The method without its faults, and the errors as its body.
pub(crate) fn method(raw: &RawMethod, krate: &CratePath, errors: &TokenStream) -> TokenStream {
    let attributes = raw.kept_attributes();
    let mut signature = raw.signature.clone();
    let output = output(&signature, krate);
    // Either fits any type of its kind, and draws no warning.
    let end = match types::holds_word(&output, "impl") {
        true => quote!(::core::future::pending()),
        false => quote!(loop {}),
    };
    // Names the return type that was replaced, lest its imports be called unused.
    let replaced = match &signature.output {
        ReturnType::Type(_, ty) if !types::has_impl(ty) && !types::is_named(ty, CALL) => {
            Some(quote!(let _: ::core::marker::PhantomData<#ty>;))
        }
        _ => None,
    };
    mend(&mut signature);
    signature.output = returning(output);
    let block = raw.block(quote!(#errors #replaced #end));
    quote!(#(#attributes)* #signature #block)
}

/// An item with this body in the place of its `;`, if it has one.
pub(crate) fn with_body(item: &TokenStream, body: &TokenStream) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    (tokens.pop()?.to_string() == ";").then(|| quote!(#(#tokens)* { #body }))
}

/// What couldn't be read, with a body, so that implementations of the trait don't lack it. If rustc should be able to read it
/// after all, it can't be called, or with a body of its own is refused.
pub(crate) fn unreadable(item: &TokenStream) -> TokenStream {
    let message = "`#[codat_endpoint]` can't read this method";
    let is_fn = item.clone().into_iter().any(|it| it.to_string() == "fn");
    match item.clone().into_iter().last() {
        Some(TokenTree::Group(_)) if is_fn => quote!(#item ::core::compile_error! { #message }),
        _ => with_body(item, &quote!(const { ::core::panic!(#message) }))
            .map_or_else(|| item.clone(), |method| quote!(#[allow(unused)] #method)),
    }
}

/// Takes out every fault but that of the return type.
fn mend(signature: &mut Signature) {
    (signature.constness, signature.asyncness, signature.abi) = (None, None, None);
    signature.safety = Safety::Default;
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let mut breaks_dyn = signature.generics.params.iter().any(is_generic);
    let has_receiver = signature.receiver().is_some_and(is_shared_reference);
    // A function with a client in the place of `self` may well be a free one, where `self` would be a second error.
    if !has_receiver && types::client_in_place_of_self(signature).is_none() {
        // Where a free function has none, rustc says so at its name.
        let at = signature.ident.span().resolved_at(Span::mixed_site());
        let inputs = std::mem::take(&mut signature.inputs).into_iter();
        signature.inputs.push(parse_quote_spanned!(at=> &self));
        let inputs = inputs.filter(|input| matches!(input, FnArg::Typed(_)));
        signature.inputs.extend(inputs);
    }
    for input in &mut signature.inputs {
        if let FnArg::Typed(input) = input {
            if types::is_dyn_serialize(&input.ty) {
                *input.ty = parse_quote!(impl ::core::marker::Sized);
            }
            breaks_dyn |= types::has_impl(&input.ty);
            input.attrs.clear();
            if plain_name(&input.pat).is_err() {
                *input.pat = parse_quote!(_);
            }
        }
    }
    if breaks_dyn {
        let clause = signature.generics.make_where_clause();
        clause.predicates.push(parse_quote!(Self: Sized));
    }
}

/// The return type that callers of the kept method probably count on.
fn output(written: &Signature, krate: &CratePath) -> TokenStream {
    let call = krate.item(CALL);
    let call = |response: TokenStream| quote_spanned!(Span::mixed_site()=> #call<#response>);
    let ReturnType::Type(_, ty) = &written.output else {
        return call(quote!(()));
    };
    match types::first_argument(ty) {
        Some(_) if types::is_named(ty, CALL) && types::type_arguments(ty).len() == 1 => quote!(#ty),
        Some(response) if types::is_named(ty, CALL) => call(quote!(#response)),
        None if types::is_named(ty, CALL) => call(quote!(())),
        _ if written.asyncness.is_some() => sendable_future(written, ty),
        Some(response) if types::is_named(ty, RESULT) => call(quote!(#response)),
        // Somebody's own future, or alias of a call.
        _ if is_alias(ty) || types::is_future(ty) => quote!(#ty),
        _ if types::has_impl(ty) => call(quote!(())),
        _ => call(quote!(#ty)),
    }
}
