//! From an answer to the value that a call returns.

use std::any::Any;

use http::HeaderValue;
use serde::de::DeserializeOwned;

use super::Response;
use crate::body::Raw;
use crate::error::{DecodeError, Error};
use crate::raw_response::RawResponse;

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
    message = "`{Self}` can't be read from an answer",
    label = "an endpoint can't return this",
    note = "derive `serde::Deserialize` for it, or for the type that it holds; it must own its data. `()` is for empty answers, `codat_client::body::Raw` for raw bytes"
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
        // `()` is for endpoints whose answer is of no interest, whatever stands in it.
        let mut unit = Some(());
        if let Some(value) = (&mut unit as &mut dyn Any)
            .downcast_mut::<Option<T>>()
            .and_then(Option::take)
        {
            return Ok(value);
        }
        // An empty body says the same as `null`.
        let json = match response.body() {
            body if body.is_empty() => b"null",
            body => body.as_ref(),
        };
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            DecodeError::json(response, Some(&error.path().to_string()), error.inner())
        })?;
        deserializer
            .end()
            .map_err(|error| DecodeError::json(response, None, &error))?;
        Ok(value)
    }
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
