//! Keeps a method whose endpoint is wrong, in the form that its callers expect, so that nothing but the
//! mistake itself is reported.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{
    FnArg, GenericParam, Pat, PatType, PatWild, ReturnType, Safety, Signature, Token, Type,
    WherePredicate, parse_quote,
};

use crate::errors::CompileErrors;
use crate::expand::{returning, sendable_future};
use crate::signature::{CALL, RESULT, RawMethod, is_shared_reference, plain_name, types};

/// The method without its faults, and the mistakes as its body.
pub(crate) fn method(
    raw: &RawMethod,
    client: &TokenStream,
    mistakes: CompileErrors,
) -> TokenStream {
    let mistakes = mistakes.into_tokens();
    let attributes = raw.kept_attributes();
    let signature = signature(&raw.signature, client);
    // Either fits any type of its kind, and draws no warning.
    let end = match &signature.output {
        ReturnType::Type(_, ty) if is_future(ty) => quote!(::core::future::pending()),
        _ => quote!(loop {}),
    };
    quote! {
        #(#attributes)*
        #signature {
            #mistakes
            #end
        }
    }
}

fn signature(written: &Signature, client: &TokenStream) -> Signature {
    let mut signature = written.clone();
    signature.constness = None;
    signature.asyncness = None;
    signature.safety = Safety::Default;
    signature.abi = None;
    signature.variadic = None;
    signature.inputs = inputs(written);
    signature.output = output(written, client);
    if breaks_dyn(written) {
        let sized: WherePredicate = parse_quote!(Self: Sized);
        signature
            .generics
            .make_where_clause()
            .predicates
            .push(sized);
    }
    signature
}

fn breaks_dyn(written: &Signature) -> bool {
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    written.generics.params.iter().any(is_generic)
        || written.inputs.iter().any(|input| match input {
            FnArg::Typed(input) => types::has_impl(&input.ty),
            FnArg::Receiver(_) => false,
        })
}

fn inputs(written: &Signature) -> Punctuated<FnArg, Token![,]> {
    let receiver: FnArg = match written.receiver() {
        Some(receiver) if is_shared_reference(receiver) => FnArg::Receiver(receiver.clone()),
        Some(_) | None => parse_quote!(&self),
    };
    let arguments = written.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(input) if plain_name(&input.pat).is_ok() => Some(input.clone()),
        FnArg::Typed(input) => {
            let underscore_token = Token![_](Span::mixed_site());
            let pat = Box::new(Pat::Wild(PatWild {
                attrs: Vec::new(),
                underscore_token,
            }));
            Some(PatType {
                pat,
                ..input.clone()
            })
        }
    });
    std::iter::once(receiver)
        .chain(arguments.map(FnArg::Typed))
        .collect()
}

/// The return type that callers of the mended method probably count on.
fn output(written: &Signature, client: &TokenStream) -> ReturnType {
    let call = |answer: &TokenStream| {
        returning(quote_spanned!(Span::mixed_site()=> #client::Call<#answer>))
    };
    let ReturnType::Type(_, ty) = &written.output else {
        return call(&quote!(()));
    };
    let segment = types::last_segment(ty);
    let first = segment.and_then(|segment| types::type_arguments(segment).first().copied());
    let name = segment.map(|segment| segment.ident.to_string());
    match (name.as_deref(), first) {
        (Some(CALL), Some(_)) => written.output.clone(),
        (Some(CALL), None) => call(&quote!(())),
        _ if written.asyncness.is_some() => returning(sendable_future(ty)),
        (Some(RESULT), Some(answer)) => call(&quote!(#answer)),
        // Somebody's own future.
        (Some("Pin" | "Box" | "BoxFuture"), Some(_)) => written.output.clone(),
        _ if is_future(ty) => written.output.clone(),
        _ if types::has_impl(ty) => call(&quote!(())),
        _ => call(&quote!(#ty)),
    }
}

/// Whether the type is `impl Future`, written by the user or by us.
fn is_future(ty: &Type) -> bool {
    let text = quote!(#ty).to_string();
    text.starts_with("impl") && text.contains("Future")
}
