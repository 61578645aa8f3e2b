//! Matching a path to a template such as `/companies/{company_id}/invoices`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The decoded values of the template's placeholders, in order, if the path fits it.
///
/// A placeholder takes exactly one segment, which isn't empty. Segments are split before they are
/// decoded, so an encoded slash stays inside its segment.
pub(super) fn match_path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut values = Vec::new();
    let mut actual = path.split('/');
    for expected in template.split('/') {
        let segment = actual.next()?;
        match placeholder(expected) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => values.push((name.to_owned(), decode(segment).into_owned())),
            None if decode(segment) != decode(expected) => return None,
            None => {}
        }
    }
    actual.next().is_none().then_some(values)
}

/// `{name}`, or `<name>` as `#[codat_endpoint]` writes it.
fn placeholder(segment: &str) -> Option<&str> {
    let braced = segment
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let angled = segment
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    braced.or(angled)
}

fn decode(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::match_path;

    fn matches(template: &str, path: &str) -> bool {
        match_path(template, path).is_some()
    }

    #[test]
    fn a_placeholder_takes_one_segment() {
        assert!(matches("/companies/{id}/invoices", "/companies/1/invoices"));
        assert!(!matches("/companies/{id}/invoices", "/companies//invoices"));
        assert!(!matches(
            "/companies/{id}/invoices",
            "/companies/1/2/invoices"
        ));
        assert!(!matches("/companies/{id}", "/companies/1/"));
        assert!(!matches("/companies/{id}", "/companies"));
    }

    #[test]
    fn values_are_decoded_after_splitting() {
        assert_eq!(
            match_path("/{a}/<b>", "/x%2Fy/%C3%A9%20z"),
            Some(vec![
                ("a".to_owned(), "x/y".to_owned()),
                ("b".to_owned(), "é z".to_owned()),
            ])
        );
    }

    #[test]
    fn bytes_that_are_no_text_do_not_panic() {
        assert!(matches("/{a}", "/%FF%"));
    }

    #[test]
    fn literals_match_however_they_are_encoded() {
        assert!(matches("/a b/c", "/a%20b/c"));
        assert!(!matches("/a/c", "/A/c"));
        assert!(matches("/", "/"));
    }
}
