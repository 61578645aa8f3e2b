//! The values of the options that name no argument.

use proc_macro2::{Group, TokenStream};
use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::{Lit, Path};

use super::Retry;
use super::chunk;
use super::option::RawOption;
use crate::errors::{Errors, Reported};
use crate::signature::types;
use crate::suggest;

const NEVER: &str = "never";
const ALWAYS: &str = "always";
const NONE: &str = "none";

/// An endpoint says whether it is retried; how often is set elsewhere.
pub(super) const RETRY_HELP: &str = "write `retry = never` or `retry = always`; to set how often, pass a `RetryConfig` to `ClientBuilder::retries` or `Call::retries`";

/// There is nothing to turn on.
const AUTH_HELP: &str =
    "remove it: the client's credentials are sent unless an endpoint has `auth = none`";

const SUCCESS_HELP: &str = "remove it: every 2XX is a success";
const DOCUMENTED_HELP: &str =
    "remove it: every endpoint has 401, 402, 403, 404, 429, 500 and 503 already";

/// What people write to turn an option off.
const OFF: [&str; 7] = ["none", "never", "no", "off", "false", "disabled", "0"];

/// What every operation of the API documents anyway.
const DOCUMENTED: [u16; 7] = [401, 402, 403, 404, 429, 500, 503];

/// The units of a duration in milliseconds. "ms" comes before "s", in which it ends as well.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1_000), ("m", 60_000)];

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
            "remove one of the two",
        ),
        Ok(status) if DOCUMENTED.contains(&status) => (
            format!("the status {status} is documented for every endpoint"),
            DOCUMENTED_HELP,
        ),
        Ok(status @ 400..=599) => return Ok(status),
        Ok(status @ 200..=299) => (format!("{status} is not an error status"), SUCCESS_HELP),
        _ => (
            format!("{number} is not an error status"),
            "write statuses from 400 to 599, such as `errors(400, 409)`",
        ),
    };
    Err(errors.report(value, fault, help))
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
        DOCUMENTED_HELP.to_owned()
    } else if written.iter().any(|status| (200..=299).contains(status)) {
        SUCCESS_HELP.to_owned()
    } else {
        "write each status by its number, such as `errors(400, 409)`".to_owned()
    }
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
    let help = match meant_duration(&value.to_string()) {
        Some(meant) => format!("write `\"{meant}\"`"),
        None => "write a number with `ms`, `s` or `m`, such as `\"30s\"`".to_owned(),
    };
    Err(errors.report(value, fault, help))
}

/// The duration that was probably meant by `30`, `30s` without quotes, `"10 seconds"`, `"1h"`, `"1m30s"` or
/// `Duration::from_secs(10)`.
fn meant_duration(written: &str) -> Option<String> {
    let text: String = written
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '"')
        .collect();
    let text = match text.rsplit_once("Duration::from_") {
        Some((_, constructor)) => {
            let (unit, number) = constructor.strip_suffix(')')?.split_once('(')?;
            format!("{number}{unit}")
        }
        None => text,
    };
    let mut rest = text.as_str();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '_';
        let (number, after) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let (unit, after) = after.split_at(after.find(is_number).unwrap_or(after.len()));
        let number = number.replace('_', "");
        parts.push(match unit.to_lowercase().as_str() {
            "ms" | "msec" | "millis" | "milliseconds" => format!("{number}ms"),
            "" | "s" | "sec" | "secs" | "second" | "seconds" => format!("{number}s"),
            "m" | "min" | "mins" | "minute" | "minutes" => format!("{number}m"),
            "h" | "hr" | "hour" | "hours" => {
                format!("{}m", number.parse::<u64>().ok()?.checked_mul(60)?)
            }
            _ => return None,
        });
        rest = after;
    }
    let meant = match parts.as_slice() {
        [part] => part.clone(),
        parts => {
            let millis = parts.iter().map(|part| milliseconds(part).ok());
            let total = millis.sum::<Option<u64>>()?;
            if total % 1_000 == 0 {
                format!("{}s", total / 1_000)
            } else {
                format!("{total}ms")
            }
        }
    };
    milliseconds(&meant)
        .is_ok_and(|millis| millis > 0)
        .then_some(meant)
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
        let path = types::text(&path);
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

#[cfg(test)]
mod tests {
    use super::{meant_duration, milliseconds};

    #[test]
    fn other_notations_are_understood() {
        for (written, meant) in [
            ("10", Some("10s")),
            ("2.5", Some("2.5s")),
            ("30s", Some("30s")),
            ("\"10 seconds\"", Some("10s")),
            ("\"1h\"", Some("60m")),
            ("\"1m30s\"", Some("90s")),
            ("\"1s 500ms\"", Some("1500ms")),
            ("Duration :: from_secs (10)", Some("10s")),
            (
                "std :: time :: Duration :: from_millis (1_500)",
                Some("1500ms"),
            ),
            ("\"soon\"", None),
            ("0", None),
            ("", None),
            ("TIMEOUT", None),
            ("Duration :: from_secs (TIMEOUT)", None),
            ("\"99999999999999999999h 99999999999999999999s\"", None),
        ] {
            assert_eq!(meant_duration(written).as_deref(), meant, "{written}");
        }
    }

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
