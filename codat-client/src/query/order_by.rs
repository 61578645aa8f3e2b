//! The order of a list.

use serde::ser::{Error as _, Serialize, Serializer};

use super::error::{QueryError, check_name};

/// The order of a list: by one field.
///
/// ```
/// use codat_client::query::OrderBy;
///
/// assert_eq!(OrderBy::asc("issueDate").check(), Ok("issueDate"));
/// assert_eq!(OrderBy::desc("issueDate").check(), Ok("-issueDate"));
/// assert_eq!(OrderBy::from("-issueDate"), OrderBy::desc("issueDate"));
/// ```
///
/// `asc` and `desc` [refuse](crate::query#what-is-refused) a name that Codat would misread, and a name that begins with `-`. A string is sent
/// as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an order is to be used in a query"]
pub struct OrderBy(Result<String, QueryError>);

impl OrderBy {
    /// By this field, ascending.
    pub fn asc(field: impl AsRef<str>) -> Self {
        Self::new("", field.as_ref())
    }

    /// By this field, descending.
    pub fn desc(field: impl AsRef<str>) -> Self {
        Self::new("-", field.as_ref())
    }

    fn new(sign: &str, field: &str) -> Self {
        Self(
            check_name(field).and_then(|()| match field.starts_with('-') {
                true => Err(QueryError::new(
                    "the field's name begins with `-`, which reverses the order",
                )),
                false => Ok(format!("{sign}{field}")),
            }),
        )
    }

    /// The order in Codat's syntax.
    ///
    /// # Errors
    ///
    /// If Codat would misread it.
    pub fn check(&self) -> Result<&str, QueryError> {
        match &self.0 {
            Ok(text) => Ok(text),
            Err(error) => Err(error.clone()),
        }
    }
}

impl From<String> for OrderBy {
    fn from(text: String) -> Self {
        Self(Ok(text))
    }
}

impl From<&str> for OrderBy {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Serialize for OrderBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(text) => serializer.serialize_str(text),
            Err(error) => Err(S::Error::custom(format_args!("is refused: {error}"))),
        }
    }
}
