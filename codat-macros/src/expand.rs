//! Writes the tokens of an endpoint. Nothing can fail here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Path, ReturnType, Signature, Token, Type};

use crate::attr::Retry;
use crate::endpoint::{Endpoint, Step};
use crate::errors::Underline;
use crate::signature::types::peel;
use crate::signature::{Argument, Returns};

/// The path of the client's crate.
pub(crate) fn client(option: Option<&Path>) -> TokenStream {
    match option {
        Some(path) => path.to_token_stream(),
        None => quote_spanned!(Span::mixed_site()=> ::codat_client),
    }
}

/// The method as it was written, with the attribute's body.
pub(crate) fn method(endpoint: &Endpoint<'_>, client: &TokenStream) -> TokenStream {
    let attributes = endpoint.method.kept_attributes();
    let signature = signature(endpoint);
    let body = body(endpoint, client);
    quote! {
        #(#attributes)*
        #signature {
            #body
        }
    }
}

/// The signature; `async` becomes the future that it stands for, which other threads may poll.
fn signature(endpoint: &Endpoint<'_>) -> Signature {
    let mut signature = endpoint.method.signature.clone();
    if let Returns::Future { output, .. } = endpoint.returns {
        signature.asyncness = None;
        signature.output = returning(sendable_future(output));
    }
    signature
}

/// What `async fn` returns, and that other threads may poll it.
pub(crate) fn sendable_future(output: &Type) -> TokenStream {
    let at = Underline::from(output).start();
    quote_spanned! {at.resolved_at(Span::mixed_site())=>
        impl ::core::future::Future<Output = #output> + ::core::marker::Send
    }
}

/// A return type that is written here, and so needs no reading.
pub(crate) fn returning(ty: TokenStream) -> ReturnType {
    ReturnType::Type(Token![->](Span::mixed_site()), Box::new(Type::Verbatim(ty)))
}

fn body(endpoint: &Endpoint<'_>, client: &TokenStream) -> TokenStream {
    let name = &endpoint.method.signature.ident;
    let description = description(endpoint, client);
    // Of its own hygiene, so that an argument named `request` is another.
    let request = Ident::new("request", Span::mixed_site());
    let mutability = (!endpoint.steps.is_empty()).then(|| quote!(mut));
    let steps = endpoint.steps.iter().map(|step| self::step(&request, step));
    // A trait that can't reach a client is told of at the method's name.
    let mut receiver = endpoint.receiver;
    receiver.span = name.span().resolved_at(receiver.span);
    let call = into_call(&request, &endpoint.returns);
    quote_spanned! {Span::mixed_site()=>
        let #mutability #request = #client::__private::RequestBuilder::new(
            #receiver,
            #client::__private::supertrait,
            const { &#description },
        );
        #(#steps)*
        #call
    }
}

/// The end of the body, which stands where the answer's type does: there rustc underlines one that can't be decoded.
fn into_call(request: &Ident, returns: &Returns<'_>) -> TokenStream {
    let (Returns::Call { answer } | Returns::Future { answer, .. }) = *returns;
    let at = answer.resolved_at(Span::mixed_site());
    let mut request = request.clone();
    request.set_span(at);
    // Of the user's hygiene, or else rustc would blame the macro.
    let method = |name| Ident::new(name, answer);
    match returns {
        Returns::Call { .. } => {
            let into_call = method("into_call");
            quote_spanned!(at=> #request.#into_call())
        }
        Returns::Future { output, .. } => {
            let into_future = method("into_future");
            quote_spanned!(at=> #request.#into_future::<#output, _>())
        }
    }
}

/// The expression of the static description.
fn description(endpoint: &Endpoint<'_>, client: &TokenStream) -> TokenStream {
    let verb = Ident::new(endpoint.verb.name(), Span::mixed_site());
    let name = syn::ext::IdentExt::unraw(&endpoint.method.signature.ident).to_string();
    let template = &endpoint.template;
    let errors = (!endpoint.errors.is_empty()).then(|| {
        let statuses = endpoint.errors;
        quote!(.errors(&[#(#statuses),*]))
    });
    let timeout = endpoint
        .timeout_millis
        .map(|millis| quote!(.timeout_millis(#millis)));
    let retry = endpoint.retry.map(|retry| {
        let mode = match retry {
            Retry::Never => quote!(Never),
            Retry::Always => quote!(Always),
        };
        quote!(.retry(#client::RetryMode::#mode))
    });
    let auth = endpoint.unauthenticated.then(|| quote!(.unauthenticated()));
    let deprecated = endpoint
        .deprecated
        .as_ref()
        .map(|note| quote!(.deprecated(#note)));
    quote_spanned! {Span::mixed_site()=>
        #client::Endpoint::new(#client::Method::#verb, #name, #template)
            #errors #timeout #retry #auth #deprecated
    }
}

fn step(request: &Ident, step: &Step<'_>) -> TokenStream {
    match step {
        Step::Path(value) => send(request, "path", &value.plain_name(), *value),
        Step::Query { key, value } => send(request, "query", key, *value),
        Step::QueryFields(value) => send(request, "query_fields", &value.plain_name(), *value),
        Step::Header { name, value } => send(request, "header", name, *value),
        Step::Body(value) => send(request, "body", &value.plain_name(), *value),
        Step::QueryLiteral(pairs) => {
            quote_spanned!(Span::mixed_site()=> #request.query_literal(#pairs);)
        }
        Step::HeaderLiteral { name, value } => {
            quote_spanned!(Span::mixed_site()=> #request.header_literal(#name, #value);)
        }
    }
}

/// Hands an argument over by reference, which stands where its type does: there rustc underlines one that can't be sent.
fn send(request: &Ident, step: &str, key: &str, argument: Argument<'_>) -> TokenStream {
    let hygiene = argument.name.span();
    let mut name = argument.name.clone();
    let (at, value) = match peel(argument.ty) {
        Type::Reference(reference) if reference.mutability.is_none() => {
            let at = Underline::from(&*reference.elem);
            name.set_span(at.start().resolved_at(hygiene));
            (at, quote!(#name))
        }
        ty => {
            let at = Underline::from(argument.ty);
            let start = at.start().resolved_at(hygiene);
            name.set_span(at.end().resolved_at(hygiene));
            let value = match ty {
                Type::Reference(_) => quote_spanned!(start=> &*#name),
                _ => quote_spanned!(start=> &#name),
            };
            (at, value)
        }
    };
    let step = Ident::new(step, at.start().resolved_at(Span::mixed_site()));
    quote_spanned!(Span::mixed_site()=> #request.#step(#key, #value);)
}
