//! The places of a request that an endpoint fills.

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::marks::Marks;
use crate::proposal::{Help, propose};

/// One place of the request, and what goes there.
pub(crate) struct Slot {
    pub(crate) place: Place,
    /// The key of a parameter, or the name of a header.
    pub(crate) key: String,
    pub(crate) content: Content,
    pub(crate) source: Source,
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

/// Where a slot is declared: a string literal, or a part of one.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) literal: LitStr,
    pub(crate) marks: Option<Marks>,
}

impl Place {
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Path => "in the path",
            Self::Query | Self::Fields => "in the query",
            Self::Header => "in a header",
            Self::Body => "as the body",
        }
    }
}

impl Source {
    pub(crate) fn report(
        &self,
        errors: &mut Errors,
        fault: impl Into<String>,
        help: impl Into<Help>,
    ) -> Reported {
        errors.report_within(&self.literal, self.marks.clone(), fault, help)
    }

    /// Proposes a placeholder, as it is written here.
    pub(crate) fn propose(
        &self,
        placeholder: Option<String>,
        otherwise: impl Into<String>,
    ) -> Help {
        let written = placeholder.map(|placeholder| match self.marks {
            Some(_) => placeholder,
            None => format!("{placeholder:?}"),
        });
        propose(written, otherwise)
    }
}
