//! The values of the options that name no argument.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::{Lit, Path};

use super::Retry;
use super::chunk;
use super::option::{RETRY, RawOption};
use crate::errors::{Errors, Reported};
use crate::suggest;

const NEVER: &str = "never";
const ALWAYS: &str = "always";
const NONE: &str = "none";

/// An endpoint says whether it is retried; how often is set elsewhere.
pub(super) const RETRY_HELP: &str = "write `retry = never` or `retry = always`; to set how often, pass a `RetryConfig` to `ClientBuilder::retries` or `Call::retries`";

/// What every operation of the API documents anyway.
const DOCUMENTED: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// The units of a duration in milliseconds. "ms" comes before "s", in which it ends as well.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1_000), ("m", 60_000)];

/// `errors(400, 409)`
pub(super) fn statuses(option: &RawOption, errors: &mut Errors) -> Result<Vec<u16>, Reported> {
    let (Some(arguments), None) = (&option.arguments, &option.value) else {
        return Err(option.malformed(errors));
    };
    let chunks = chunk::split(arguments.stream(), errors);
    if chunks.is_empty() {
        return Err(option.malformed(errors));
    }
    let mut statuses = Vec::new();
    let mut outcome = Ok(());
    for chunk in chunks {
        match status(&chunk.to_token_stream(), &statuses, errors) {
            Ok(status) => statuses.push(status),
            Err(reported) => outcome = Err(reported),
        }
    }
    outcome.map(|()| statuses)
}

fn status(value: &TokenStream, others: &[u16], errors: &mut Errors) -> Result<u16, Reported> {
    let number = match chunk::literal(value) {
        Some(Lit::Int(number)) if number.suffix().is_empty() => number,
        _ => {
            let fault = "expected a status as a number";
            return Err(errors.report(value, fault, "write `errors(400, 409)`"));
        }
    };
    let (fault, help) = match number.base10_parse::<u16>() {
        Ok(status) if others.contains(&status) => (
            format!("the status {status} is given already"),
            "remove one of the two",
        ),
        Ok(status) if DOCUMENTED.contains(&status) => (
            format!("the status {status} is documented for every endpoint"),
            "remove it: every endpoint has 401, 402, 403, 404, 429, 500 and 503 already",
        ),
        Ok(status @ 400..=599) => return Ok(status),
        _ => (
            format!("{number} is not an error status"),
            "write statuses from 400 to 599, such as `errors(400, 409)`",
        ),
    };
    Err(errors.report(value, fault, help))
}

/// `timeout = "30s"`, in milliseconds.
pub(super) fn timeout(option: &RawOption, errors: &mut Errors) -> Result<u64, Reported> {
    let value = option.only_value(errors)?;
    let fault = match chunk::literal(value) {
        Some(Lit::Str(text)) => match milliseconds(&text.value()) {
            Ok(0) => "a timeout can't be zero".to_owned(),
            Ok(millis) => return Ok(millis),
            Err(fault) => fault,
        },
        _ => "expected a duration in quotes".to_owned(),
    };
    // `30` and `30s` lack their quotes only.
    let meant = value.to_string();
    let meant = if milliseconds(&meant).is_ok_and(|millis| millis > 0) {
        &meant
    } else {
        "30s"
    };
    let help = format!("write a number with `ms`, `s` or `m`, such as `\"{meant}\"`");
    Err(errors.report(value, fault, help))
}

/// Reads a number with an optional fraction and a unit.
fn milliseconds(text: &str) -> Result<u64, String> {
    let not_a_duration = || format!("`{text}` is not a duration");
    let (number, unit) = UNITS
        .into_iter()
        .find_map(|(name, millis)| Some((text.strip_suffix(name)?.trim_end(), millis)))
        .ok_or_else(not_a_duration)?;
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(not_a_duration()),
        None => (number, ""),
    };
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(not_a_duration());
    }
    let too_long = || format!("`{text}` is too long a duration");
    let digits: u64 = digits.parse().map_err(|_| too_long())?;
    let places = u32::try_from(fraction.len()).map_err(|_| too_long())?;
    let scale = 10_u64.checked_pow(places).ok_or_else(too_long)?;
    let scaled = digits.checked_mul(unit).ok_or_else(too_long)?;
    if scaled % scale == 0 {
        Ok(scaled / scale)
    } else {
        Err(format!("`{text}` is finer than a millisecond"))
    }
}

/// `retry = never` or `retry = always`
pub(super) fn retry(option: &RawOption, errors: &mut Errors) -> Result<Retry, Reported> {
    match bare_word(option, &[NEVER, ALWAYS], errors)? {
        NEVER => Ok(Retry::Never),
        _ => Ok(Retry::Always),
    }
}

/// `auth = none`
pub(super) fn no_auth(option: &RawOption, errors: &mut Errors) -> Result<bool, Reported> {
    bare_word(option, &[NONE], errors).map(|_| true)
}

fn bare_word(
    option: &RawOption,
    allowed: &[&'static str],
    errors: &mut Errors,
) -> Result<&'static str, Reported> {
    let value = option.only_value(errors)?;
    let word = chunk::word(value).map(|word| word.to_string());
    let found = word
        .as_deref()
        .and_then(|word| allowed.iter().find(|allowed| **allowed == word));
    if let Some(found) = found {
        return Ok(found);
    }
    let key = &option.key;
    let quoted = chunk::string(value).map(|literal| literal.value());
    let written = word.or_else(|| quoted.clone());
    let near = written
        .as_deref()
        .and_then(|w| suggest::nearest(w, allowed.iter().copied()));
    let forms: Vec<_> = allowed
        .iter()
        .map(|word| format!("`{key} = {word}`"))
        .collect();
    let (fault, help) = match (near, &written) {
        (Some(near), _) if quoted.is_some() => (
            format!("`{key}` takes a bare word"),
            format!("write `{key} = {near}`, without quotes"),
        ),
        (Some(near), Some(written)) => (
            format!("`{key}` can't be `{written}`"),
            format!("write `{key} = {near}`"),
        ),
        (_, Some(written)) => (
            format!("`{key}` can't be `{written}`"),
            format!("write {}", forms.join(" or ")),
        ),
        (_, None) => (
            format!("`{key}` takes a bare word"),
            format!("write {}", forms.join(" or ")),
        ),
    };
    // Codat's other clients know a number of retries.
    let help = if key == RETRY && near.is_none() {
        RETRY_HELP.to_owned()
    } else {
        help
    };
    Err(errors.report(value, fault, help))
}

/// `crate = path` or `crate = "path"`
pub(super) fn path(option: &RawOption, errors: &mut Errors) -> Result<Path, Reported> {
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

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn durations_are_read_to_the_millisecond() {
        for (text, millis) in [
            ("30s", 30_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1.5s", 1_500),
            ("0.25m", 15_000),
            ("1.500s", 1_500),
            ("30 s", 30_000),
            ("0s", 0),
        ] {
            assert_eq!(milliseconds(text), Ok(millis), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "s",
            "soon",
            "30",
            "-1s",
            "+1s",
            "1e3s",
            "1.s",
            ".5s",
            "1m30s",
            "30S",
            "30sec",
            "1.5.5s",
            "0.0001s",
            "99999999999999999999s",
            "1.00000000000000000000000001s",
            "18446744073709551615m",
            "٣s",
        ] {
            assert!(milliseconds(text).is_err(), "{text}");
        }
    }
}
