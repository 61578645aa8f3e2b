//! The arguments of the attribute: a method, a path, and options.

mod body;
mod chunk;
mod duration;
mod header;
mod keys;
mod method_path;
mod options;
mod raw_option;
mod value;
mod verb;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::LitStr;

pub(crate) use self::options::Options;
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
        let (verb, path) = method_path::parse(&mut chunks, errors);
        let options = Options::parse(chunks, errors);
        Self {
            verb,
            path,
            options,
        }
    }
}
