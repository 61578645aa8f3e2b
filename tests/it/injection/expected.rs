//! What has to come of a call: a request that says what it was given, or a refusal.

use std::fmt;

use codat_client::Bytes;
use serde_json::Value;

/// Longer than this, a URL or all headers together may be more than is sent, which is 64 KiB.
const MAYBE_TOO_LONG: usize = 60_000;

#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) method: &'static str,
    pub(crate) route: &'static str,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(String, String)>,
    /// Those of the declaration and the call, and what the body's type is.
    pub(crate) headers: Vec<(String, Bytes)>,
    pub(crate) body: Body,
    pub(crate) refusal: Refusal,
}

#[derive(Debug)]
pub(crate) enum Body {
    None,
    Json(Value),
    Form(Vec<(String, String)>),
    Multipart(Vec<Part>),
    Raw(Bytes),
}

/// A part as it arrives.
#[derive(Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Bytes,
    pub(crate) content: Bytes,
}

/// Whether nothing may be sent at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    Never,
    /// It may be too long.
    Possible,
    Certain,
}

impl Expected {
    pub(crate) fn new(method: &'static str, route: &'static str) -> Self {
        Self {
            method,
            route,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::None,
            refusal: Refusal::Never,
        }
    }

    pub(crate) fn path(mut self, name: &'static str, value: &str) -> Self {
        self.refuse_if(matches!(value, "" | "." | ".."));
        self.path.push((name, value.to_owned()));
        self.check_length()
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self.check_length()
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.refuse_if(!can_be_sent(value));
        self.headers.push((name.to_owned(), bytes(value)));
        self.check_length()
    }

    /// A header of the call's own replaces others; its name has to be one, and not one of the client's.
    pub(crate) fn own_header(mut self, name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let is_token = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
        self.refuse_if(name.is_empty() || !name.bytes().all(is_token));
        self.refuse_if(matches!(
            name.as_str(),
            "authorization"
                | "connection"
                | "content-length"
                | "host"
                | "idempotency-key"
                | "transfer-encoding"
        ));
        self.headers.retain(|(other, _)| *other != name);
        self.header(&name, value)
    }

    pub(crate) fn json(self, value: Value) -> Self {
        let mut expected = self.header("content-type", "application/json");
        expected.body = Body::Json(value);
        expected
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut expected = self.header("content-type", "application/x-www-form-urlencoded");
        let fields = fields.iter();
        let fields = fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        expected.body = Body::Form(fields.collect());
        expected
    }

    pub(crate) fn raw(self, content_type: &str, content: &str) -> Self {
        let mut expected = self.header("content-type", content_type);
        expected.body = Body::Raw(bytes(content));
        expected
    }

    /// Its boundary isn't known beforehand, and hence not its type.
    pub(crate) fn multipart(mut self) -> Self {
        self.body = Body::Multipart(Vec::new());
        self
    }

    pub(crate) fn part(
        mut self,
        name: &str,
        file_name: Option<&str>,
        content_type: &str,
        content: &str,
    ) -> Self {
        self.refuse_if(!can_be_sent(content_type));
        if let Body::Multipart(parts) = &mut self.body {
            parts.push(Part {
                name: quoted(name),
                file_name: file_name.map(quoted),
                content_type: bytes(content_type),
                content: bytes(content),
            });
        }
        self
    }

    fn refuse_if(&mut self, certain: bool) {
        if certain {
            self.refusal = Refusal::Certain;
        }
    }

    fn check_length(mut self) -> Self {
        let path = self.path.iter().map(|(_, value)| value);
        let query = self.query.iter().flat_map(|(name, value)| [name, value]);
        // Each byte may become three.
        let url: usize = path.chain(query).map(|text| 3 * text.len()).sum();
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
        if url.max(headers) > MAYBE_TOO_LONG {
            self.refusal = self.refusal.max(Refusal::Possible);
        }
        self
    }
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

/// Whether a header can hold this and give it back: no control character but the tab, and no white space at its ends,
/// which the receiver drops.
fn can_be_sent(value: &str) -> bool {
    let is_control = |c: char| c.is_ascii_control() && c != '\t';
    !value.contains(is_control) && value.trim_matches([' ', '\t']) == value
}

/// A name of a part, as it stands between quotation marks.
fn quoted(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '"' | '\\' => format!("%{:02X}", u32::from(c)),
            c if c.is_ascii_control() => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// What is wrong with something, unless it is as expected.
pub(crate) fn same<T>(what: &str, actual: &T, expected: &T) -> Result<(), String>
where
    T: PartialEq + fmt::Debug + ?Sized,
{
    if actual == expected {
        Ok(())
    } else {
        Err(format!("{what}: {actual:?} instead of {expected:?}"))
    }
}
