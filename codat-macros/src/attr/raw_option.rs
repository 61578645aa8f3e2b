//! One option as it was written, whichever it is.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::buffer::TokenBuffer;

use super::chunk::Chunk;
use super::keys::{KEYS, example};
use crate::errors::{Errors, Reported};
use crate::suggest;

/// An option as it was written: `key`, `key(arguments)`, `key = value` or `key(arguments) = value`.
pub(super) struct RawOption {
    pub(super) chunk: Chunk,
    pub(super) key: Ident,
    pub(super) arguments: Option<Group>,
    pub(super) value: Option<TokenStream>,
}

impl RawOption {
    pub(super) fn read(chunk: Chunk, errors: &mut Errors) -> Result<Self, Reported> {
        let buffer = TokenBuffer::new2(chunk.to_token_stream());
        let Some((key, mut rest)) = buffer.begin().ident() else {
            return Err(errors.report(
                &chunk,
                "expected an option",
                format!("the options are {}", suggest::list(KEYS)),
            ));
        };
        let mut arguments = None;
        if let Some((TokenTree::Group(group), after)) = rest.token_tree()
            && group.delimiter() == Delimiter::Parenthesis
        {
            arguments = Some(group);
            rest = after;
        }
        let value = match rest.punct() {
            Some((equals, value)) if equals.as_char() == '=' => {
                Some(value.token_stream()).filter(|value| !value.is_empty())
            }
            Some((colon, value)) if colon.as_char() == ':' && !value.eof() => {
                let value = value.token_stream();
                errors.report(
                    colon.span(),
                    format!("expected `=` after `{key}`"),
                    format!("write `{key} = {value}`"),
                );
                Some(value)
            }
            _ if rest.eof() => None,
            _ => {
                let example = example(&key.to_string());
                let rest = rest.token_stream();
                return Err(errors.report(
                    &rest,
                    format!("expected `,` or the end after `{key}`"),
                    example.map_or("remove this".to_owned(), |example| {
                        format!("write `{example}`")
                    }),
                ));
            }
        };
        Ok(Self {
            chunk,
            key,
            arguments,
            value,
        })
    }

    /// The value of an option that has the form `key = value`.
    pub(super) fn only_value(&self, errors: &mut Errors) -> Result<&TokenStream, Reported> {
        match (&self.arguments, &self.value) {
            (None, Some(value)) => Ok(value),
            _ => Err(self.malformed(errors)),
        }
    }

    /// Says which form this option has.
    pub(super) fn malformed(&self, errors: &mut Errors) -> Reported {
        let key = self.key.to_string();
        self.suggest(example(&key).unwrap_or(&key), errors)
    }

    /// Says that this option is written in the form of another one, which is like the example.
    pub(super) fn suggest(&self, example: &str, errors: &mut Errors) -> Reported {
        errors.report(&self.chunk, self.fault(), format!("write `{example}`"))
    }

    /// What is wrong with the form.
    pub(super) fn fault(&self) -> String {
        let key = &self.key;
        match (&self.arguments, &self.value) {
            (None, None) => format!("`{key}` lacks its value"),
            _ => format!("`{key}` has another form"),
        }
    }
}
