//! Typed identifiers: one id can't be passed as another, nor leave its path segment.

use crate::error::redact::redact_id;

/// A text isn't an id: what parsing a [`CompanyId`] or [`ConnectionId`] fails with.
///
/// It quotes the text, masked where that may be a key or a token that stands in the wrong place. Its
/// [source](std::error::Error::source) says where the UUID is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` isn't a {kind} id, which is a UUID")]
pub struct ParseIdError {
    text: String,
    kind: &'static str,
    source: uuid::Error,
}

/// A text as an error quotes it: not at all, if it is too long to be meant as an id.
fn quoted(text: &str) -> String {
    /// A UUID in braces.
    const LONGEST: usize = 38;

    match text.len() {
        0..=LONGEST => redact_id(text),
        _ => "…".to_owned(),
    }
}

/// Declares an id over a [`Uuid`](uuid::Uuid).
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// The id with this UUID.
            pub const fn new(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The id of zeros, for tests and examples.
            pub const fn nil() -> Self {
                Self(uuid::Uuid::nil())
            }

            /// The UUID of this id.
            pub const fn as_uuid(&self) -> &uuid::Uuid {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self).map_err(|source| ParseIdError {
                    text: quoted(text),
                    kind: $kind,
                    source,
                })
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ParseIdError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id! {
    /// The id of a company: a customer of yours, whose data Codat connects.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use codat_client::CompanyId;
    ///
    /// let company: CompanyId = "8a210b68-6988-11ed-a1eb-0242ac120002".parse()?;
    /// assert_eq!(company.to_string(), "8a210b68-6988-11ed-a1eb-0242ac120002");
    /// assert!("../secrets".parse::<CompanyId>().is_err());
    /// # Ok(()) }
    /// ```
    CompanyId, "company"
}

id! {
    /// The id of a connection: the link between one company and one of its accounting, banking or commerce systems.
    ConnectionId, "connection"
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{CompanyId, ConnectionId, ParseIdError};

    #[test]
    fn a_text_that_is_no_id_is_quoted_with_what_was_expected() {
        let error: ParseIdError = "xyz".parse::<CompanyId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`xyz` isn't a company id, which is a UUID"
        );
        let source = error.source().unwrap().downcast_ref().unwrap();
        assert_eq!(uuid::Uuid::parse_str("xyz").unwrap_err(), *source);

        let cut_off = "8a210b68-6988-11ed-a1eb-0242ac12000";
        let error = cut_off.parse::<ConnectionId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{cut_off}` isn't a connection id, which is a UUID")
        );
    }

    #[test]
    fn a_key_in_the_place_of_an_id_is_masked() {
        let key = "bMJ9Vo0yT4pXw3kQ7sGh1ZcRfN2uLd8e";
        let error = key.parse::<CompanyId>().unwrap_err();
        assert_eq!(error.to_string(), "`…` isn't a company id, which is a UUID");
        assert!(!format!("{error:?}").contains(key));

        for key in ["0123456789abcdef".repeat(4), "a b ".repeat(10)] {
            let error = CompanyId::try_from(key.as_str()).unwrap_err();
            assert_eq!(error.to_string(), "`…` isn't a company id, which is a UUID");
        }
    }
}
