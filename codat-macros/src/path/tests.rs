use proc_macro2::Span;
use syn::LitStr;

use super::Template;
use crate::errors::Errors;
use crate::slot::{Content, Place};

/// Reads a path that is right.
#[track_caller]
fn parse(text: &str) -> Template {
    let mut errors = Errors::default();
    let template = Template::parse(LitStr::new(text, Span::call_site()), &mut errors);
    let Ok(template) = errors.finish(Ok(template), &|_| None) else {
        panic!("`{text}` should be right");
    };
    template
}

/// The whole of the one message about a path.
#[track_caller]
fn message(text: &str) -> String {
    let mut errors = Errors::default();
    Template::parse(LitStr::new(text, Span::call_site()), &mut errors);
    let tokens = errors.finish(Ok(()), &|_| None).unwrap_err();
    let mut messages = crate::tests::messages(&tokens);
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.remove(0)
}

/// The slots of a path that is right, as `place key content`.
fn slots(text: &str) -> Vec<String> {
    let template = parse(text);
    let slots = template.slots.iter().map(|slot| {
        let content = match &slot.content {
            Content::Argument(name) => format!("<{name}>"),
            Content::Fixed(text) => text.clone(),
        };
        match slot.place {
            Place::Path => content,
            place => format!("{place:?} {} {content}", slot.key),
        }
    });
    slots.collect()
}

#[test]
fn segments_are_fixed_or_placeholders() {
    let path = "/companies/<company_id>/data";
    assert_eq!(slots(path), ["companies", "<company_id>", "data"]);
    assert_eq!(parse(path).path(), "/companies/{company_id}/data");
}

#[test]
fn the_root_has_no_segments() {
    assert_eq!(parse("/").path(), "/");
    assert_eq!(parse("/?a=1").path(), "/");
}

#[test]
fn parameters_have_four_forms() {
    assert_eq!(
        slots("/a?fixed=1&flag&key=<value>&<name>&<filter..>"),
        [
            "a",
            "Query fixed 1",
            "Query  flag",
            "Query key <value>",
            "Query name <name>",
            "Fields  <filter>",
        ],
    );
}

#[test]
fn a_value_may_hold_what_separates_elsewhere() {
    assert_eq!(slots("/a?query=a=b/c?d"), ["a", "Query query a=b/c?d"]);
}

#[test]
fn carets_stand_under_the_fault() {
    assert_eq!(
        message("/companies/<company_id/connections"),
        "placeholder is never closed\n\n  \
           /companies/<company_id/connections\n  \
           \u{20}          ^^^^^^^^^^^\n\
         help: the name of an argument stands between `<` and `>`",
    );
}

#[test]
fn carets_count_characters_not_bytes() {
    assert_eq!(
        message("/%C3%BC/a-<größe>/z"),
        "a placeholder must fill a whole segment\n\n  \
           /%C3%BC/a-<größe>/z\n  \
           \u{20}       ^^^^^^^^^\n\
         help: the name of an argument stands between `<` and `>`",
    );
    assert_eq!(
        message("/äß/<id>"),
        "`ä` can't stand in a path as it is\n\n  \
           /äß/<id>\n  \
           \u{20}^^\n\
         help: other characters are percent-encoded",
    );
}

#[test]
fn what_breaks_the_line_is_shown_by_a_symbol() {
    assert_eq!(
        message("/a\tb"),
        "`\\t` can't stand in a path as it is\n\n  \
           /a\u{fffd}b\n  \
           \u{20} ^\n\
         help: other characters are percent-encoded",
    );
}

#[test]
fn carets_stand_under_both_columns_of_wide_characters() {
    assert!(message("/公司/x").contains("  /公司/x\n   ^^^^\n"));
}

#[test]
fn what_stands_in_front_of_the_path_is_taken_off() {
    let said = |path: &str| {
        let source = format!("#[codat_endpoint(GET, {path:?})] fn f(&self) -> Call<T>;");
        crate::tests::messages(&crate::tests::expand_source(&source)).concat()
    };
    for front in [
        "https://api.codat.io",
        "http://localhost:8080",
        "//api.codat.io",
        "api.codat.io",
        "localhost",
        "{base}",
        "<base_url>",
        "..",
        "GET ",
    ] {
        assert!(
            said(&format!("{front}/a")).contains("write `/a`"),
            "{front}"
        );
    }
    for path in ["companies/a.b.c", "report.json", "a"] {
        let proposal = format!("write `/{path}`");
        assert!(said(path).contains(&proposal), "{path}");
    }
    assert!(message("//companies").contains("empty segment"));
}

#[test]
fn dots_are_seen_through_their_encoding() {
    for dots in [".", "..", "%2e", "%2E.", ".%2e", "%2e%2E"] {
        assert!(super::is_dots(dots), "{dots}");
    }
    for name in ["...", "a.", ".a", "%2ea", ""] {
        assert!(!super::is_dots(name), "{name}");
    }
}
