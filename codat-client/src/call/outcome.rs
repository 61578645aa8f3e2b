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

/// Reads the value, and reports it if that fails.
pub(super) fn read_into(outcome: &mut dyn Read, response: &RawResponse) -> Result<(), Error> {
    outcome
        .read(response)
        .inspect_err(|error| trace::undecodable(response, error))
}

/// Reads the value of a call that is sent more than once.
pub(crate) fn read<T>(decode: Decode<T>, response: &RawResponse) -> Result<T, Error> {
    let mut outcome = Outcome {
        decode: Some(decode),
        value: None,
    };
    read_into(&mut outcome, response)?;
    outcome.value.ok_or_else(|| unread(response))
}
