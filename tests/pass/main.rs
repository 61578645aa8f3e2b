//! Endpoints that must compile, without a warning, and do what they say. Each case is a file of its own, written like a user's program.

#![deny(future_incompatible)]
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a case shows what it is about and nothing else"
)]

use std::collections::BTreeSet;

macro_rules! cases {
    ($($case:ident,)*) => {
        $(
            pub mod $case;

            #[test]
            fn $case() {
                $case::main();
            }
        )*

        #[test]
        fn every_file_is_a_case() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pass");
            let files = std::fs::read_dir(folder).unwrap();
            let files: BTreeSet<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            let mut cases = BTreeSet::from([$(concat!(stringify!($case), ".rs").to_owned(),)*]);
            cases.insert("main.rs".to_owned());
            assert_eq!(cases, files);
        }
    };
}

cases! { argument_names, associated_items, async_sugar, bodies, crate_path, denied_lints, dyn_compatible, extension_traits, generic_trait, headers_and_options, kept_attributes, lifetimes, macro_rules, no_implicit_prelude, path_values, query_forms, raw_identifiers, several_traits, shadowed_names, supertraits, unicode_names,  }
