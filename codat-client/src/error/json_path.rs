//! Where in a JSON document a value couldn't be read.

use serde_json::Error;

/// A step from a value into one that it holds.
enum Step<'a> {
    /// An object's member, by its name as it is written; none before the name.
    Member(Option<&'a [u8]>),
    /// A list's item.
    Item(usize),
}

/// The path of the value at which reading stopped, such as `results[3].id`; none for the whole document.
///
/// The document is walked up to the error's position. Recording the path while a value is read would need each type's code a
/// second time.
pub(super) fn json_path(json: &[u8], error: &Error) -> Option<String> {
    let read = json.get(..offset(json, error)?)?;
    let mut steps = Vec::new();
    let mut rest = match read.split_last() {
        // serde_json reads on, to the end of the object or to the next item of the list, before it returns the error of a value.
        Some((b'}' | b']' | b',', value)) if is_of_a_value(error) => value,
        _ => read,
    };
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'{' => steps.push(Step::Member(None)),
            b'[' => steps.push(Step::Item(0)),
            b'}' | b']' => {
                steps.pop();
            }
            b',' => match steps.last_mut() {
                Some(Step::Item(index)) => *index += 1,
                Some(Step::Member(name)) => *name = None,
                None => {}
            },
            b'"' => {
                let (text, after) = after.split_at(text_length(after));
                rest = after.get(1..).unwrap_or_default();
                if let Some(Step::Member(name @ None)) = steps.last_mut() {
                    *name = Some(text);
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Item(index) => path.push_str(&format!("[{index}]")),
            Step::Member(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&String::from_utf8_lossy(name));
            }
            Step::Member(None) => {}
        }
    }
    (!path.is_empty()).then_some(path)
}

/// Whether the error is one of a value's own, such as a date that is none, and not of the object or list that ends there.
fn is_of_a_value(error: &Error) -> bool {
    let message = error.to_string();
    let is_of_the_whole = ["missing field", "invalid length", "data did not match"];
    error.is_data()
        && !is_of_the_whole
            .iter()
            .any(|start| message.starts_with(start))
}

/// How many bytes had been read. serde_json counts lines from 1, and columns in bytes.
fn offset(json: &[u8], error: &Error) -> Option<usize> {
    let lines_before = error.line().checked_sub(1)?;
    let lines = json.split_inclusive(|&byte| byte == b'\n');
    let start: usize = lines.take(lines_before).map(<[u8]>::len).sum();
    Some(json.len().min(start + error.column()))
}

/// The length of a string, of which the opening quote has been read.
fn text_length(rest: &[u8]) -> usize {
    let mut escaped = false;
    let end = rest.iter().position(|&byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    });
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read for its errors")]
    struct Page {
        results: Vec<Row>,
        #[serde(default)]
        totals: HashMap<String, u8>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read for its errors")]
    struct Row {
        id: u8,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        tags: Vec<String>,
    }

    fn path(json: &str) -> Option<String> {
        json_path(
            json.as_bytes(),
            &serde_json::from_str::<Page>(json).unwrap_err(),
        )
    }

    #[test]
    fn values_are_found_in_lists_and_objects() {
        for (json, expected) in [
            (r#"{"results":[{"id":"x"}]}"#, "results[0].id"),
            (r#"{"results":[{"id":1},{"id":300}]}"#, "results[1].id"),
            (
                r#"{"results":[{"id":1},{"id":-1,"name":"n"}]}"#,
                "results[1].id",
            ),
            (r#"{"results":[{"id":1},{"id":null}]}"#, "results[1].id"),
            (r#"{"results":[{"id":{"a":[1]}}]}"#, "results[0].id"),
            (
                r#"{"results":[{"id":1,"tags":["a","b",3]}]}"#,
                "results[0].tags[2]",
            ),
            (r#"{"results":[{"id":1,"name":[]}]}"#, "results[0].name"),
            (r#"{"results":"none"}"#, "results"),
            (r#"{"totals":{"a":1,"b":"x"},"results":[]}"#, "totals.b"),
        ] {
            assert_eq!(path(json).as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn a_missing_field_is_its_objects_fault() {
        assert_eq!(
            path(r#"{"results":[{"id":1},{"name":"n"}]}"#).as_deref(),
            Some("results[1]")
        );
        assert_eq!(path("{}"), None);
        assert_eq!(path("5"), None);
    }

    /// Refuses every value, by itself and not by its type, as hand-written dates do.
    #[derive(Debug)]
    struct Date;

    impl<'de> Deserialize<'de> for Date {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?;
            Err(serde::de::Error::custom("that is no date"))
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "read for its errors")]
    struct Dated {
        #[serde(default)]
        id: u8,
        #[serde(default)]
        created_date: Option<Date>,
        #[serde(default)]
        dates: Vec<Date>,
        #[serde(default)]
        results: Vec<Dated>,
        #[serde(default)]
        by_name: HashMap<String, Date>,
    }

    #[test]
    fn a_value_that_refuses_itself_is_found_wherever_it_stands() {
        for (json, expected) in [
            (r#"{"createdDate":"x"}"#, "createdDate"),
            (r#"{"createdDate":"x","id":1}"#, "createdDate"),
            (
                r#"{"results":[{"id":1,"createdDate":"x"}]}"#,
                "results[0].createdDate",
            ),
            (
                r#"{"results":[{"createdDate":"x","id":1}]}"#,
                "results[0].createdDate",
            ),
            (
                r#"{"results":[{"id":1},{"createdDate":"x"},{}]}"#,
                "results[1].createdDate",
            ),
            (r#"{"dates":["x","y"]}"#, "dates[0]"),
            (r#"{"results":[{"dates":["x"]}]}"#, "results[0].dates[0]"),
            (r#"{"byName":{"a.b":"x"}}"#, "byName.a.b"),
            ("{ \"createdDate\" : \"x\" \n }", "createdDate"),
        ] {
            let error = serde_json::from_str::<Dated>(json).unwrap_err();
            assert!(error.to_string().starts_with("that is no date"), "{error}");
            let path = json_path(json.as_bytes(), &error);
            assert_eq!(path.as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn quotes_brackets_and_lines_do_not_confuse_it() {
        let json = "{\n  \"totals\": {\"}],\\\" {\": 1},\r\n  \"results\": [\n    {\"id\": 1, \"name\": \"[{\\\\\"},\n\n    {\"id\": true}\n  ]\n}";
        assert_eq!(path(json).as_deref(), Some("results[1].id"));
        assert_eq!(
            path(r#"{"totals":{"é\"x":"y"}}"#).as_deref(),
            Some(r#"totals.é\"x"#)
        );
    }

    #[test]
    fn what_is_no_json_has_at_most_the_path_so_far() {
        assert_eq!(path(""), None);
        assert_eq!(path("<html>"), None);
        assert_eq!(
            path(r#"{"results":[{"id":1"#).as_deref(),
            Some("results[0].id")
        );
        assert_eq!(
            path(r#"{"results":[{"id":1},]}"#).as_deref(),
            Some("results")
        );
        assert_eq!(
            path(r#"{"results":[{"id":1,"na"#).as_deref(),
            Some("results[0].na")
        );
        assert_eq!(path("]]]"), None);
    }
}
