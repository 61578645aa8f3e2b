//! The values of the options that name no argument.

use proc_macro2::{Group, TokenStream};
use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::{Lit, Path};

use super::chunk;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::suggest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Never,
    Always,
}

const NEVER: &str = "never";
const ALWAYS: &str = "always";
const NONE: &str = "none";

/// An endpoint says whether it is retried; how often is set elsewhere.
pub(super) const RETRY_HELP: &str = "write `retry = never` or `retry = always`; to set how often, pass a `RetryConfig` to `ClientBuilder::retries` or `Call::retries`";

/// There is nothing to turn on.
const AUTH_HELP: &str =
    "remove it: the client's credentials are sent unless an endpoint has `auth = none`";

const SUCCESS_HELP: &str = "remove it: every 2XX is a success";

/// What people write to turn an option off.
const OFF: [&str; 7] = ["none", "never", "no", "off", "false", "disabled", "0"];

/// What the API documents for every operation, as `DOCUMENTED_EVERYWHERE` of `codat-client` does.
const DOCUMENTED: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// `errors(400, 409)`
pub(super) fn statuses(option: &RawOption, errors: &mut Errors) -> Result<Vec<u16>, Reported> {
    let arguments = match (&option.arguments, &option.value) {
        (Some(arguments), None) if !arguments.stream().is_empty() => arguments.stream(),
        _ => return Err(errors.report(&option.chunk, option.fault(), statuses_help(option))),
    };
    let mut statuses = Vec::new();
    let mut outcome = Ok(());
    for chunk in chunk::split(arguments, errors) {
        match status(option, &chunk.to_token_stream(), &statuses, errors) {
            Ok(status) => statuses.push(status),
            Err(reported) => outcome = Err(reported),
        }
    }
    outcome.map(|()| statuses)
}

fn status(
    option: &RawOption,
    value: &TokenStream,
    others: &[u16],
    errors: &mut Errors,
) -> Result<u16, Reported> {
    let number = match chunk::literal(value) {
        Some(Lit::Int(number)) if number.suffix().is_empty() => number,
        _ => {
            let fault = "expected a status as a number";
            return Err(errors.report(value, fault, statuses_help(option)));
        }
    };
    let (fault, help) = match number.base10_parse::<u16>() {
        Ok(status) if others.contains(&status) => (
            format!("the status {status} is given already"),
            "remove one of the two".to_owned(),
        ),
        Ok(status) if DOCUMENTED.contains(&status) => (
            format!("the status {status} is documented for every endpoint"),
            documented_help(),
        ),
        Ok(status @ 400..=599) => return Ok(status),
        Ok(status @ 200..=299) => (
            format!("{status} is not an error status"),
            SUCCESS_HELP.to_owned(),
        ),
        _ => (
            format!("{number} is not an error status"),
            "write statuses from 400 to 599, such as `errors(400, 409)`".to_owned(),
        ),
    };
    Err(errors.report(value, fault, help))
}

fn documented_help() -> String {
    let statuses = DOCUMENTED.map(|status| status.to_string());
    let (last, others) = statuses
        .split_last()
        .map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
    format!(
        "remove it: every endpoint has {} and {last} already",
        others.join(", ")
    )
}

/// The option in its right form, with the statuses that were written in another one.
pub(super) fn statuses_help(option: &RawOption) -> String {
    let text = option.chunk.to_token_stream().to_string();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut written: Vec<u16> = words.filter_map(|word| word.parse().ok()).collect();
    written.dedup();
    let errors = written
        .iter()
        .filter(|status| (400..=599).contains(*status));
    let (documented, own): (Vec<u16>, Vec<u16>) =
        errors.partition(|status| DOCUMENTED.contains(status));
    if !own.is_empty() {
        let own: Vec<_> = own.iter().map(ToString::to_string).collect();
        let others = if documented.is_empty() {
            ""
        } else {
            "; every endpoint has the others already"
        };
        format!("write `errors({})`{others}", own.join(", "))
    } else if !documented.is_empty() {
        documented_help()
    } else if written.iter().any(|status| (200..=299).contains(status)) {
        SUCCESS_HELP.to_owned()
    } else {
        "write each status by its number, such as `errors(400, 409)`".to_owned()
    }
}

/// `retry = never` or `retry = always`
pub(super) fn retry(option: &RawOption, errors: &mut Errors) -> Result<Retry, Reported> {
    // Codat's other clients know a number of retries.
    match bare_word(option, &[NEVER, ALWAYS], RETRY_HELP, errors)? {
        NEVER => Ok(Retry::Never),
        _ => Ok(Retry::Always),
    }
}

/// `auth = none`
pub(super) fn no_auth(option: &RawOption, errors: &mut Errors) -> Result<bool, Reported> {
    bare_word(option, &[NONE], AUTH_HELP, errors).map(|_| true)
}

/// One of the allowed words, the first of which turns the option off.
fn bare_word(
    option: &RawOption,
    allowed: &[&'static str],
    otherwise: &str,
    errors: &mut Errors,
) -> Result<&'static str, Reported> {
    let key = &option.key;
    let inner = option.arguments.as_ref().map(Group::stream);
    let value = option.value.clone().or(inner).unwrap_or_default();
    let word = chunk::word(&value).map(|word| word.to_string());
    let is_bare = word.is_some();
    let written = word
        .or_else(|| chunk::string(&value).map(|literal| literal.value()))
        .unwrap_or_else(|| value.to_string());
    let allowed_word = allowed.iter().copied().find(|allowed| *allowed == written);
    if let Some(found) = allowed_word
        && is_bare
        && option.arguments.is_none()
    {
        return Ok(found);
    }
    let off = OFF.contains(&written.to_lowercase().as_str());
    let near = allowed_word
        .or_else(|| allowed.first().copied().filter(|_| off))
        .or_else(|| suggest::nearest(&written, allowed.iter().copied()));
    let help = near.map_or(otherwise.to_owned(), |near| {
        format!("write `{key} = {near}`")
    });
    let Some(value) = option.value.as_ref().filter(|_| option.arguments.is_none()) else {
        return Err(errors.report(&option.chunk, option.fault(), help));
    };
    let (fault, help) = if is_bare || (allowed_word.is_none() && off) {
        (format!("`{key}` can't be `{written}`"), help)
    } else {
        let manner = if near.is_some() {
            ", without quotes"
        } else {
            ""
        };
        (
            format!("`{key}` takes a bare word"),
            format!("{help}{manner}"),
        )
    };
    Err(errors.report(value, fault, help))
}

/// `crate = path` or `crate = "path"`
pub(super) fn path(option: &RawOption, errors: &mut Errors) -> Result<Path, Reported> {
    if let (Some(arguments), None) = (&option.arguments, &option.value)
        && let Ok(path) = Path::parse_mod_style.parse2(arguments.stream())
    {
        let path = print::tokens(&path);
        return Err(option.suggest(&format!("crate = {path}"), errors));
    }
    let value = option.only_value(errors)?;
    let path = match chunk::string(value) {
        Some(literal) => literal.parse_with(Path::parse_mod_style),
        None => Path::parse_mod_style.parse2(value.clone()),
    };
    path.map_err(|_| {
        errors.report(
            value,
            "expected the path of the crate `codat_client`",
            "write the name that it has in your `Cargo.toml`, such as `crate = ::codat`",
        )
    })
}
