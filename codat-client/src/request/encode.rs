//! How a value becomes part of a URL or a header.

use std::fmt::{self, Display, Write};

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::header_value::header_value;
use crate::error::RequestFault;

/// Everything but RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends a value as one segment of a path.
pub(crate) fn push_segment(
    path: &mut String,
    name: &'static str,
    value: &dyn Display,
) -> Result<(), RequestFault> {
    struct Encode<'a>(&'a mut String);

    impl Write for Encode<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.extend(utf8_percent_encode(text, SEGMENT));
            Ok(())
        }
    }

    let start = path.len();
    write!(Encode(path), "{value}").map_err(|fmt::Error| RequestFault::Segment(name))?;
    // A URL parser takes `..` for "up one", and `%2e%2e` as well, so no encoding can save these.
    match path.get(start..) {
        None | Some("") => Err(RequestFault::EmptySegment(name)),
        Some("." | "..") => Err(RequestFault::DotSegment(name)),
        Some(_) => Ok(()),
    }
}

/// Appends the parameters that a value serialises to.
pub(crate) fn push_query<T: Serialize>(
    query: &mut String,
    fields: T,
) -> Result<(), serde_html_form::ser::Error> {
    let encoded = serde_html_form::to_string(fields)?;
    push_pairs(query, &encoded);
    Ok(())
}

/// Appends pairs that are encoded already. In a form a space is `+`, which not every server reads so in a URL;
/// a plus sign itself is `%2B` by now.
pub(crate) fn push_pairs(query: &mut String, encoded: &str) {
    if !query.is_empty() && !encoded.is_empty() {
        query.push('&');
    }
    for (index, word) in encoded.split('+').enumerate() {
        if index > 0 {
            query.push_str("%20");
        }
        query.push_str(word);
    }
}

/// The values that an argument gives a header. What a single value, an option and a list are is decided by the same
/// encoder as for the query, so that both read alike.
pub(crate) fn header_values<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<HeaderValue>, RequestFault> {
    let form = serde_html_form::to_string([(name, value)].as_slice())
        .map_err(|_| RequestFault::HeaderShape(name.to_owned()))?;
    url::form_urlencoded::parse(form.as_bytes())
        .map(|(_, value)| {
            let mut value =
                header_value(&value).map_err(|_| RequestFault::HeaderValue(name.to_owned()))?;
            // What a header is for isn't known here, so it is kept from printing.
            value.set_sensitive(true);
            Ok(value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(value: impl Display) -> Result<String, String> {
        let mut path = "/".to_owned();
        push_segment(&mut path, "id", &value).map_err(|fault| fault.to_string())?;
        Ok(path)
    }

    #[test]
    fn segments_are_encoded_whole() {
        assert_eq!(segment("a b/c?d#e%2e").unwrap(), "/a%20b%2Fc%3Fd%23e%252e");
        assert_eq!(segment("ü\r\n\0\\;").unwrap(), "/%C3%BC%0D%0A%00%5C%3B");
        assert_eq!(segment("AZaz09-._~").unwrap(), "/AZaz09-._~");
        assert_eq!(segment("...").unwrap(), "/...");
        assert_eq!(segment("%2e%2e").unwrap(), "/%252e%252e");
        assert_eq!(segment(-5).unwrap(), "/-5");
    }

    #[test]
    fn segments_that_climb_are_refused() {
        assert_eq!(segment("").unwrap_err(), "the path parameter `id` is empty");
        for value in [".", ".."] {
            assert!(segment(value).unwrap_err().contains("another route"));
        }
        // Written in pieces, it is the same segment.
        assert!(segment(format_args!("{}{}", '.', '.')).is_err());
    }

    #[test]
    fn query_values_come_singly_optionally_and_in_lists() {
        let mut query = String::new();
        push_query(&mut query, [("q", "a b+c&d=é")].as_slice()).unwrap();
        push_query(&mut query, [("none", None::<u8>)].as_slice()).unwrap();
        push_query(&mut query, [("some", Some(true))].as_slice()).unwrap();
        push_query(&mut query, [("list", vec![1, 2])].as_slice()).unwrap();
        push_query(&mut query, [("empty", Vec::<u8>::new())].as_slice()).unwrap();
        assert_eq!(query, "q=a%20b%2Bc%26d%3D%C3%A9&some=true&list=1&list=2");
        assert!(push_query(&mut query, [("map", [("a", 1)])].as_slice()).is_err());
    }

    #[test]
    fn structs_are_flattened() {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Filter {
            order_by: &'static str,
            page: Option<u32>,
            tags: Vec<&'static str>,
        }
        let mut query = "fixed=1".to_owned();
        let filter = Filter {
            order_by: "-name",
            page: None,
            tags: vec!["a", "b"],
        };
        push_query(&mut query, &filter).unwrap();
        assert_eq!(query, "fixed=1&orderBy=-name&tags=a&tags=b");
        assert!(push_query(&mut query, 5).is_err());
    }

    #[test]
    fn header_values_are_checked_and_hidden() {
        let values = |value: &str| header_values("x-test", value);
        assert_eq!(values("a b+c%20").unwrap(), ["a b+c%20"]);
        assert!(values("x").unwrap().iter().all(HeaderValue::is_sensitive));
        assert!(values("a\r\nEvil: 1").is_err());
        assert!(values("a ").is_err());
        assert_eq!(
            header_values("x-test", &None::<u8>).unwrap(),
            Vec::<&str>::new()
        );
        assert_eq!(
            header_values("x-test", &[1, 2].as_slice()).unwrap(),
            ["1", "2"]
        );
    }
}
