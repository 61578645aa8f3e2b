//! The arguments of the attribute: a method, a path, and options.

mod body;
mod chunk;
mod duration;
mod header;
mod keys;
mod method_path;
mod named;
mod options;
mod raw_option;
mod value;
mod verb;

#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};
use syn::LitStr;

pub(crate) use self::body::Body;
pub(crate) use self::header::{Header, HeaderValue};
pub(crate) use self::options::Options;
pub(crate) use self::value::Retry;
pub(crate) use self::verb::Verb;
use crate::errors::{Errors, Reported};

/// What the attribute says, each part checked by itself.
pub(crate) struct Declaration {
    pub(crate) verb: Result<Verb, Reported>,
    pub(crate) path: Result<LitStr, Reported>,
    pub(crate) options: Options,
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
        let (verb, path) = method_path::parse(first, &mut chunks, errors);
        let options = Options::parse(chunks, errors);
        Self {
            verb,
            path,
            options,
        }
    }
}
