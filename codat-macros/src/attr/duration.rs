//! `timeout = "30s"`

use syn::Lit;

use super::chunk;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::proposal::propose_all;

/// The units of a duration in milliseconds. "ms" comes before "s", in which it ends as well.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1_000), ("m", 60_000)];

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
    let expected = "a number with `ms`, `s` or `m`, such as `\"30s\"`";
    Err(errors.report(
        value,
        fault,
        propose_all(meant(&value.to_string()), expected),
    ))
}

/// What `30`, `30s` without quotes and `Duration::from_secs(10)` may mean. Those that are durations get shown.
fn meant(written: &str) -> Vec<String> {
    let text = written.replace(['"', ' ', '_', ')'], "");
    let forms = match text.rsplit_once("Duration::from") {
        Some((_, constructor)) => {
            let (unit, number) = constructor.split_once('(').unwrap_or_default();
            vec![format!(
                "{number}{}",
                unit.replace("secs", "s").replace("millis", "ms")
            )]
        }
        None => vec![text.clone(), format!("{text}ms"), format!("{text}s")],
    };
    forms.iter().map(|form| format!("{form:?}")).collect()
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

#[cfg(test)]
mod tests {
    use super::{meant, milliseconds};

    #[test]
    fn other_notations_are_understood() {
        for (written, expected) in [
            ("10", Some("\"10s\"")),
            ("30s", Some("\"30s\"")),
            ("\"10 s\"", Some("\"10s\"")),
            ("Duration :: from_secs (10)", Some("\"10s\"")),
            (
                "std :: time :: Duration :: from_millis (1_500)",
                Some("\"1500ms\""),
            ),
            ("\"soon\"", None),
            ("TIMEOUT", None),
            ("Duration :: from_secs (TIMEOUT)", None),
        ] {
            let mut meant = meant(written).into_iter();
            let is_duration = |text: &String| milliseconds(text.trim_matches('"')).is_ok();
            let meant = meant.rfind(is_duration);
            assert_eq!(meant.as_deref(), expected, "{written}");
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
