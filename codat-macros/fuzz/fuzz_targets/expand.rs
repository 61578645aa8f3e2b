//! Arbitrary attributes on arbitrary items: no panic, no hang, and no mistake without an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proc_macro2::TokenStream;

// What stands in the attribute's parentheses, then a line, then the item.
fuzz_target!(|text: &str| {
    let (arguments, item) = text.split_once('\n').unwrap_or((text, ""));
    let (Ok(arguments), Ok(item)) = (arguments.parse::<TokenStream>(), item.parse::<TokenStream>()) else {
        return; // Never reaches a macro.
    };
    if let Err(problem) = codat_macros::soundness::check(&arguments, &item) {
        panic!("{problem}");
    }
});
