//! Enumerations that grow: a value from next year is kept, not an error.

/// Declares an enumeration of strings to which Codat may add values.
///
/// ```
/// codat_client::open_enum! {
///     /// The state of an invoice.
///     pub enum InvoiceStatus {
///         /// It was sent to the customer.
///         Submitted = "Submitted",
///         /// Some of it is paid.
///         PartiallyPaid = "PartiallyPaid",
///     }
/// }
///
/// let status = InvoiceStatus::from("PartiallyPaid");
/// assert_eq!(status, InvoiceStatus::PartiallyPaid);
/// assert_eq!(InvoiceStatus::from("Void"), InvoiceStatus::Other("Void".to_owned()));
/// assert_eq!(status.to_string(), "PartiallyPaid");
/// ```
///
/// The type is `#[non_exhaustive]` and has one more variant, `Other(String)`, for the values that it doesn't name. Every form of a
/// value is the same string: in JSON, in a path, in a query, in [`Display`](std::fmt::Display) and in `as_str`. The values that it
/// names are in the constant `KNOWN`. The crate that declares it needs no other dependency than this crate.
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            ::std::fmt::Debug,
            ::std::clone::Clone,
            ::std::cmp::PartialEq,
            ::std::cmp::Eq,
            ::std::hash::Hash,
        )]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that this version doesn't name, as it was sent.
            Other(::std::string::String),
        }

        #[allow(dead_code, reason = "every enumeration has the same methods")]
        impl $name {
            /// The values that have a variant, as strings.
            $visibility const KNOWN: &'static [&'static str] = &[$($text),+];

            /// The value as Codat writes it.
            $visibility fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Other(::std::convert::From::from(text)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        $crate::__string_type!($name);
    };
}

#[cfg(test)]
mod tests {
    crate::open_enum! {
        enum Colour {
            Red = "red",
            Green = "Green",
        }
    }

    #[test]
    fn a_value_is_the_same_string_everywhere() {
        for text in ["red", "Green", "green", "", "a \"b\""] {
            let colour = Colour::from(text);
            assert_eq!(colour.as_str(), text);
            assert_eq!(colour.to_string(), text);
            assert_eq!(text.parse::<Colour>(), Ok(colour.clone()));
            assert_eq!(Colour::from(text.to_owned()), colour);
            let json = serde_json::to_string(&colour).unwrap();
            assert_eq!(json, serde_json::to_string(text).unwrap());
            assert_eq!(serde_json::from_str::<Colour>(&json).unwrap(), colour);
        }
    }

    #[test]
    fn what_is_named_is_known() {
        assert_eq!(Colour::KNOWN, ["red", "Green"]);
        assert_eq!(Colour::from("red"), Colour::Red);
        assert_eq!(Colour::from("green"), Colour::Other("green".to_owned()));
        assert!(serde_json::from_str::<Colour>("5").is_err());
    }
}
