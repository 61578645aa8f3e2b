//! From a response to the value that a call returns.

use std::any::TypeId;

use http::HeaderValue;
use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use serde_json::de::SliceRead;

use super::Response;
use super::raw_response::RawResponse;
use crate::error::{DecodeError, Error};
use crate::request::body::Raw;

/// What a [`Call`](crate::Call) can return.
///
/// | type | from |
/// | --- | --- |
/// | any [`Deserialize`](serde::Deserialize) that owns its data | a JSON body |
/// | `()` | any body, read to its end and ignored |
/// | [`Option<T>`] | the same as `T`; an empty body and `null` are `None` |
/// | [`Raw`] | any body, as it is |
///
/// # Errors
///
/// [`Error::Decode`] if the body isn't what the type needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response",
    label = "an endpoint can't return this",
    note = "derive `serde::Deserialize` for it, or for the type that it holds; it must own its data. A type parameter needs `T: serde::de::DeserializeOwned + 'static`. `()` is for empty responses, `codat_client::body::Raw` for raw bytes"
)]
pub trait FromResponse: Sized {
    /// The media type to ask for, as the `Accept` header: JSON unless set. A declaration's own `Accept` precedes it.
    const ACCEPT: HeaderValue = HeaderValue::from_static("application/json");

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] if the body isn't what the type needs.
    fn from_response(response: &RawResponse) -> Result<Self, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + 'static> FromResponse for T {
    fn from_response(response: &RawResponse) -> Result<Self, Error> {
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

// What follows is not part of the above, so that it is compiled once and not for each type.

#[inline(never)] // It is small enough for rustc to inline it there all the same.
fn deserializer(response: &RawResponse, ty: TypeId) -> Deserializer<SliceRead<'_>> {
    Deserializer::from_slice(match response.body() {
        // `()` ignores the body, whatever it holds.
        _ if ty == TypeId::of::<()>() => b"null",
        // An empty body says the same as `null`.
        body if body.is_empty() => b"null",
        body => body,
    })
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
    DecodeError::json(response, &error).into()
}

impl FromResponse for Raw {
    const ACCEPT: HeaderValue = HeaderValue::from_static("*/*");

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        let content_type = response.headers().get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        Ok(Self::new(
            content_type.unwrap_or("application/octet-stream"),
            response.body().clone(),
        ))
    }
}

impl<T: FromResponse> FromResponse for Response<T> {
    const ACCEPT: HeaderValue = T::ACCEPT;

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        T::from_response(response).map(|value| Self::new(value, response))
    }
}
