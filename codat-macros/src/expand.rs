//! Writes the tokens of an endpoint. Nothing can fail here.

use std::borrow::Cow;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{ReturnType, Signature, Token, Type};

use crate::crate_path::CratePath;
use crate::endpoint::{Endpoint, Step};
use crate::signature::types::{self, peel};
use crate::signature::{Argument, Returns};
use crate::slot::Place;
use crate::underline::Underline;

/// The method as it was written, with the attribute's body.
pub(crate) fn method(endpoint: &Endpoint<'_>, krate: &CratePath) -> TokenStream {
    let attributes = endpoint.method.kept_attributes();
    let signature = signature(endpoint);
    let block = endpoint.method.block(body(endpoint, krate));
    quote!(#(#attributes)* #signature #block)
}

/// The signature; `async` becomes the future that it stands for, which other threads may poll.
fn signature<'a>(endpoint: &Endpoint<'a>) -> Cow<'a, Signature> {
    let mut signature = Cow::Borrowed(&endpoint.method.signature);
    if let Some(output) = endpoint.returns.output {
        let future = returning(sendable_future(&signature, output));
        signature.to_mut().output = future;
        signature.to_mut().asyncness = None;
    }
    signature
}

/// What `async fn` returns, and that other threads may poll it. It starts where `async` stands: there rustc says that the trait
/// can't be used as `dyn`. It ends where the output does: there rustc adds a `where`.
pub(crate) fn sendable_future(signature: &Signature, output: &Type) -> TokenStream {
    let at = Underline::from(&signature.asyncness).start;
    // The last word is of the user's hygiene, so that a lint about the signature underlines just that.
    let send = Ident::new("Send", Underline::from(output).end);
    quote_spanned! {at.resolved_at(Span::mixed_site())=>
        impl ::core::future::Future<Output = #output> + ::core::marker::#send
    }
}

/// A return type that is written here, and so needs no reading.
pub(crate) fn returning(ty: TokenStream) -> ReturnType {
    ReturnType::Type(Token![->](Span::mixed_site()), Box::new(Type::Verbatim(ty)))
}

fn body(endpoint: &Endpoint<'_>, krate: &CratePath) -> TokenStream {
    let name = &endpoint.method.signature.ident;
    let builder = krate.item("RequestBuilder");
    let description = description(endpoint, &builder);
    // Of its own hygiene, and of a name that no constant in scope has: the pattern would mean that.
    let request = Ident::new("__codat_request", Span::mixed_site());
    let mutability = (!endpoint.steps.is_empty()).then(|| quote!(mut));
    let steps = endpoint.steps.iter().map(|step| self::step(&request, step));
    // A trait that can't reach a client is reported at the method's name.
    let mut receiver = endpoint.receiver;
    receiver.span = name.span().resolved_at(receiver.span);
    let call = into_call(&request, &endpoint.returns);
    quote_spanned! {Span::mixed_site()=>
        let #mutability #request = #builder::new(
            #receiver,
            #builder::supertrait,
            const { &#description },
        );
        #(#steps)*
        #call
    }
}

/// The end of the body. The response's type is inferred, lest rustc say twice what is wrong with it, and `_` stands where it
/// does, so that rustc underlines one that can't be decoded.
fn into_call(request: &Ident, returns: &Returns<'_>) -> TokenStream {
    let is_generic = returns.response.is_some_and(types::is_generic);
    let generic = if is_generic { "generic_" } else { "" };
    let response_at = returns.response.map(name_span);
    let Some(output) = returns.output else {
        let at = response_at.unwrap_or_else(Span::mixed_site);
        let response = quote_spanned!(at=> _);
        let mut request = request.clone();
        request.set_span(at.resolved_at(Span::mixed_site()));
        let into_call = format_ident!("into_{generic}call", span = request.span());
        return quote_spanned!(request.span()=> #request.#into_call::<#response>());
    };
    // The error, or else the `Result`.
    let arguments = types::type_arguments(output);
    let at = name_span(arguments.get(1).copied().unwrap_or(output));
    // Where the type stands once, rustc reports once what is wrong with it.
    let output = quote_spanned!(at=> _);
    let response = quote_spanned!(response_at.unwrap_or(at)=> _);
    // Of the user's hygiene: rustc underlines it where the error is another than the client's.
    let into_future = format_ident!("into_{generic}future", span = at);
    quote_spanned!(at.resolved_at(Span::mixed_site())=> #request.#into_future::<#output, #response>())
}

/// The expression of the static description.
fn description(endpoint: &Endpoint<'_>, builder: &TokenStream) -> TokenStream {
    let verb = endpoint.verb.name().to_lowercase();
    let verb = format_ident!("{verb}", span = Span::mixed_site());
    let name = syn::ext::IdentExt::unraw(&endpoint.method.signature.ident).to_string();
    let template = &endpoint.template;
    let options = endpoint.options;
    let statuses = &options.errors;
    let errors = (!statuses.is_empty()).then(|| quote!(.errors(&[#(#statuses),*])));
    let timeout = options.timeout_millis.iter();
    let retried = options.retry.iter();
    let retried = retried.map(|it| format_ident!("{it}_retried"));
    let auth = options.unauthenticated.then(|| quote!(.unauthenticated()));
    let deprecated = endpoint.deprecated.iter();
    quote_spanned! {Span::mixed_site()=>
        #builder::#verb(#name, #template) #errors #(.timeout_millis(#timeout))* #(.#retried())* #auth
            #(.deprecated(#deprecated))*
    }
}

/// One step. It borrows the request first: where `request.query(…)` is written, rustc tries a `query(&self)` of the user's
/// own, implemented for every type, before the `query(&mut self)` of the request.
fn step(request: &Ident, step: &Step<'_>) -> TokenStream {
    let call = match step {
        Step::Query(pairs) => quote!(query_literal(#pairs)),
        Step::Header(name, value) => quote!(header_literal(#name, #value)),
        Step::Argument(place, key, argument) => {
            let name = argument.plain_name();
            match place {
                Place::Path => send("path", &name, *argument),
                Place::Query => send("query", key, *argument),
                Place::Fields => send("query_fields", &name, *argument),
                Place::Header => send("header", key, *argument),
                Place::Body => match types::option_of(argument.ty) {
                    Some(body) => send_option(&name, *argument, body),
                    None => send("body", &name, *argument),
                },
            }
        }
    };
    quote_spanned!(Span::mixed_site()=> (&mut #request).#call;)
}

/// Hands over an `Option` of a body, whichever side the reference is on.
fn send_option(key: &str, argument: Argument<'_>, body: &Type) -> TokenStream {
    let mut name = argument.name.clone();
    let at = name_span(body).resolved_at(name.span());
    name.set_span(at);
    let step = Ident::new("optional_body", at.resolved_at(Span::mixed_site()));
    let is_reference = |ty| matches!(peel(ty), Type::Reference(_));
    let value = match (is_reference(argument.ty), is_reference(body)) {
        (false, true) => quote!(#name),
        (true, true) => quote!(*#name),
        (true, false) => quote_spanned!(at=> ::core::option::Option::as_ref(#name)),
        (false, false) => quote_spanned!(at=> ::core::option::Option::as_ref(&#name)),
    };
    quote!(#step(#key, #value))
}

/// Hands an argument over by reference, which stands where its type does: there rustc underlines one that can't be sent.
fn send(step: &str, key: &str, argument: Argument<'_>) -> TokenStream {
    let hygiene = argument.name.span();
    let mut name = argument.name.clone();
    let (at, value) = match peel(argument.ty) {
        // It is a reference already, so that only one token of the type can be underlined.
        Type::Reference(reference) if reference.mutability.is_none() => {
            let at = name_span(&reference.elem);
            name.set_span(at.resolved_at(hygiene));
            (at, quote!(#name))
        }
        ty => {
            let at = Underline::from(argument.ty);
            let start = at.start.resolved_at(hygiene);
            name.set_span(at.end.resolved_at(hygiene));
            let value = match ty {
                Type::Reference(_) => quote_spanned!(start=> &*#name),
                _ => quote_spanned!(start=> &#name),
            };
            (at.start, value)
        }
    };
    let step = Ident::new(step, at.resolved_at(Span::mixed_site()));
    quote!(#step(#key, #value))
}

/// The token of a type that says most about it: the `HashMap` of `std::collections::HashMap<K, V>`.
fn name_span(ty: &Type) -> Span {
    match types::last_segment(ty) {
        Some(segment) => segment.ident.span(),
        None => Underline::from(ty).start,
    }
}
