//! Keeps a method whose endpoint is wrong, in the form that its callers expect, so that nothing but the
//! error itself is reported.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{
    FnArg, GenericParam, Pat, PatType, PatWild, PathArguments, ReturnType, Safety, Signature,
    Token, Type, TypeParamBound, WherePredicate, parse_quote,
};

use crate::crate_path::CratePath;
use crate::errors::CompileErrors;
use crate::expand::{returning, sendable_future};
use crate::signature::{CALL, RESULT, RawMethod, is_shared_reference, place, plain_name, types};

/// What the kept method returns.
enum Output<'a> {
    /// The type as it was written.
    Written,
    /// The `impl Future` as it was written.
    WrittenFuture,
    /// What the `async` method would return.
    Future(&'a Type),
    /// A call of this, or of nothing.
    Call(Option<&'a Type>),
    /// The type that was written as `Call`, with the right number of arguments.
    WrittenCall(TokenStream),
}

/// The method without its faults, and the errors as its body.
pub(crate) fn method(raw: &RawMethod, krate: CratePath<'_>, errors: CompileErrors) -> TokenStream {
    let errors = errors.into_tokens();
    let attributes = raw.kept_attributes();
    let output = output(&raw.signature);
    let replaced = replaced(&raw.signature, &output);
    // Either fits any type of its kind, and draws no warning.
    let end = match output {
        Output::Future(_) | Output::WrittenFuture => quote!(::core::future::pending()),
        _ => quote!(loop {}),
    };
    let signature = signature(&raw.signature, output, krate);
    let block = raw.block(quote! {
        #errors
        #replaced
        #end
    });
    quote! {
        #(#attributes)*
        #signature
        #block
    }
}

/// Names the return type that was replaced, lest its imports be called unused.
fn replaced(written: &Signature, output: &Output<'_>) -> Option<TokenStream> {
    match (&written.output, output) {
        (ReturnType::Type(_, ty), Output::Call(_)) if !types::has_impl(ty) => {
            Some(quote!(let _: ::core::marker::PhantomData<#ty>;))
        }
        _ => None,
    }
}

fn signature(written: &Signature, output: Output<'_>, krate: CratePath<'_>) -> Signature {
    let mut signature = written.clone();
    signature.constness = None;
    signature.asyncness = None;
    signature.safety = Safety::Default;
    signature.abi = None;
    signature.variadic = None;
    signature.inputs = inputs(written);
    let at = Span::mixed_site();
    let call = krate.item(CALL);
    match output {
        Output::Written | Output::WrittenFuture => {}
        Output::Future(ty) => signature.output = returning(sendable_future(ty)),
        Output::Call(None) => {
            signature.output = returning(quote_spanned!(at=> #call<()>));
        }
        Output::Call(Some(ty)) => {
            signature.output = returning(quote_spanned!(at=> #call<#ty>));
        }
        Output::WrittenCall(ty) => signature.output = returning(ty),
    }
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
        // Where a free function has none, rustc says so at its name.
        Some(_) | None => {
            let at = written.ident.span().resolved_at(Span::mixed_site());
            syn::parse_quote_spanned!(at=> &self)
        }
    };
    let arguments = written.inputs.iter().filter_map(|input| match input {
        FnArg::Receiver(_) => None,
        FnArg::Typed(input) if plain_name(&input.pat).is_ok() => Some(without_places(input)),
        FnArg::Typed(input) => {
            let underscore_token = Token![_](Span::mixed_site());
            let pat = Box::new(Pat::Wild(PatWild {
                attrs: Vec::new(),
                underscore_token,
            }));
            Some(PatType {
                pat,
                ..without_places(input)
            })
        }
    });
    std::iter::once(receiver)
        .chain(arguments.map(FnArg::Typed))
        .collect()
}

/// The argument without the attributes that were reported, which rustc would refuse as well.
fn without_places(input: &PatType) -> PatType {
    let mut input = input.clone();
    input.attrs.retain(|attribute| place(attribute).is_none());
    input
}

/// The return type that callers of the kept method probably count on.
fn output(written: &Signature) -> Output<'_> {
    let ReturnType::Type(_, ty) = &written.output else {
        return Output::Call(None);
    };
    let segment = types::last_segment(ty);
    let first = segment.and_then(|segment| types::type_arguments(segment).first().copied());
    let count = segment.map_or(0, types::argument_count);
    let name = segment.map(|segment| segment.ident.to_string());
    match (name.as_deref(), first) {
        (Some(CALL), Some(_)) if count == 1 => Output::Written,
        (Some(CALL), first) => {
            written_call(ty, first).map_or(Output::Call(None), Output::WrittenCall)
        }
        _ if written.asyncness.is_some() => Output::Future(ty),
        (Some(RESULT), Some(response)) => Output::Call(Some(response)),
        // Somebody's own future, or alias of a call.
        (Some("Pin" | "Box" | "BoxFuture"), Some(_)) => Output::Written,
        (Some(name), _) if name.ends_with(CALL) => Output::Written,
        _ if is_future(ty) => Output::WrittenFuture,
        _ if types::has_impl(ty) => Output::Call(None),
        _ => Output::Call(Some(ty)),
    }
}

fn written_call(ty: &Type, response: Option<&Type>) -> Option<TokenStream> {
    let Type::Path(path) = types::peel(ty) else {
        return None;
    };
    let mut path = path.clone();
    path.path.segments.last_mut()?.arguments = PathArguments::None;
    Some(match response {
        Some(response) => quote!(#path<#response>),
        None => quote!(#path<()>),
    })
}

/// Whether the type is `impl Future`.
fn is_future(ty: &Type) -> bool {
    let Type::ImplTrait(ty) = types::peel(ty) else {
        return false;
    };
    ty.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .is_some_and(|segment| segment.ident == "Future"),
        _ => false,
    })
}
