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
/// | [`Option<T>`] | the same as `T`, which can't be [`Raw`]; an empty body and `null` are `None` |
///
/// A byte order mark before JSON or text is skipped.
///
/// # Errors
///
/// [`Error::Decode`] if the body isn't what the type needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response",
    label = "an endpoint can't return this",
    note = "derive `serde::Deserialize` for a type of your own; a type of another crate needs that crate's feature `serde`. It must own its data and be `Send`, which an `Rc` is not. `()` is for empty responses, `codat_client::body::Raw` for raw bytes"
)]
pub trait FromResponse: Sized + Send {
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

    /// Reads the value into an empty place. A call needs less code for each type this way.
    #[doc(hidden)]
    fn read_into(place: &mut Option<Self>, response: &RawResponse) -> Result<(), Error> {
        *place = Some(Self::from_response(response)?);
        Ok(())
    }
}

/// The bound for the response of a generic trait: every type that is [`FromResponse`].
///
/// It is enough for `Call<T>`. For a response that holds `T`, such as `Call<Vec<T>>`, the bound is
/// `T: serde::de::DeserializeOwned + Send + 'static`.
///
/// ```
/// use codat_client::{Call, Client, HasClient, ResponseValue, codat_endpoint};
///
/// trait Resource<T: ResponseValue>: HasClient {
///     #[codat_endpoint(GET, "/items/<id>")]
///     fn get_item(&self, id: u64) -> Call<T>;
/// }
///
/// impl<T: ResponseValue> Resource<T> for Client {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from a response",
    label = "an endpoint can't return this",
    note = "derive `serde::Deserialize` for a type of your own; a type of another crate needs that crate's feature `serde`. It must own its data and be `Send`, which an `Rc` is not. A parameter `T` inside of another type needs `T: serde::de::DeserializeOwned + Send + 'static`. `()` is for empty responses, `codat_client::body::Raw` for raw bytes"
)]
pub trait ResponseValue: FromResponse {}

// So rustc proposes this trait as the bound of a type parameter, and not serde's, by a path that leads nowhere.
#[diagnostic::do_not_recommend]
impl<T: FromResponse> ResponseValue for T {}

impl<T: DeserializeOwned + Send + 'static> FromResponse for T {
    fn accept() -> HeaderValue {
        accepted_by(TypeId::of::<T>())
    }

    fn from_response(response: &RawResponse) -> Result<Self, Error> {
        let mut place = None;
        read_into(&mut place, response)?;
        place.ok_or_else(|| unread(response))
    }

    fn read_into(place: &mut Option<Self>, response: &RawResponse) -> Result<(), Error> {
        read_into(place, response)
    }
}

/// The place of a value that is read. Only this knows the value's type; all else is compiled once and not for each type.
trait Place: Any {
    fn deserialize(&mut self, json: &mut Deserializer<SliceRead<'_>>) -> serde_json::Result<()>;
}

impl<T: DeserializeOwned + 'static> Place for Option<T> {
    fn deserialize(&mut self, json: &mut Deserializer<SliceRead<'_>>) -> serde_json::Result<()> {
        match T::deserialize(json) {
            Ok(value) => *self = Some(value),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn accepted_by(ty: TypeId) -> HeaderValue {
    if ty == TypeId::of::<Bytes>() || ty == TypeId::of::<Option<Bytes>>() {
        const { HeaderValue::from_static("*/*") }
    } else if ty == TypeId::of::<String>() || ty == TypeId::of::<Option<String>>() {
        const { HeaderValue::from_static("application/json, text/*;q=0.9") }
    } else {
        const { HeaderValue::from_static("application/json") }
    }
}

fn read_into(place: &mut dyn Place, response: &RawResponse) -> Result<(), Error> {
    if read_as_it_is(place, response)? {
        return Ok(());
    }
    let json = match response.body() {
        // An empty body says the same as `null`.
        body if body.is_empty() => b"null",
        body => without_bom(body),
    };
    let mut json = Deserializer::from_slice(json);
    let read = place.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| DecodeError::json(response, without_bom(response.body()), &error).into())
}

/// Takes the body as bytes, or as a string if that is what it says it is, or ignores it. Tells whether it did.
fn read_as_it_is(place: &mut dyn Any, response: &RawResponse) -> Result<bool, Error> {
    if let Some(place) = place.downcast_mut::<Option<()>>() {
        *place = Some(());
    } else if let Some(place) = place.downcast_mut::<Option<Option<()>>>() {
        *place = Some((!is_null(response)).then_some(()));
    } else if let Some(place) = place.downcast_mut::<Option<Bytes>>() {
        *place = Some(response.own_body());
    } else if let Some(place) = place.downcast_mut::<Option<Option<Bytes>>>() {
        *place = Some((!is_null(response)).then(|| response.own_body()));
    } else if let Some(place) = place.downcast_mut::<Option<String>>() {
        *place = text(response)?;
        return Ok(place.is_some());
    } else if let Some(place) = place.downcast_mut::<Option<Option<String>>>() {
        *place = text(response)?.map(|text| Some(text).filter(|text| !text.is_empty()));
        return Ok(place.is_some());
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Whether the body is empty, or JSON's `null`.
fn is_null(response: &RawResponse) -> bool {
    matches!(without_bom(response.body()).trim_ascii(), b"" | b"null")
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

/// The error of reading that gave no value and no error.
pub(crate) fn unread(response: &RawResponse) -> Error {
    DecodeError::new(response, "no value was read from it").into()
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
