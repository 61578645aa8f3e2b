//! An argument that an option names: `"<argument>"`.

use syn::LitStr;

use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, placeholders};
use crate::proposal::propose;
use crate::slot::{Content, Place, Slot, Source};

/// What goes to a place, as a literal declares it.
pub(super) fn slot(place: Place, key: String, content: Content, literal: LitStr) -> Slot {
    Slot {
        place,
        key,
        content,
        source: Source {
            literal,
            marks: None,
        },
    }
}

/// Explains a value that should have been `"<name>"`.
pub(super) fn refuse(literal: &LitStr, written: &Written<'_>, errors: &mut Errors) -> Reported {
    let expected = "the name of an argument stands between `<` and `>`";
    let help = propose(quoted(&literal.value()), expected);
    let help = match written {
        Written::Partial(_) => help.adding(", and build the whole value in the argument"),
        _ => help,
    };
    errors.report(literal, written.fault("value").unwrap_or_default(), help)
}

/// The placeholders that a text may mean, each as a literal.
pub(super) fn quoted(text: &str) -> Vec<String> {
    placeholders(text)
        .iter()
        .map(|placeholder| format!("{placeholder:?}"))
        .collect()
}
