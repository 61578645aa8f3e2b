//! Typed ids: one id can't be passed as another, and none leaves its path segment.

use crate::error::redact::redact_id;

/// The error of parsing a [`CompanyId`], or another id that is a UUID, from a string that isn't a UUID.
///
/// It quotes the string, but masks what could be a key or a token. Its [source](std::error::Error::source) says where the UUID is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid {kind} id `{text}`: it isn't a UUID")]
pub struct ParseIdError {
    text: String,
    kind: &'static str,
    source: uuid::Error,
}

impl ParseIdError {
    /// For the expansion of [`id!`](crate::id).
    #[doc(hidden)]
    pub fn new(text: &str, kind: &'static str, source: uuid::Error) -> Self {
        Self {
            text: quoted(text),
            kind,
            source,
        }
    }
}

/// A string as an error quotes it: not at all, if it is too long to be meant as an id.
fn quoted(text: &str) -> String {
    /// A UUID in braces.
    const LONGEST: usize = 38;

    match text.len() {
        0..=LONGEST => redact_id(text),
        _ => "…".to_owned(),
    }
}

/// Declares the type of an id that is a UUID, such as [`CompanyId`](crate::CompanyId). The string names the thing in errors.
///
/// ```
/// codat_client::id! {
///     /// The id of a payment.
///     pub struct PaymentId("payment");
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let id: PaymentId = "8a210b68-6988-11ed-a1eb-0242ac120002".parse()?;
/// assert_eq!(id.to_string(), "8a210b68-6988-11ed-a1eb-0242ac120002");
/// let error = "P-1".parse::<PaymentId>().unwrap_err();
/// assert_eq!(error.to_string(), "invalid payment id `P-1`: it isn't a UUID");
/// # Ok(()) }
/// ```
///
/// The type is `Copy`, `Ord` and `Hash`. It displays, parses, serialises and deserialises as the UUID, and converts from and to
/// [`Uuid`](crate::Uuid). Its default is the id of zeros, [`nil`](crate::CompanyId::nil). The crate that declares it needs no
/// other dependency than this crate.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident($kind:literal);) => {
        $(#[$meta])*
        #[derive(
            ::std::fmt::Debug,
            ::std::clone::Clone,
            ::std::marker::Copy,
            ::std::cmp::PartialEq,
            ::std::cmp::Eq,
            ::std::cmp::PartialOrd,
            ::std::cmp::Ord,
            ::std::hash::Hash,
            ::std::default::Default,
        )]
        $visibility struct $name($crate::Uuid);

        #[allow(dead_code, reason = "every id has the same methods")]
        impl $name {
            /// The id with this UUID.
            $visibility const fn new(uuid: $crate::Uuid) -> Self {
                Self(uuid)
            }

            /// The id of zeros, for tests and examples.
            $visibility const fn nil() -> Self {
                Self($crate::Uuid::nil())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::ParseIdError;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                match $crate::Uuid::parse_str(text) {
                    ::std::result::Result::Ok(uuid) => ::std::result::Result::Ok(Self(uuid)),
                    ::std::result::Result::Err(error) => {
                        ::std::result::Result::Err($crate::ParseIdError::new(text, $kind, error))
                    }
                }
            }
        }

        impl ::std::convert::From<$crate::Uuid> for $name {
            fn from(uuid: $crate::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl ::std::convert::From<$name> for $crate::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::__private::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}

/// Declares the type of an id that is any string, such as the key of a platform.
///
/// ```
/// codat_client::text_id! {
///     /// The number of an invoice in the accounting software.
///     pub struct InvoiceNumber;
/// }
///
/// let number = InvoiceNumber::from("INV-1/2027");
/// assert_eq!(number.as_str(), "INV-1/2027");
/// ```
///
/// Any string is valid, so an unusual id doesn't fail a response. In a path, it is always one segment. Otherwise it is like the types that
/// [`id!`](crate::id) declares.
#[macro_export]
macro_rules! text_id {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(
            ::std::fmt::Debug,
            ::std::clone::Clone,
            ::std::cmp::PartialEq,
            ::std::cmp::Eq,
            ::std::cmp::PartialOrd,
            ::std::cmp::Ord,
            ::std::hash::Hash,
            ::std::default::Default,
        )]
        $visibility struct $name(::std::string::String);

        #[allow(dead_code, reason = "every id has the same methods")]
        impl $name {
            /// The id as a string.
            $visibility fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(::std::convert::From::from(text))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        $crate::__string_type!($name);
    };
}

crate::id! {
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
    pub struct CompanyId("company");
}

impl CompanyId {
    /// The company in a path: the value of the parameter `company_id` in the endpoint's template, if it is such an id.
    pub(crate) fn in_path(template: &str, path: &str) -> Option<Self> {
        let mut segments = template.split('/').zip(path.split('/'));
        let (_, value) = segments.find(|(declared, _)| *declared == "{company_id}")?;
        value.parse().ok()
    }
}

crate::id! {
    /// The id of a connection: the link between one company and one of its accounting, banking or commerce systems.
    pub struct ConnectionId("connection");
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{CompanyId, ConnectionId, ParseIdError};

    #[test]
    fn an_error_quotes_the_string_and_says_what_was_expected() {
        let error: ParseIdError = "xyz".parse::<CompanyId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid company id `xyz`: it isn't a UUID"
        );
        let source = error.source().unwrap().downcast_ref().unwrap();
        assert_eq!(uuid::Uuid::parse_str("xyz").unwrap_err(), *source);

        let cut_off = "8a210b68-6988-11ed-a1eb-0242ac12000";
        let error = cut_off.parse::<ConnectionId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("invalid connection id `{cut_off}`: it isn't a UUID")
        );
    }

    #[test]
    fn a_key_in_the_place_of_an_id_is_masked() {
        let key = "bMJ9Vo0yT4pXw3kQ7sGh1ZcRfN2uLd8e";
        let error = key.parse::<CompanyId>().unwrap_err();
        assert_eq!(error.to_string(), "invalid company id `…`: it isn't a UUID");
        assert!(!format!("{error:?}").contains(key));

        for key in ["0123456789abcdef".repeat(4), "a b ".repeat(10)] {
            let error = key.parse::<CompanyId>().unwrap_err();
            assert_eq!(error.to_string(), "invalid company id `…`: it isn't a UUID");
        }
    }

    #[test]
    fn ids_are_strings_in_json() {
        crate::text_id! {
            struct Key;
        }
        let ids = r#"["00000000-0000-0000-0000-000000000000","a/b"]"#;
        let read: (CompanyId, Key) = serde_json::from_str(ids).unwrap();
        assert_eq!(read, (CompanyId::nil(), Key::from("a/b")));
        assert_eq!(serde_json::to_string(&read).unwrap(), ids);
    }
}
