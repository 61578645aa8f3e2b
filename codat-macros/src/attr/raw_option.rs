//! One option as it was written, whichever it is.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::token::Paren;
use syn::{LitStr, Token};

use super::chunk::{self, Chunk};
use super::keys::{AUTH, CRATE, DATA, ERRORS, HEADER, KEYS, RETRY, TIMEOUT, form, is_key};
use crate::errors::{Errors, Reported};
use crate::placeholder::names;
use crate::print;
use crate::proposal::propose;
use crate::suggest;

/// Bare words that are no keys.
const VALUES: [&str; 3] = ["never", "always", "none"];

/// An option as it was written: `key`, `key(arguments)`, `key = value` or `key(arguments) = value`.
pub(super) struct RawOption {
    pub(super) chunk: Chunk,
    pub(super) key: Ident,
    pub(super) arguments: Option<Group>,
    pub(super) value: Option<TokenStream>,
}

impl RawOption {
    pub(super) fn read(chunk: &Chunk, errors: &mut Errors) -> Result<Self, Reported> {
        let read = |input: ParseStream<'_>| {
            let key = input.call(Ident::parse_any)?;
            let arguments = input.peek(Paren).then(|| input.parse()).transpose()?;
            let equals = input.parse::<Option<Token![=]>>()?;
            Ok((key, arguments, equals, input.parse::<TokenStream>()?))
        };
        let (key, arguments, equals, value) = match read.parse2(chunk.clone()) {
            Ok(option) if !VALUES.contains(&&*option.0.to_string()) => option,
            _ => return Err(not_an_option(chunk, errors)),
        };
        // Something else was written in the place of `=`, such as `:`, `==`, `=>` or nothing.
        let is_sign = |token| matches!(token, TokenTree::Punct(it) if "=>".contains(it.as_char()));
        let is_other = equals.is_none() && !value.is_empty()
            || value.clone().into_iter().next().is_some_and(is_sign);
        let option = Self {
            chunk: chunk.clone(),
            key,
            arguments,
            value: Some(value).filter(|value| !value.is_empty()),
        };
        match is_other && is_key(&option.key.to_string()) {
            true => Err(option.malformed(errors)),
            false => Ok(option),
        }
    }

    /// The value of an option that has the form `key = value`.
    pub(super) fn only_value(&self, errors: &mut Errors) -> Result<&TokenStream, Reported> {
        match (&self.arguments, &self.value) {
            (None, Some(value)) => Ok(value),
            _ => Err(self.malformed(errors)),
        }
    }

    /// All that was given to the option, in whichever form.
    pub(super) fn given(&self) -> TokenStream {
        let inner = self.arguments.as_ref().map(Group::stream);
        inner.into_iter().chain(self.value.clone()).collect()
    }

    /// Says which form this option has, and proposes what it holds in this form.
    pub(super) fn malformed(&self, errors: &mut Errors) -> Reported {
        let key = self.key.to_string();
        let fault = match (&self.arguments, &self.value) {
            (None, None) => format!("`{key}` lacks its value"),
            _ => format!("`{key}` has another form"),
        };
        let help = propose(forms(&key, &self.given()), form(&key));
        errors.report(&self.chunk, fault, help)
    }
}

/// The option of this key that may be meant by what was written in another form.
pub(super) fn forms(key: &str, given: &TokenStream) -> Vec<String> {
    let text = print::tokens(given);
    let text = text.trim_start_matches(['=', ':', '>', ' ']);
    match key {
        // What is built in place has several parts.
        DATA if !text.contains('{') => {
            let form = |name| format!("{DATA} = \"<{name}>\"");
            names(text).iter().map(form).collect()
        }
        HEADER => {
            let strings: Vec<_> = chunk::strings(given).iter().map(LitStr::value).collect();
            let joined = strings.join(": ");
            let form = |(name, value)| format!("{HEADER}({name:?}) = {value:?}");
            let is_one = joined.matches(": ").count() == 1;
            let parts = joined.split_once(": ").filter(|_| is_one);
            parts.map(form).into_iter().collect()
        }
        // None is lost, and a range is no list.
        ERRORS if !text.contains("..") => {
            let words = text.split(|c: char| !c.is_alphanumeric());
            let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
            vec![format!("{ERRORS}({})", words.join(", "))]
        }
        TIMEOUT | RETRY | AUTH | CRATE => vec![format!("{key} = {text}")],
        _ => Vec::new(),
    }
}

/// A value without the option that it belongs to, perhaps.
fn not_an_option(chunk: &Chunk, errors: &mut Errors) -> Reported {
    let keys = [HEADER, DATA, TIMEOUT, RETRY, AUTH, ERRORS];
    let proposals = keys.iter().flat_map(|key| forms(key, chunk));
    let options = format!("the options are {}", suggest::list(KEYS));
    errors.report(chunk, "expected an option", propose(proposals, options))
}
