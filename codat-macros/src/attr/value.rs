//! The values of the options that name no argument.

use proc_macro2::TokenStream;
use syn::Path;
use syn::parse::Parser as _;

use super::chunk;
use super::keys::form;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{Help, propose, remove};
use crate::suggest;

/// What the API documents for every operation, as `DOCUMENTED_EVERYWHERE` of `codat-client` does.
const DOCUMENTED: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

const ALWAYS: &str = "every endpoint has it";

/// `errors(400, 409)`
pub(super) fn statuses(option: &RawOption, errors: &mut Errors) -> Result<Vec<u16>, Reported> {
    let arguments = match (&option.arguments, &option.value) {
        (Some(arguments), None) if !arguments.stream().is_empty() => arguments.stream(),
        _ => return Err(option.malformed(errors)),
    };
    let mut statuses = Vec::new();
    for value in chunk::split(arguments, errors) {
        match status(&value, &statuses) {
            Ok(status) => statuses.push(status),
            Err((fault, help)) => drop(errors.report(&value, fault, help)),
        }
    }
    Ok(statuses)
}

fn status(value: &TokenStream, others: &[u16]) -> Result<u16, (String, Help)> {
    let text = print::tokens(value);
    let Ok(status) = text.parse() else {
        let digits = text.replace("u16", "").replace(['"', '_'], "");
        let expected = "each status is listed by its number, such as `errors(400, 409)`; 401 to 404, 429, 500 and 503 are those of every endpoint";
        let fault = "expected a status as a number".to_owned();
        return Err((fault, propose([digits], expected)));
    };
    let (is, help) = match status {
        _ if others.contains(&status) => ("given already", remove("")),
        _ if DOCUMENTED.contains(&status) => ("documented for every endpoint", remove(ALWAYS)),
        400..=599 => return Ok(status),
        _ => ("not an error status", "statuses go from 400 to 599".into()),
    };
    Err((format!("the status {status} is {is}"), help))
}

/// One of the allowed words: `retry = never`
pub(super) fn bare_word<'a>(
    option: &RawOption,
    allowed: &[&'a str],
    errors: &mut Errors,
) -> Result<&'a str, Reported> {
    let value = option.only_value(errors)?;
    let written = print::tokens(value);
    if let Some(word) = allowed.iter().find(|word| **word == written) {
        return Ok(word);
    }
    let meant = suggest::nearest(written.trim_matches('"'), allowed.iter().copied());
    let key = option.key.to_string();
    let fault = format!("`{key}` can't be `{written}`");
    Err(errors.report(value, fault, propose(meant, form(&key))))
}

/// `crate = path` or `crate = "path"`
pub(super) fn path(option: &RawOption, errors: &mut Errors) -> Result<Path, Reported> {
    let value = option.only_value(errors)?;
    let path = match chunk::string(value) {
        Some(literal) => literal.parse_with(Path::parse_mod_style),
        None => Path::parse_mod_style.parse2(value.clone()),
    };
    let fault = "expected the path of the crate `codat_client`";
    let help = "a path such as `codat`: the name from `Cargo.toml`, with `_` for `-`";
    path.map_err(|_| errors.report(value, fault, help))
}
