//! Whatever a user writes: the macro responds, with an error where there is a mistake, and doesn't panic.

mod mutation;
mod valid;

use proc_macro2::{Delimiter, Group, TokenStream};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};
use quote::quote;

use self::mutation::{endpoint, mutation};
use self::valid::{declared, mistake};
use super::{messages, proposals};
use crate::{expand, soundness};

/// So many cases, and no file of those that failed: each becomes a test of its own.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn a_mutated_endpoint_is_sound_or_explained(
        (arguments, item) in endpoint(),
        of_arguments in proptest::collection::vec(mutation(), 0..4),
        of_item in proptest::collection::vec(mutation(), 0..3),
    ) {
        let arguments = of_arguments.iter().fold(parse(arguments), |tokens, change| change.apply(tokens));
        let item = of_item.iter().fold(parse(item), |tokens, change| change.apply(tokens));
        let source = format!("#[codat_endpoint({arguments})] {item}");
        prop_assert_eq!(soundness::check(&arguments, &item), Ok(()), "{}", source);
        if source.len() < 1_000 && source.parse::<TokenStream>().is_ok() {
            let checked = proposals::check(&source);
            prop_assert!(checked.is_ok(), "{}", checked.unwrap_err());
        }
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn an_endpoint_without_a_mistake_has_no_error(declared in declared()) {
        let (arguments, item) = (parse(&declared.attribute()), parse(&declared.item()));
        prop_assert_eq!(soundness::check(&arguments, &item), Ok(()));
        prop_assert_eq!(messages(&expand(&arguments, &item)), Vec::<String>::new());
    }

    #[test]
    fn an_endpoint_with_a_mistake_has_an_error_and_stays_a_method(
        mut declared in declared(),
        mistakes in proptest::collection::vec(mistake(), 1..4),
    ) {
        for mistake in mistakes {
            mistake.put_into(&mut declared);
        }
        let expansion = expand(&parse(&declared.attribute()), &parse(&declared.item()));
        prop_assert!(!messages(&expansion).is_empty());
        let method = syn::parse2::<syn::TraitItemFn>(expansion);
        prop_assert!(method.is_ok_and(|method| method.default.is_some()));
    }
}

#[test]
fn no_item_at_all() {
    assert!(expand(&TokenStream::new(), &TokenStream::new()).is_empty());
}

/// It is in an invisible group.
#[test]
fn a_body_from_a_macro_is_refused_as_any_other() {
    let body = Group::new(Delimiter::None, parse("{ Call::ready(Ok(())) }"));
    let item = quote!(fn f(&self) -> Call<()> #body);
    let expansion = expand(&parse(r#"GET, "/""#), &item);
    let fault = "the attribute writes the body of an endpoint";
    assert!(messages(&expansion)[0].starts_with(fault), "{expansion}");
}

#[test]
fn a_url_in_brackets_is_no_placeholder() {
    let arguments = parse(r#"GET, "/", header("Link") = "<https://a.b/c>; rel=next""#);
    let item = parse("fn f(&self) -> Call<()>;");
    assert_eq!(soundness::check(&arguments, &item), Ok(()));
}

fn parse(text: &str) -> TokenStream {
    text.parse().expect("the text should be tokens")
}
