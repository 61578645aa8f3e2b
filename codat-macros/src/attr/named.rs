//! An argument that an option names: `"<argument>"`.

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, probable_name};

/// The name of an argument, and the literal that holds it.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) literal: LitStr,
}

/// Explains a value that should have been `"<name>"`.
pub(super) fn refuse(literal: &LitStr, text: &str, example: &str, errors: &mut Errors) -> Reported {
    let written = Written::read(text);
    let fault = match written {
        Written::Fields(name) => format!("`<{name}..>` works only in a query"),
        Written::Partial(_) => "a placeholder must fill the whole value".to_owned(),
        _ => written
            .fault()
            .unwrap_or_else(|| "the argument is written in angle brackets".to_owned()),
    };
    let name = match written {
        Written::Text => probable_name(text),
        _ => written.probable_name(),
    };
    errors.report(
        literal,
        fault,
        format!("write `\"<{}>\"`", name.as_deref().unwrap_or(example)),
    )
}
