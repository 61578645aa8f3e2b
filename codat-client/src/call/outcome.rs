//! The value of a call, from the response to the caller.

use crate::engine::trace;
use crate::error::Error;
use crate::response::{FromResponse, RawResponse, unread};

/// How a response is read into the place of the value.
pub(crate) type Decode<T> = fn(&mut Option<T>, &RawResponse) -> Result<(), Error>;

/// The value of a call, and how it is read.
pub(super) struct Outcome<T> {
    /// A pointer, so that a call makes no demand on its `T`. None: the call was made ready.
    pub(super) decode: Option<Decode<T>>,
    pub(super) value: Option<T>,
}

impl<T> Outcome<T> {
    /// A value that is still to be read.
    pub(super) fn unread() -> Self
    where
        T: FromResponse,
    {
        Self {
            decode: Some(T::read_into),
            value: None,
        }
    }

    /// The value of a call that was made ready. None: it fails.
    pub(super) fn ready(value: Option<T>) -> Self {
        Self {
            decode: None,
            value,
        }
    }
}

/// What is read, whatever its type: the steps of a call are compiled once and not for each type.
pub(super) trait Read {
    fn read(&mut self, response: &RawResponse) -> Result<(), Error>;
}

impl<T> Read for Outcome<T> {
    fn read(&mut self, response: &RawResponse) -> Result<(), Error> {
        if let Some(decode) = self.decode {
            return decode(&mut self.value, response);
        }
        Ok(())
    }
}

/// Reads the value, and ends the call.
pub(super) fn read_into(outcome: &mut dyn Read, response: &RawResponse) -> Result<(), Error> {
    let read = outcome.read(response);
    end(response, read.as_ref().err());
    read
}

/// Reads the value of a call that isn't polled itself, and ends the call. `check`: whether it is the value that was asked for.
pub(crate) fn read<T, U>(
    decode: Decode<T>,
    response: &RawResponse,
    check: impl FnOnce(T) -> Result<U, Error>,
) -> Result<U, Error> {
    let mut value = None;
    let read = decode(&mut value, response)
        .and_then(|()| value.ok_or_else(|| unread(response)))
        .and_then(check);
    end(response, read.as_ref().err());
    read
}

/// Counts the call, and reports the response if it can't be used.
fn end(response: &RawResponse, error: Option<&Error>) {
    if let Some(counters) = &response.counters {
        counters.end(error.is_none());
    }
    if let Some(error) = error {
        trace::undecodable(response, error);
    }
}
