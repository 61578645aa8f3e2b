use proc_macro2::Span;
use syn::LitStr;

use super::{Parameter, Placeholder, Segment, Template};
use crate::errors::Errors;

/// Reads a path that is right.
#[track_caller]
fn parse(text: &str) -> Template {
    let mut errors = Errors::default();
    let template = Template::parse(LitStr::new(text, Span::call_site()), &mut errors);
    let Ok(template) = errors.finish(Ok(template)) else {
        panic!("`{text}` should be right");
    };
    assert!(template.complete);
    template
}

/// The whole of the one message about a path.
#[track_caller]
fn message(text: &str) -> String {
    let mut errors = Errors::default();
    let template = Template::parse(LitStr::new(text, Span::call_site()), &mut errors);
    assert!(!template.complete);
    let tokens = errors.finish(Ok(())).unwrap_err().into_tokens();
    let mut messages = crate::tests::messages(&tokens);
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.remove(0)
}

fn placeholder(name: &str, start: usize, end: usize) -> Placeholder {
    Placeholder {
        name: name.to_owned(),
        at: start..end,
    }
}

#[test]
fn segments_are_fixed_or_placeholders() {
    let template = parse("/companies/<company_id>/data");
    assert_eq!(
        template.segments,
        [
            Segment::Fixed("companies".to_owned()),
            Segment::Placeholder(placeholder("company_id", 11, 23)),
            Segment::Fixed("data".to_owned()),
        ],
    );
    assert_eq!(template.path(), "/companies/{company_id}/data");
    assert_eq!(template.query, []);
}

#[test]
fn the_root_has_no_segments() {
    assert_eq!(parse("/").path(), "/");
    assert_eq!(parse("/?a=1").path(), "/");
}

#[test]
fn parameters_have_four_forms() {
    assert_eq!(
        parse("/a?fixed=1&flag&key=<value>&<name>&<filter..>").query,
        [
            Parameter::Fixed("fixed=1".to_owned()),
            Parameter::Fixed("flag".to_owned()),
            Parameter::Value {
                key: "key".to_owned(),
                placeholder: placeholder("value", 20, 27)
            },
            Parameter::Value {
                key: "name".to_owned(),
                placeholder: placeholder("name", 28, 34)
            },
            Parameter::Fields(placeholder("filter", 35, 45)),
        ],
    );
}

#[test]
fn a_value_may_hold_what_separates_elsewhere() {
    assert_eq!(
        parse("/a?query=a=b/c?d").query,
        [Parameter::Fixed("query=a=b/c?d".to_owned())],
    );
}

#[test]
fn carets_stand_under_the_fault() {
    assert_eq!(
        message("/companies/<company_id/connections"),
        "placeholder is never closed\n\n  \
           /companies/<company_id/connections\n  \
           \u{20}          ^^^^^^^^^^^\n\
         help: write `<company_id>`",
    );
}

#[test]
fn carets_count_characters_not_bytes() {
    assert_eq!(
        message("/%C3%BC/a-<größe>/z"),
        "a placeholder must fill a whole segment\n\n  \
           /%C3%BC/a-<größe>/z\n  \
           \u{20}       ^^^^^^^^^\n\
         help: write `<größe>`, and put `a-` into the argument",
    );
    assert_eq!(
        message("/äß/<id>"),
        "`ä` can't stand in a path as it is\n\n  \
           /äß/<id>\n  \
           \u{20}^^\n\
         help: write `%C3%A4%C3%9F`",
    );
}

#[test]
fn what_breaks_the_line_is_shown_by_a_symbol() {
    assert_eq!(
        message("/a\nb"),
        "a control character can't stand in a path\n\n  \
           /a\u{240a}b\n  \
           \u{20} ^\n\
         help: write `a%0Ab`",
    );
}

#[test]
fn the_mended_path_keeps_its_query() {
    assert!(message("/a//b/?x=<x>").ends_with("help: write `/a/b?x=<x>`"));
    assert!(message("a/b?x=<x>").ends_with("help: write `/a/b?x=<x>`"));
    assert!(message("http://host?x=<x>").ends_with("help: write `/?x=<x>`"));
}
