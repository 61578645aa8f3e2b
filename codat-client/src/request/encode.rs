//! How a value becomes part of a URL, a form or a header.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use url::form_urlencoded;

use super::fields::{Fields, FieldsError};
use super::header_value::{MAX_HEADERS_SIZE, header_value};
use super::value::{Problem, Values};
use crate::error::RequestFault;
use crate::error::redact::redact;

/// The most bytes that a URL may take, as many as the HTTP client can send.
pub(super) const MAX_URL_SIZE: usize = 65_534;

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
    struct Encode<'a> {
        path: &'a mut String,
        is_too_long: bool,
    }

    impl Write for Encode<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.is_too_long = self.path.len() + text.len() > MAX_URL_SIZE;
            if self.is_too_long {
                return Err(fmt::Error);
            }
            self.path.extend(utf8_percent_encode(text, SEGMENT));
            Ok(())
        }
    }

    let start = path.len();
    let mut encode = Encode {
        path,
        is_too_long: false,
    };
    let written = write!(encode, "{value}");
    if encode.is_too_long {
        return Err(RequestFault::LongSegment(name));
    }
    written.map_err(|fmt::Error| RequestFault::Segment(name))?;
    // A URL parser takes `..` for "up one", and `%2e%2e` as well, so no encoding can save these.
    match path.get(start..) {
        None | Some("") => Err(RequestFault::EmptySegment(name)),
        Some("." | "..") => Err(RequestFault::DotSegment(name)),
        Some(_) => Ok(()),
    }
}

/// Appends a parameter once for each of its values.
pub(crate) fn push_query<T: Serialize + ?Sized>(
    query: &mut String,
    name: &'static str,
    value: &T,
) -> Result<(), RequestFault> {
    let pushed = value.serialize(Values::to(&mut |value| push_parameter(query, name, value)));
    pushed.map_err(|problem| {
        let hint = match problem {
            Problem::Shape => "; the placeholder `<argument..>` sends the fields of a struct",
            _ => "",
        };
        RequestFault::Query(name, format!("{problem}{hint}"))
    })
}

/// Appends the fields of a struct. None of them may repeat a parameter that is there already.
pub(crate) fn push_query_fields<T: Serialize + ?Sized>(
    query: &mut String,
    argument: &'static str,
    fields: &T,
) -> Result<(), RequestFault> {
    let declared = query.len();
    let pushed = fields.serialize(Fields(&mut |name, value| {
        push_parameter(query, name, value)
    }));
    pushed.map_err(|FieldsError { field, problem }| match field {
        Some(field) => {
            let hint = match problem {
                Problem::Shape => {
                    "; `#[serde(flatten)]` puts the fields of a struct beside the others"
                }
                _ => "",
            };
            // The key of a map may be anything.
            let field = redact(&field);
            RequestFault::QueryField(format!("`{field}` of `{argument}` {problem}{hint}"))
        }
        None => RequestFault::QueryFields(argument),
    })?;
    let (before, after) = query.split_at(declared);
    match repeated(before, after) {
        Some(name) => Err(RequestFault::RepeatedParameter(argument, redact(&name))),
        None => Ok(()),
    }
}

/// A parameter that both parts of a query have.
fn repeated(before: &str, after: &str) -> Option<String> {
    let names = |part| form_urlencoded::parse(str::as_bytes(part)).map(|(name, _)| name);
    let added = names(after.trim_start_matches('&'));
    let mut repeated = added.filter(|name| names(before).any(|declared| declared == *name));
    repeated.next().map(Cow::into_owned)
}

/// Appends pairs that are encoded already.
pub(crate) fn push_pairs(query: &mut String, encoded: &str) {
    if !query.is_empty() && !encoded.is_empty() {
        query.push('&');
    }
    query.push_str(encoded);
}

/// A space is `%20`: not every server reads `+` as one in a URL.
fn push_parameter(query: &mut String, name: &str, value: &str) -> Result<(), Problem> {
    if query.len() + value.len() > MAX_URL_SIZE {
        return Err(Problem::TooLong(value.len()));
    }
    push_pair(query, name, value, "%20");
    Ok(())
}

fn push_pair(pairs: &mut String, name: &str, value: &str, space: &str) {
    if !pairs.is_empty() {
        pairs.push('&');
    }
    for (index, part) in [name, value].into_iter().enumerate() {
        if index > 0 {
            pairs.push('=');
        }
        let encoded = form_urlencoded::byte_serialize(part.as_bytes());
        pairs.extend(encoded.map(|word| if word == "+" { space } else { word }));
    }
}

/// The fields of a struct as a form.
pub(crate) fn form<T: Serialize>(fields: &T) -> Result<String, FieldsError> {
    let mut form = String::new();
    fields.serialize(Fields(&mut |name, value| {
        push_pair(&mut form, name, value, "+");
        Ok(())
    }))?;
    Ok(form)
}

/// The values that an argument gives a header.
pub(crate) fn header_values<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<HeaderValue>, RequestFault> {
    let mut values = Vec::new();
    let pushed = value.serialize(Values::to(&mut |value| {
        if value.len() > MAX_HEADERS_SIZE {
            return Err(Problem::TooLong(value.len()));
        }
        let mut value = header_value(value).map_err(|_| Problem::Character)?;
        // What a header is for isn't known here, so it is kept from printing.
        value.set_sensitive(true);
        values.push(value);
        Ok(())
    }));
    pushed.map_err(|problem| RequestFault::Header(format!("`{name}` {problem}")))?;
    Ok(values)
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
    fn a_segment_has_an_end() {
        let long = "a".repeat(100 * 1024 * 1024);
        assert_eq!(
            segment(&long).unwrap_err(),
            "the path parameter `id` is too long for a URL"
        );
    }

    #[test]
    fn query_values_come_singly_optionally_and_in_lists() {
        let mut query = String::new();
        push_query(&mut query, "q", "a b+c&d=é~").unwrap();
        push_query(&mut query, "none", &None::<u8>).unwrap();
        push_query(&mut query, "some", &Some(true)).unwrap();
        push_query(&mut query, "list", &vec![1, 2]).unwrap();
        push_query(&mut query, "empty", &Vec::<u8>::new()).unwrap();
        push_query(&mut query, "number", &[1.0, 1e21, -1e-7].as_slice()).unwrap();
        assert_eq!(
            query,
            "q=a%20b%2Bc%26d%3D%C3%A9%7E&some=true&list=1&list=2\
             &number=1.0&number=1000000000000000000000.0&number=-0.0000001"
        );
    }

    #[test]
    fn what_is_no_value_is_refused() {
        #[derive(Serialize)]
        enum Kind {
            Of(u8),
        }
        #[derive(Serialize)]
        struct Filter {
            page: u32,
        }
        fn fault<T: Serialize>(value: T) -> String {
            push_query(&mut String::new(), "q", &value)
                .unwrap_err()
                .to_string()
        }
        let shape = "the query parameter `q` is neither a single value, an optional one, nor a list of them; \
                     the placeholder `<argument..>` sends the fields of a struct";
        assert_eq!(fault(Filter { page: 1 }), shape);
        assert_eq!(fault(Kind::Of(1)), shape);
        assert_eq!(fault((1, 2)), shape);
        assert_eq!(fault(()), shape);
        assert_eq!(fault(vec![vec![1]]), shape);
        let infinite = "the query parameter `q` is infinite or not a number";
        assert_eq!(fault(f64::NAN), infinite);
        assert_eq!(fault([f32::INFINITY].as_slice()), infinite);
        assert_eq!(
            fault("a".repeat(100 * 1024 * 1024)),
            "the query parameter `q` has 104857600 bytes, which is too long"
        );
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
        push_query_fields(&mut query, "filter", &filter).unwrap();
        push_query_fields(&mut query, "none", &None::<Filter>).unwrap();
        assert_eq!(query, "fixed=1&orderBy=-name&tags=a&tags=b");
        assert_eq!(form(&filter).unwrap(), "orderBy=-name&tags=a&tags=b");
        assert_eq!(form(&[("a b", "c d")].as_slice()).unwrap(), "a+b=c+d");
    }

    #[test]
    fn what_is_no_flat_struct_names_its_field() {
        use std::collections::BTreeMap;

        #[derive(Serialize)]
        struct Filter<T> {
            inner: T,
        }
        fn fault<T: Serialize>(fields: T) -> String {
            push_query_fields(&mut "page=1".to_owned(), "filter", &fields)
                .unwrap_err()
                .to_string()
        }
        let shape = "the field `inner` of `filter` is neither a single value, an optional one, nor a list of them; \
                     `#[serde(flatten)]` puts the fields of a struct beside the others";
        assert_eq!(
            fault(Filter {
                inner: Filter { inner: 1 }
            }),
            shape
        );
        assert_eq!(
            fault(Filter {
                inner: BTreeMap::from([(1, 2)])
            }),
            shape
        );
        assert_eq!(fault(BTreeMap::from([("inner", (1, 2))])), shape);
        assert_eq!(
            fault(Filter { inner: f64::NAN }),
            "the field `inner` of `filter` is infinite or not a number"
        );
        for no_struct in [
            fault(5),
            fault("page"),
            fault([1].as_slice()),
            fault(((), 1)),
        ] {
            assert_eq!(
                no_struct,
                "the query parameters of `filter` aren't a flat struct"
            );
        }
        assert_eq!(
            fault(BTreeMap::from([("size", 1), ("page", 2)])),
            "the query parameter `page` is declared, and `filter` has it once more"
        );
    }

    #[test]
    fn header_values_are_checked_and_hidden() {
        let values = |value: &str| header_values("x-test", value);
        assert_eq!(values("a b+c%20").unwrap(), ["a b+c%20"]);
        assert!(values("x").unwrap().iter().all(HeaderValue::is_sensitive));
        assert!(values("a\r\nEvil: 1").is_err());
        assert!(values("a ").is_err());
        assert!(values(&"a".repeat(100 * 1024 * 1024)).is_err());
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
