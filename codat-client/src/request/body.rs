//! What a request's body can be made of.

mod multipart;

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;
use serde_json::Serializer;

pub use multipart::{Multipart, Part};

use crate::request::encode::form;
use crate::request::header_value::header_value;

/// What the argument of `data = "<…>"` can be: anything [`Serialize`] as JSON, or one of the wrappers
/// [`Form`], [`Multipart`] and [`Raw`].
///
/// A body is encoded once, when its call is made, so that every attempt sends the same bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the body of a request",
    label = "can't be sent as a body",
    note = "a file is sent by a `codat_client::body::Raw` or `codat_client::body::Multipart` of its bytes. Derive `serde::Serialize` for a type of your own, or for what a `codat_client::body::Form` holds; a type parameter `T` needs `T: serde::Serialize`; a type of another crate needs that crate's feature `serde`"
)]
pub trait RequestBody {
    /// The bytes and their media type.
    ///
    /// # Errors
    ///
    /// If the value can't be encoded, for example a map whose keys aren't strings.
    fn encode(&self) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>>;
}

/// A body ready to be sent.
#[derive(Clone)]
pub struct EncodedBody {
    content_type: HeaderValue,
    bytes: Bytes,
}

impl EncodedBody {
    /// These bytes of this media type, for the header `Content-Type`.
    pub fn new(content_type: HeaderValue, bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type,
            bytes: bytes.into(),
        }
    }

    pub(crate) fn into_parts(self) -> (HeaderValue, Bytes) {
        (self.content_type, self.bytes)
    }
}

impl fmt::Debug for EncodedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedBody")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

impl<T: Serialize + ?Sized> RequestBody for T {
    fn encode(&self) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>> {
        encode_json(&self)
    }
}

/// A value to be written as JSON. Only this knows its type; all else is compiled once and not for each type.
trait ToJson {
    fn serialize(&self, json: &mut Serializer<&mut Vec<u8>>) -> serde_json::Result<()>;
}

impl<T: Serialize + ?Sized> ToJson for &T {
    fn serialize(&self, json: &mut Serializer<&mut Vec<u8>>) -> serde_json::Result<()> {
        Serialize::serialize(*self, json)
    }
}

fn encode_json(value: &dyn ToJson) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>> {
    let mut json = Vec::with_capacity(128);
    value.serialize(&mut Serializer::new(&mut json))?;
    let content_type = HeaderValue::from_static("application/json");
    Ok(EncodedBody::new(content_type, json))
}

/// A body of the type `application/x-www-form-urlencoded`: a flat struct of single values, options and lists.
///
/// ```
/// use codat_client::{Call, HasClient, body::Form, codat_endpoint};
///
/// #[derive(serde::Serialize)]
/// struct Login<'a> {
///     user: &'a str,
/// }
///
/// trait Legacy: HasClient {
///     #[codat_endpoint(POST, "/legacy/login", data = "<login>")]
///     fn log_in(&self, login: Form<Login<'_>>) -> Call<()>;
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: Serialize> RequestBody for Form<T> {
    fn encode(&self) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>> {
        let form = form(&self.0)?;
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(EncodedBody::new(content_type, form))
    }
}

/// Raw bytes with their media type, as the body of a request or of a response.
///
/// ```
/// use codat_client::{Call, CompanyId, HasClient, body::Raw, codat_endpoint};
///
/// trait Attachments: HasClient {
///     #[codat_endpoint(GET, "/companies/<company_id>/attachments/<name>")]
///     fn download_attachment(&self, company_id: CompanyId, name: &str) -> Call<Raw>;
///
///     #[codat_endpoint(PUT, "/companies/<company_id>/attachments/<name>", data = "<file>")]
///     fn upload_attachment(&self, company_id: CompanyId, name: &str, file: Raw) -> Call<()>;
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Raw {
    content_type: String,
    bytes: Bytes,
}

impl Raw {
    /// These bytes of this media type, such as `application/pdf`.
    pub fn new(content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type: content_type.into(),
            bytes: bytes.into(),
        }
    }

    /// The media type; `application/octet-stream` for a response without a `Content-Type`.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The bytes, by value.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl RequestBody for Raw {
    fn encode(&self) -> Result<EncodedBody, Box<dyn StdError + Send + Sync>> {
        let content_type = header_value(&self.content_type)?;
        Ok(EncodedBody::new(content_type, self.bytes.clone()))
    }
}

impl fmt::Debug for Raw {
    /// Without the bytes, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}
