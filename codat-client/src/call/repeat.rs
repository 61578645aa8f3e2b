//! A call that is sent more than once: for each page of a list, or for each poll.

use super::{Call, Decode, Prepared, State};
use crate::endpoint::Endpoint;
use crate::error::{Error, RequestError, RequestFault};

/// What a call is made of, before it is sent.
pub(crate) enum Unsent<T> {
    /// A request that may be sent any number of times, and how its response is read.
    Request(Box<Prepared>, Decode<T>),
    /// What is known without I/O: a fake's result, or what is wrong with the call.
    Known(Result<T, Error>),
}

impl<T> Call<T> {
    pub(crate) fn into_unsent(self) -> Unsent<T> {
        Unsent::Known(
            match (self.state, self.outcome.decode, self.outcome.value) {
                (State::Prepared(prepared), Some(decode), _) => {
                    if prepared.is_repeatable() {
                        return Unsent::Request(prepared, decode);
                    }
                    let endpoint = prepared.request.endpoint;
                    Err(RequestError::new(endpoint, RequestFault::NotRepeatable).into())
                }
                (State::Failed(error), ..) => Err(*error),
                (_, None, Some(value)) => Ok(value),
                _ => Err(Error::changed_after_poll(
                    self.endpoint.unwrap_or_else(|| Endpoint::fake()),
                )),
            },
        )
    }
}
