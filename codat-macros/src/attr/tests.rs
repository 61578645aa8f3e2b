use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens as _, quote};

use super::{Declaration, Verb};
use crate::errors::Errors;
use crate::slot::Content;

/// Reads arguments that are right.
#[track_caller]
fn parse(tokens: TokenStream) -> Declaration {
    let mut errors = Errors::default();
    let declaration = Declaration::parse(tokens, &mut errors);
    let Ok(declaration) = errors.finish(Ok(declaration), &|_| None) else {
        panic!("the arguments should be right");
    };
    declaration
}

#[test]
fn method_and_path() {
    for verb in Verb::ALL {
        let word = syn::Ident::new(verb, proc_macro2::Span::call_site());
        let declaration = parse(quote!(#word, "/companies"));
        assert_eq!(declaration.verb.unwrap().name(), verb);
        assert_eq!(declaration.template.unwrap().path(), "/companies");
    }
}

#[test]
fn every_option() {
    let options = parse(quote! {
        POST, "/a", data = "<body>", header("If-Match") = "<etag>", header("X-Source") = "erp",
        errors(400, 409), timeout = "500ms", retry = always, auth = none, crate = ::renamed::codat,
    })
    .options;
    assert_eq!(
        options.body.unwrap().content,
        Content::Argument("body".to_owned())
    );
    let [if_match, source] = options.headers.as_slice() else {
        panic!("there should be two headers");
    };
    assert_eq!(if_match.key, "if-match");
    assert_eq!(if_match.content, Content::Argument("etag".to_owned()));
    assert_eq!(source.key, "x-source");
    assert_eq!(source.content, Content::Fixed("erp".to_owned()));
    assert_eq!(options.errors, [400, 409]);
    assert_eq!(options.timeout_millis, Some(500));
    assert_eq!(options.retry, Some("always"));
    assert!(options.unauthenticated);
    let krate = options.krate.unwrap();
    assert_eq!(
        quote!(#krate).to_string(),
        quote!(::renamed::codat).to_string()
    );
}

#[test]
fn the_crate_may_be_quoted() {
    let krate = parse(quote!(GET, "/a", crate = "self::codat"))
        .options
        .krate
        .unwrap();
    assert_eq!(quote!(#krate).to_string(), quote!(self::codat).to_string());
}

/// `macro_rules!` hands its fragments over in groups without delimiters.
#[test]
fn invisible_groups_are_seen_through() {
    let group = |tokens| Group::new(Delimiter::None, tokens);
    let verb = group(quote!(GET));
    let path = group(group(quote!("/a")).into_token_stream());
    let timeout = group(quote!("1s"));
    let retry = group(quote!(never));
    let status = group(quote!(409));
    let declaration =
        parse(quote!(#verb, #path, timeout = #timeout, retry = #retry, errors(#status)));
    assert_eq!(declaration.verb.unwrap(), Verb::GET);
    assert_eq!(declaration.template.unwrap().path(), "/a");
    assert_eq!(declaration.options.timeout_millis, Some(1_000));
    assert_eq!(declaration.options.retry, Some("never"));
    assert_eq!(declaration.options.errors, [409]);
}

#[test]
fn a_faulty_option_may_have_named_an_argument() {
    for (tokens, complete) in [
        (quote!(POST, "/a", body = "<invoice>"), false),
        (quote!(POST, "/a", hedaer("X") = etag), false),
        (quote!(POST, "/a", timeout = "soon"), false),
        (quote!(POST, "/a", timeout = "1s"), true),
    ] {
        let mut errors = Errors::default();
        let declaration = Declaration::parse(tokens.clone(), &mut errors);
        assert_eq!(declaration.complete, complete, "{tokens}");
        errors.into_faults();
    }
}
