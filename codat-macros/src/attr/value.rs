//! The values of the options that name no argument.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::{Lit, Path};

use super::chunk;
use super::keys::form;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::{Help, propose, remove};
use crate::suggest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    Never,
    Always,
}

/// What the API documents for every operation, as `DOCUMENTED_EVERYWHERE` of `codat-client` does.
const DOCUMENTED: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// `errors(400, 409)`
pub(super) fn statuses(option: &RawOption, errors: &mut Errors) -> Result<Vec<u16>, Reported> {
    let arguments = match (&option.arguments, &option.value) {
        (Some(arguments), None) if !arguments.stream().is_empty() => arguments.stream(),
        _ => return Err(option.malformed(status_form(option), errors)),
    };
    let mut statuses = Vec::new();
    let mut outcome = Ok(());
    for chunk in chunk::split(arguments, errors) {
        let value = chunk.to_token_stream();
        match status(&value, &statuses) {
            Ok(status) => statuses.push(status),
            Err((fault, help)) => outcome = Err(errors.report(&value, fault, help)),
        }
    }
    outcome.map(|()| statuses)
}

fn status(value: &TokenStream, others: &[u16]) -> Result<u16, (String, Help)> {
    let number = match chunk::literal(value) {
        Some(Lit::Int(number)) if number.suffix().is_empty() => number,
        _ => {
            let digits = value.to_string().replace("u16", "").replace(['"', '_'], "");
            let expected = "each status is listed by its number, such as `errors(400, 409)`";
            let help = propose([digits], expected);
            return Err(("expected a status as a number".to_owned(), help));
        }
    };
    let status = number.base10_parse().unwrap_or_default();
    let is = |what: &str| format!("the status {status} is {what}");
    let error = format!("{number} is not an error status");
    Err(match status {
        _ if others.contains(&status) => (is("given already"), remove("")),
        _ if DOCUMENTED.contains(&status) => {
            let documented = DOCUMENTED.map(|status| status.to_string()).join(", ");
            let help = remove(format!("every endpoint has {documented}"));
            (is("documented for every endpoint"), help)
        }
        400..=599 => return Ok(status),
        200..=299 => (error, remove("every 2XX is a success")),
        _ => (
            error,
            "statuses go from 400 to 599, such as `errors(400, 409)`".into(),
        ),
    })
}

/// The option in its right form, with the statuses that were written in another one. None is lost, and a range is no list.
pub(super) fn status_form(option: &RawOption) -> Option<String> {
    let given = option.given().to_string();
    let words = given
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let form = format!("errors({})", words.collect::<Vec<_>>().join(", "));
    Some(form).filter(|_| !given.contains(".."))
}

/// `retry = never` or `retry = always`
pub(super) fn retry(option: &RawOption, errors: &mut Errors) -> Result<Retry, Reported> {
    match bare_word(option, &["never", "always"], RETRY_HELP, errors)? {
        "never" => Ok(Retry::Never),
        _ => Ok(Retry::Always),
    }
}

/// Codat's other clients know a number of retries.
pub(super) const RETRY_HELP: &str = "the form is `retry = never` or `retry = always`; to set how often, pass a `RetryConfig` to `ClientBuilder::retries` or `Call::retries`";

/// `auth = none`
pub(super) fn no_auth(option: &RawOption, errors: &mut Errors) -> Result<bool, Reported> {
    bare_word(option, &["none"], form("auth"), errors).map(|_| true)
}

/// One of the allowed words.
fn bare_word<'a>(
    option: &RawOption,
    allowed: &[&'a str],
    otherwise: &str,
    errors: &mut Errors,
) -> Result<&'a str, Reported> {
    let key = &option.key;
    let value = option.only_value(errors)?;
    let word = chunk::word(value);
    let text = chunk::string(value).map(|text| text.value());
    let written = word
        .as_ref()
        .or(text.as_ref())
        .cloned()
        .unwrap_or_else(|| print::tokens(value));
    let meant = suggest::nearest(&written, allowed.iter().copied());
    let fault = match meant {
        Some(meant) if word.as_deref() == Some(meant) => return Ok(meant),
        Some(_) if text.is_some() => format!("`{key}` takes a bare word"),
        _ => format!("`{key}` can't be `{written}`"),
    };
    Err(errors.report(value, fault, propose(meant, otherwise)))
}

/// `crate = path` or `crate = "path"`
pub(super) fn path(option: &RawOption, errors: &mut Errors) -> Result<Path, Reported> {
    let value = option.only_value(errors)?;
    let path = match chunk::string(value) {
        Some(literal) => literal.parse_with(Path::parse_mod_style),
        None => Path::parse_mod_style.parse2(value.clone()),
    };
    path.map_err(|_| {
        let name = print::tokens(value).replace('"', "").replace('-', "_");
        let expected =
            "it has the name from your `Cargo.toml`, with `_` for `-`, such as `crate = codat`";
        let fault = "expected the path of the crate `codat_client`";
        errors.report(value, fault, propose([name], expected))
    })
}
