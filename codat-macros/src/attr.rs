//! The arguments of the attribute: a method, a path, and options.

mod body;
mod chunk;
mod head;
mod header;
mod named;
mod option;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use syn::{LitStr, Path};

pub(crate) use self::body::Body;
pub(crate) use self::header::{Header, HeaderValue};
use crate::errors::{Errors, Reported};

/// What the attribute says, each part checked by itself.
pub(crate) struct Declaration {
    pub(crate) verb: Result<Verb, Reported>,
    pub(crate) path: Result<LitStr, Reported>,
    pub(crate) options: Options,
}

/// The HTTP method. "Method" is left to the trait's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) body: Option<Body>,
    pub(crate) headers: Vec<Header>,
    pub(crate) errors: Vec<u16>,
    pub(crate) timeout_millis: Option<u64>,
    pub(crate) retry: Option<Retry>,
    pub(crate) unauthenticated: bool,
    pub(crate) krate: Option<Path>,
    /// Every word of the options that were faulty: an argument among them may have been meant to be sent.
    pub(crate) mentioned: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Never,
    Always,
}

impl Verb {
    pub(crate) const ALL: [Self; 6] = [
        Self::Get,
        Self::Head,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == name)
    }

    pub(crate) fn has_body(self) -> bool {
        !matches!(self, Self::Get | Self::Head)
    }
}

impl Declaration {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut chunks = chunk::split(tokens, errors);
        let Some(first) = chunks.pop_front() else {
            let reported = errors.report(
                // Without arguments the attribute itself is all there is.
                Span::call_site(),
                "expected a method and a path",
                "write `#[codat_endpoint(GET, \"/companies/<company_id>\")]`",
            );
            return Self {
                verb: Err(reported),
                path: Err(reported),
                options: Options::default(),
            };
        };
        let (verb, path) = head::parse(first, &mut chunks, errors);
        let options = Options::parse(chunks, errors);
        Self {
            verb,
            path,
            options,
        }
    }
}
