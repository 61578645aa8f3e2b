//! `data = "<argument>"`

use super::chunk;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::placeholder::{Written, canonical, is_name};
use crate::slot::{Content, Place, Slot};
use crate::source::Source;

const ONE: &str = "a body is one argument";

const STRUCT: &str =
    "take one struct that holds all; `codat_client::body::Form` sends it as a form";

pub(super) fn parse(option: &RawOption, errors: &mut Errors) -> Result<Slot, Reported> {
    let value = option.only_value(errors)?;
    let Some(literal) = chunk::string(value) else {
        return Err(option.malformed(errors));
    };
    let source = Source::new(literal, false);
    match Written::read(source.text()) {
        Written::Name(name) => {
            let content = Content::Argument(canonical(name));
            Ok(Slot::new(Place::Body, String::new(), content, source))
        }
        Written::Partial(_) => Err(errors.report(&source, ONE, STRUCT)),
        Written::Foreign(json) if !is_name(json) => Err(errors.report(&source, ONE, STRUCT)),
        written => Err(source.refuse(errors, &written, "value")),
    }
}
