//! `multipart/form-data`, rendered at once so that every attempt can send it again.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::{EncodedBody, RequestBody};
use crate::request::header_value::header_value;

/// A body of the type `multipart/form-data`: strings and files, each under a name.
///
/// ```
/// use codat_client::{Call, CompanyId, HasClient, codat_endpoint};
/// use codat_client::body::{Multipart, Part};
///
/// trait Attachments: HasClient {
///     #[codat_endpoint(POST, "/companies/<company_id>/attachments", data = "<files>")]
///     fn upload_attachments(&self, company_id: CompanyId, files: Multipart) -> Call<()>;
/// }
///
/// let files = Multipart::new()
///     .text("note", "March")
///     .part("file", Part::new("application/pdf", "%PDF-1.7 …").file_name("invoice.pdf"));
/// ```
///
/// # What the parts can contain
///
/// Any bytes: the boundary is a string that none of the parts contains.
///
/// In the names of parts and files, quotation marks, backslashes and control characters, such as line breaks, are percent-encoded. All other
/// characters stay as they are, also `/` and `..`: the server must check a file's name before it uses it as a path. A media type with a line
/// break fails the call.
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    parts: Vec<(String, Part)>,
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a string.
    #[must_use]
    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.part(name, Part::new("text/plain; charset=utf-8", text.into()))
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.parts.push((name.into(), part));
        self
    }
}

/// One part of a [`Multipart`] body.
#[derive(Clone)]
pub struct Part {
    content_type: String,
    file_name: Option<String>,
    bytes: Bytes,
}

impl Part {
    /// These bytes of this media type, such as `application/pdf`.
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type: content_type.into(),
            file_name: None,
            bytes: bytes.into(),
        }
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }
}

impl fmt::Debug for Part {
    /// Without the bytes, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("content_type", &self.content_type)
            .field("file_name", &self.file_name)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl RequestBody for Multipart {
    fn encode(&self) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>> {
        let boundary = self.boundary();
        let mut body = Vec::new();
        for (name, part) in &self.parts {
            // A line break in a media type would begin a header of the attacker's.
            header_value(&part.content_type)?;
            let mut head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                escape(name)
            );
            if let Some(file_name) = &part.file_name {
                head.push_str(&format!("; filename=\"{}\"", escape(file_name)));
            }
            head.push_str(&format!("\r\nContent-Type: {}\r\n\r\n", part.content_type));
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(&part.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type =
            HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))?;
        Ok(EncodedBody::new(content_type, body))
    }
}

/// What each boundary begins with. A number in hexadecimal follows.
const BOUNDARY: &[u8] = b"codat-client-";

/// The length of that number.
const DIGITS: usize = 16;

impl Multipart {
    /// A string that no part holds. It depends on nothing but the parts: the same body is the same bytes, as it must be when it is
    /// sent again with the same `Idempotency-Key`.
    ///
    /// It has the first number that none of them holds. So many bytes can hold so many numbers at most, and one pass marks those
    /// that they do: no file can make it take longer than another of its size.
    fn boundary(&self) -> String {
        // Two boundaries have at most one byte in common: the last digit of one, if that is a `c`.
        const DISTANCE: usize = BOUNDARY.len() + DIGITS - 1;

        let contents = || self.parts.iter().map(|(_, part)| &part.bytes);
        let size: usize = contents().map(Bytes::len).sum();
        let mut held = vec![false; size / DISTANCE + 1];
        for number in contents().flat_map(|bytes| numbers(bytes)) {
            if let Some(held) = held.get_mut(number) {
                *held = true;
            }
        }
        let free = held.iter().position(|held| !held);
        format!("codat-client-{:016x}", free.unwrap_or(held.len()))
    }
}

/// The numbers of all boundaries in a part.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let windows = bytes.windows(BOUNDARY.len() + DIGITS);
    let digits = windows.filter_map(|window| str::from_utf8(window.strip_prefix(BOUNDARY)?).ok());
    digits.filter_map(|digits| usize::from_str_radix(digits, 16).ok())
}

/// A name as it stands between quotation marks, with what could end it percent-encoded. Browsers do the same with quotation
/// marks and line breaks; a backslash takes the closing quotation mark along where it is read as an escape, and parsers
/// refuse other control characters, or end the name there.
fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_control() || matches!(c, '"' | '\\') {
            escaped.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(multipart: &Multipart) -> (String, String) {
        let (content_type, body) = multipart.encode().unwrap().into_parts();
        let content_type = content_type.to_str().unwrap();
        let boundary = content_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        (boundary.to_owned(), body)
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let (boundary, body) = render(&Multipart::new().text("note", "März").part(
            "file",
            Part::new("application/pdf", "%PDF").file_name("a.pdf"),
        ));
        assert_eq!(
            body.replace(&boundary, "B"),
            "--B\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMärz\r\n\
             --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n\
             --B--\r\n"
        );
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        let (boundary, body) = render(&Multipart::new().part(
            "a\"; name=\"b",
            Part::new("text/plain", "").file_name("x\r\nEvil: 1"),
        ));
        assert!(body.replace(&boundary, "B").starts_with(
            "--B\r\nContent-Disposition: form-data; name=\"a%22; name=%22b\"; filename=\"x%0D%0AEvil: 1\"\r\n"
        ));
    }

    #[test]
    fn names_cannot_take_what_follows_along() {
        let (boundary, body) = render(
            &Multipart::new().part("a\\", Part::new("text/plain", "").file_name("C:\\x\0.pdf")),
        );
        assert!(body.replace(&boundary, "B").starts_with(
            "--B\r\nContent-Disposition: form-data; name=\"a%5C\"; filename=\"C:%5Cx%00.pdf\"\r\n"
        ));
    }

    #[test]
    fn the_same_parts_are_the_same_bytes_and_hold_no_boundary() {
        let first = Multipart::new().text("a", "b");
        let (boundary, body) = render(&first);
        assert_eq!(render(&first), (boundary.clone(), body));
        assert_eq!(boundary, "codat-client-0000000000000000");
        let hostile = Multipart::new().text("a", format!("\r\n--{boundary}--"));
        assert_eq!(render(&hostile).0, "codat-client-0000000000000001");
    }

    #[test]
    fn a_file_that_holds_the_first_boundaries_gets_the_next_one() {
        const HELD: usize = 14_000;

        let mut crafted = String::new();
        for number in 0..HELD {
            // As close together as they can be.
            if crafted.ends_with('c') {
                crafted.pop();
            }
            crafted.push_str(&format!("codat-client-{number:016x}"));
        }
        let multipart = Multipart::new().text("file", crafted);
        let expected = format!("codat-client-{HELD:016x}");
        assert_eq!(render(&multipart).0, expected);
    }

    #[test]
    fn all_numbers_are_found() {
        let text = b"codat-client-xyz codat-client-0000000000000007codat-client-";
        assert_eq!(numbers(text).collect::<Vec<_>>(), [7]);
        let overlapping = b"ccodat-codat-client-codat-client-00000000000000ff";
        assert_eq!(numbers(overlapping).collect::<Vec<_>>(), [255]);
    }

    #[test]
    fn a_media_type_cannot_hold_a_line_break() {
        let evil = Multipart::new().part("a", Part::new("text/plain\r\nEvil: 1", ""));
        assert!(evil.encode().is_err());
        let lossy = Multipart::new().part("a", Part::new("text/plain ", ""));
        assert!(lossy.encode().is_err());
    }
}
