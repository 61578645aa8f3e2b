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

pub(crate) use self::options::Options;
pub(crate) use self::verb::Verb;
use crate::errors::{Errors, Reported};
use crate::path::Template;
use proc_macro2::TokenStream;

/// What the attribute says, each part checked by itself.
pub(crate) struct Declaration {
    pub(crate) verb: Result<Verb, Reported>,
    pub(crate) template: Result<Template, Reported>,
    pub(crate) options: Options,
    /// False if a part that may have named an argument was faulty.
    pub(crate) complete: bool,
}

impl Declaration {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut chunks = chunk::split(tokens, errors);
        let (verb, path) = method_path::parse(&mut chunks, errors);
        let before = errors.len();
        let options = Options::parse(chunks, errors);
        let template = path.map(|path| Template::parse(path, errors));
        Self {
            verb,
            options,
            complete: template.is_ok() && errors.len() == before,
            template,
        }
    }
}
