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
    let name = match written {
        Written::Text => text,
        Written::Name(name)
        | Written::Fields(name)
        | Written::Misnamed(name)
        | Written::Unclosed(name)
        | Written::Unopened(name)
        | Written::Partial(name)
        | Written::Foreign(name) => name,
        Written::Unnamed => example,
    };
    let fault = match written {
        Written::Text | Written::Name(_) | Written::Foreign(_) => {
            "the argument is written in angle brackets".to_owned()
        }
        Written::Fields(name) => format!("`<{name}..>` stands only in a query"),
        Written::Unnamed => "placeholder has no name".to_owned(),
        Written::Misnamed(name) => format!("`{name}` is not the name of an argument"),
        Written::Unclosed(_) => "placeholder is never closed".to_owned(),
        Written::Unopened(_) => "placeholder is never opened".to_owned(),
        Written::Partial(_) => "a placeholder must fill the whole value".to_owned(),
    };
    let name = probable_name(name);
    errors.report(
        literal,
        fault,
        format!("write `\"<{}>\"`", name.as_deref().unwrap_or(example)),
    )
}
