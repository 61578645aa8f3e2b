//! Waiting for a value that hasn't come.

use std::error::Error as StdError;
use std::fmt;

use super::{Error, TimeoutScope};

/// The error of an [`Until`](crate::Until): the time limit was reached, or a poll failed. It has the last value.
///
/// `?` turns it into an [`Error`], also in functions that return [`codat_client::Result`](crate::Result).
///
/// ```
/// use codat_client::{Client, CompanyId, api::PushData};
/// use codat_client::models::{PushOperation, PushOperationKey};
///
/// async fn wait(codat: &Client, company_id: CompanyId, key: PushOperationKey) -> codat_client::Result<()> {
///     let waiting = codat.get_push_operation(company_id, key).until(PushOperation::is_final);
///     match waiting.await {
///         Ok(push) => println!("ended as {:?}", push.status),
///         Err(error) if error.is_expired() => println!("still {:?}", error.last().map(|push| &push.status)),
///         Err(error) => return Err(error.into()),
///     }
///     Ok(())
/// }
/// ```
pub struct UntilError<T> {
    error: Error,
    /// Boxed, so that a result isn't larger for its error.
    last: Option<Box<T>>,
}

impl<T> UntilError<T> {
    pub(crate) fn new(error: Error, last: Option<Box<T>>) -> Self {
        Self { error, last }
    }

    /// Whether the time limit was reached. If not, a poll failed.
    pub fn is_expired(&self) -> bool {
        matches!(&self.error, Error::Timeout(error) if error.scope() == TimeoutScope::Until)
    }

    /// The error of the poll that failed, or [`Error::Timeout`] with the scope [`TimeoutScope::Until`].
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The last value, which didn't meet the condition. `None` if no poll has returned a value.
    pub fn last(&self) -> Option<&T> {
        self.last.as_deref()
    }

    /// The last value, by value.
    pub fn into_last(self) -> Option<T> {
        self.last.map(|last| *last)
    }
}

impl<T> From<UntilError<T>> for Error {
    fn from(error: UntilError<T>) -> Self {
        error.error
    }
}

impl<T> fmt::Display for UntilError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl<T> fmt::Debug for UntilError<T> {
    /// Without the value, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl<T> StdError for UntilError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
