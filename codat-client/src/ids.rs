//! Typed identifiers: one id can't be passed as another, nor leave its path segment.

/// Declares an id over a [`Uuid`](uuid::Uuid).
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
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
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
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
    CompanyId
}

id! {
    /// The id of a connection: the link between one company and one of its accounting, banking or commerce systems.
    ConnectionId
}
