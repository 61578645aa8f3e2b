//! From a response to the value that a call returns.

use std::any::{Any, TypeId};

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use serde_json::de::SliceRead;

use super::Response;
use super::raw_response::RawResponse;
use crate::error::lenient::without_bom;
use crate::error::{DecodeError, Error};
use crate::request::body::Raw;

/// What a [`Call`](crate::Call) can return.
///
/// | type | from |
/// | --- | --- |
/// | any [`Deserialize`](serde::Deserialize) that owns its data | a JSON body |
/// | [`String`] | the body itself if its type is `text/*`, and otherwise a JSON string |
/// | [`Bytes`] | any body, as it is |
/// | [`Raw`] | any body, as it is, with its type |
/// | `()` | any body, read to its end and ignored |
/// | [`Option<T>`] | the same as `T`; an empty body and `null` are `None` |
///
/// A byte order mark before JSON or text is skipped.
///
/// # Errors
///
/// [`Error::Decode`] if the body isn't what the type needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response",
    label = "an endpoint can't return this",
    note = "derive `serde::Deserialize` for a type of your own; a type of another crate needs that crate's feature `serde`. It must own its data. A type parameter, or an associated type, needs `T: serde::de::DeserializeOwned + Send + 'static`. `()` is for empty responses, `codat_client::body::Raw` for raw bytes"
)]
pub trait FromResponse: Sized {
    /// The media type to ask for, as the `Accept` header: JSON unless set. A declaration's own `Accept` precedes it.
    fn accept() -> HeaderValue {
        const { HeaderValue::from_static("application/json") }
    }

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if the body isn't what the type needs.
    fn from_response(response: &RawResponse) -> Result<Self, Error>;
}

impl<T: DeserializeOwned + Send + 'static> FromResponse for T {
    fn accept() -> HeaderValue {
        let ty = TypeId::of::<T>();
        if ty == TypeId::of::<Bytes>() {
            const { HeaderValue::from_static("*/*") }
        } else if is_text(ty) {
            const { HeaderValue::from_static("application/json, text/*;q=0.9") }
        } else {
            const { HeaderValue::from_static("application/json") }
        }
    }

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        let mut itself = None::<T>;
        body_itself(response, &mut itself)?;
        if let Some(value) = itself {
            return Ok(value);
        }
        let mut json = deserializer(response, TypeId::of::<T>());
        match T::deserialize(&mut json) {
            Ok(value) => match end(response, &mut json) {
                None => Ok(value),
                Some(error) => Err(error),
            },
            Err(error) => Err(unreadable(response, error)),
        }
    }
}

/// Whether it is a string, or an optional one.
#[inline(always)]
fn is_text(ty: TypeId) -> bool {
    ty == TypeId::of::<String>() || ty == TypeId::of::<Option<String>>()
}

// What follows is not part of the above, so that it is compiled once and not for each type.

#[inline(never)] // It is small enough for rustc to inline it there all the same.
fn deserializer(response: &RawResponse, ty: TypeId) -> Deserializer<SliceRead<'_>> {
    Deserializer::from_slice(match response.body() {
        // `()` ignores the body, whatever it holds.
        _ if ty == TypeId::of::<()>() => b"null",
        // An empty body says the same as `null`.
        body if body.is_empty() => b"null",
        body => without_bom(body),
    })
}

/// Takes the body as bytes, or as a string if that is what it says it is. Another type's slot stays empty.
fn body_itself(response: &RawResponse, slot: &mut dyn Any) -> Result<(), Error> {
    if let Some(bytes) = slot.downcast_mut::<Option<Bytes>>() {
        *bytes = Some(response.own_body());
    } else if let Some(string) = slot.downcast_mut::<Option<String>>() {
        *string = text(response)?;
    } else if let Some(string) = slot.downcast_mut::<Option<Option<String>>>() {
        *string = text(response)?.map(|text| Some(text).filter(|text| !text.is_empty()));
    }
    Ok(())
}

/// The body, if it says that it is text.
fn text(response: &RawResponse) -> Result<Option<String>, Error> {
    let content_type = response.headers().get(CONTENT_TYPE);
    let is_text = content_type
        .and_then(|value| value.as_bytes().get(..5))
        .is_some_and(|start| start.eq_ignore_ascii_case(b"text/"));
    if !is_text {
        return Ok(None);
    }
    match str::from_utf8(without_bom(response.body())) {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => Err(DecodeError::new(response, "it isn't UTF-8").into()),
    }
}

/// What is wrong after the value, if anything is.
fn end(response: &RawResponse, json: &mut Deserializer<SliceRead<'_>>) -> Option<Error> {
    json.end().err().map(|error| unreadable(response, error))
}

#[cold]
#[expect(
    clippy::needless_pass_by_value,
    reason = "dropped here, it needn't be where each type's code is"
)]
fn unreadable(response: &RawResponse, error: serde_json::Error) -> Error {
    DecodeError::json(response, without_bom(response.body()), &error).into()
}

impl FromResponse for Raw {
    fn accept() -> HeaderValue {
        const { HeaderValue::from_static("*/*") }
    }

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        let content_type = response.headers().get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        Ok(Self::new(
            content_type.unwrap_or("application/octet-stream"),
            response.own_body(),
        ))
    }
}

impl<T: FromResponse> FromResponse for Response<T> {
    fn accept() -> HeaderValue {
        T::accept()
    }

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        T::from_response(response).map(|value| Self::new(value, response))
    }
}
