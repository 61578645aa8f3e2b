//! The places of a request that an endpoint fills.

use crate::source::Source;

/// One place of the request, and what goes there.
pub(crate) struct Slot {
    pub(crate) place: Place,
    /// The key of a parameter, or the name of a header.
    pub(crate) key: String,
    pub(crate) content: Content,
    pub(crate) source: Source,
}

impl Slot {
    pub(crate) fn new(place: Place, key: String, content: Content, source: Source) -> Self {
        Self {
            place,
            key,
            content,
            source,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    /// Many parameters, from the fields of one argument.
    Fields,
    Header,
    Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// That of the argument of this name.
    Argument(String),
    /// This, as it is.
    Fixed(String),
}
