//! Keeps a method whose endpoint is wrong, in the form that its callers expect, so that nothing but the
//! error itself is reported.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    FnArg, GenericParam, ReturnType, Safety, Signature, Type, parse_quote, parse_quote_spanned,
};

use crate::crate_path::CratePath;
use crate::errors::CompileErrors;
use crate::expand::{returning, sendable_future};
use crate::signature::{CALL, RESULT, RawMethod, is_alias, is_shared_reference, plain_name, types};

/// The method without its faults, and the errors as its body.
pub(crate) fn method(raw: &RawMethod, krate: CratePath<'_>, errors: CompileErrors) -> TokenStream {
    let (errors, attributes) = (errors.into_tokens(), raw.kept_attributes());
    let mut signature = raw.signature.clone();
    let output = output(&signature, krate);
    // Either fits any type of its kind, and draws no warning.
    let end = match types::has_impl(&output) {
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

/// A function that isn't in a trait, as it was written, with the errors as its body.
pub(crate) fn function(raw: &RawMethod, errors: CompileErrors) -> TokenStream {
    let (visibility, signature) = (&raw.visibility, &raw.signature);
    let (errors, attributes) = (errors.into_tokens(), raw.kept_attributes());
    let block = raw.block(quote!(#errors loop {}));
    quote!(#(#attributes)* #visibility #signature #block)
}

/// What couldn't be read, with a body in the place of its `;`, so that implementations of the trait don't lack it. If rustc
/// should be able to read it after all, it can't be called.
pub(crate) fn unreadable(item: &TokenStream) -> TokenStream {
    let message = "`#[codat_endpoint]` can't read this method";
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    if tokens.pop().is_none_or(|last| last.to_string() != ";") {
        return item.clone();
    }
    quote!(#[allow(unused)] #(#tokens)* { const { ::core::panic!(#message) } })
}

/// Takes out every fault but that of the return type.
fn mend(signature: &mut Signature) {
    (signature.constness, signature.asyncness, signature.abi) = (None, None, None);
    (signature.safety, signature.variadic) = (Safety::Default, None);
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let mut breaks_dyn = signature.generics.params.iter().any(is_generic);
    if !signature.receiver().is_some_and(is_shared_reference) {
        // Where a free function has none, rustc says so at its name.
        let at = signature.ident.span().resolved_at(Span::mixed_site());
        let inputs = std::mem::take(&mut signature.inputs).into_iter();
        signature.inputs.push(parse_quote_spanned!(at=> &self));
        signature
            .inputs
            .extend(inputs.filter(|input| matches!(input, FnArg::Typed(_))));
    }
    for input in &mut signature.inputs {
        if let FnArg::Typed(input) = input {
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
fn output(written: &Signature, krate: CratePath<'_>) -> TokenStream {
    let call = krate.item(CALL);
    let call = |response: TokenStream| quote_spanned!(Span::mixed_site()=> #call<#response>);
    let ReturnType::Type(_, ty) = &written.output else {
        return call(quote!(()));
    };
    let first = types::first_argument(ty);
    if let Type::Path(path) = types::peel(ty)
        && types::is_named(ty, CALL)
    {
        let mut path = path.clone();
        let response = first.map_or_else(|| parse_quote!(()), Type::clone);
        if let Some(last) = path.path.segments.last_mut() {
            last.arguments = syn::PathArguments::AngleBracketed(parse_quote!(<#response>));
        }
        return quote!(#path);
    }
    match first {
        _ if written.asyncness.is_some() => sendable_future(ty),
        Some(response) if types::is_named(ty, RESULT) => call(quote!(#response)),
        // Somebody's own future, or alias of a call.
        _ if is_alias(ty) || types::is_future(ty) => quote!(#ty),
        _ if types::has_impl(ty) => call(quote!(())),
        _ => call(quote!(#ty)),
    }
}
