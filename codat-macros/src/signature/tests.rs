use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use super::{Method, RawMethod, Read, Returns, deprecation_note};
use crate::errors::Errors;

#[track_caller]
fn read(tokens: &TokenStream) -> RawMethod {
    match RawMethod::read(tokens, &mut Errors::default()) {
        Read::Method(raw) => *raw,
        _ => panic!("{tokens} should be a method"),
    }
}

/// Checks a method that is right, and gives out its arguments' names.
#[track_caller]
fn arguments(tokens: &TokenStream) -> Vec<String> {
    let raw = read(tokens);
    let mut errors = Errors::default();
    let method = Method::check(&raw, &"codat_client", &mut errors);
    assert!(method.all_named && method.receiver.is_ok() && method.returns.is_ok());
    let names = method
        .arguments
        .iter()
        .map(|argument| argument.plain_name())
        .collect();
    errors
        .finish(Ok(names), &|_| None)
        .unwrap_or_else(|_| panic!("{tokens} should be right"))
}

#[test]
fn plain_methods() {
    assert_eq!(
        arguments(&quote!(
            fn f(&self) -> Call<T>;
        )),
        [""; 0]
    );
    assert_eq!(
        arguments(&quote!(
            fn f<'a>(&'a self, r#type: &'a str) -> a::b::Call<()>;
        )),
        ["type"]
    );
    assert_eq!(
        arguments(&quote!(
            fn f(self: &Self, a: u8, b: u8) -> Call<T>;
        )),
        ["a", "b"]
    );
    assert_eq!(
        arguments(&quote!(
            fn f(&self) -> Call<T>
            where
                Self: Sized;
        )),
        [""; 0]
    );
}

#[test]
fn the_return_type_has_two_forms() {
    let is_call = |tokens: TokenStream| {
        let raw = read(&tokens);
        let mut errors = Errors::default();
        let returns = Method::check(&raw, &"codat_client", &mut errors).returns;
        matches!(
            errors.finish(returns, &|_| None),
            Ok(Returns { output: None, .. })
        )
    };
    assert!(is_call(quote!(
        fn f(&self) -> Call<T>;
    )));
    assert!(is_call(quote!(
        fn f(&self) -> (a::Call<Vec<T>>);
    )));
    assert!(!is_call(quote!(
        async fn f(&self) -> io::Result<T>;
    )));
}

/// `macro_rules!` hands its fragments over in groups without delimiters.
#[test]
fn invisible_groups_are_seen_through() {
    let group = |tokens| Group::new(Delimiter::None, tokens);
    let visibility = group(TokenStream::new());
    let response = group(quote!(T));
    let returns = group(quote!(Call<#response>));
    let ty = group(quote!(&str));
    let name = group(quote!(id));
    assert_eq!(
        arguments(&quote!(#visibility fn f(&self, #name: #ty) -> #returns;)),
        ["id"]
    );
}

#[test]
fn attributes_of_ours_are_not_kept() {
    let tokens = quote! {
        /// Documentation.
        #[codat_client::codat_endpoint(GET, "/")]
        #[must_use]
        fn f(&self) -> Call<T>;
    };
    let raw = read(&tokens);
    assert_eq!(raw.kept_attributes().count(), 2);
}

#[test]
fn the_note_of_a_deprecation() {
    let note = |tokens: TokenStream| {
        let raw = read(&quote!(#tokens fn f(&self) -> Call<T>;));
        deprecation_note(&raw.attributes)
    };
    assert_eq!(note(quote!(#[doc = "deprecated"])), None);
    assert_eq!(note(quote!(#[deprecated])).as_deref(), Some(""));
    assert_eq!(note(quote!(#[deprecated = "old"])).as_deref(), Some("old"));
    assert_eq!(
        note(quote!(#[deprecated(since = "1", note = "old")])).as_deref(),
        Some("old")
    );
    assert_eq!(
        note(quote!(#[deprecated(since = "1")])).as_deref(),
        Some("")
    );
    assert_eq!(
        note(quote!(#[deprecated(what is this)])).as_deref(),
        Some("")
    );
}
