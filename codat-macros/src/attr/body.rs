//! `data = "<argument>"`

use super::chunk;
use super::keys::DATA;
use super::named::{self, quoted};
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical};
use crate::print;
use crate::proposal::propose;
use crate::slot::{Content, Place, Slot};

pub(super) fn parse(option: &RawOption, errors: &mut Errors) -> Result<Slot, Reported> {
    let one = "take one struct that holds all of it; a `Form` sends its fields as a form";
    let (None, Some(value)) = (&option.arguments, &option.value) else {
        return Err(option.malformed(forms(option), errors));
    };
    let Some(literal) = chunk::string(value) else {
        let proposals = quoted(&print::tokens(value));
        let help = propose(
            proposals
                .into_iter()
                .filter(|_| chunk::strings(value).len() < 2),
            one,
        );
        let fault = "expected the body's argument in quotes and angle brackets";
        return Err(errors.report(value, fault, help));
    };
    match Written::read(&literal.value()) {
        Written::Name(name) => {
            let content = Content::Argument(canonical(name));
            Ok(named::slot(Place::Body, String::new(), content, literal))
        }
        Written::Partial(_) => Err(errors.report(&literal, "a body is one argument", one)),
        written => Err(named::refuse(&literal, &written, errors)),
    }
}

/// The option with each argument that it may mean.
pub(super) fn forms(option: &RawOption) -> Vec<String> {
    let arguments = quoted(&print::tokens(&option.given()));
    arguments
        .iter()
        .map(|argument| format!("{DATA} = {argument}"))
        .collect()
}
