//! `timeout = "30s"`

use syn::Lit;

use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::proposal::propose;

/// The units of a duration in milliseconds. "ms" comes before "s", in which it ends as well.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1_000), ("m", 60_000)];

/// `timeout = "30s"`, in milliseconds.
pub(super) fn timeout(option: &RawOption, errors: &mut Errors) -> Result<u64, Reported> {
    let value = option.only_value(errors)?;
    let fault = match syn::parse2(value.clone()) {
        Ok(Lit::Str(text)) => match milliseconds(&text.value()) {
            Ok(0) => "a timeout can't be zero".to_owned(),
            Ok(millis) => return Ok(millis),
            Err(fault) => fault,
        },
        _ => "expected a duration in quotes".to_owned(),
    };
    let expected = "a number with `ms`, `s` or `m`, such as `\"30s\"`";
    // `30`, `30s` without quotes, `"10 s"`.
    let text = value.to_string().replace(['"', ' ', '_'], "");
    let meant = ["", "ms", "s"].map(|unit| format!("\"{text}{unit}\""));
    Err(errors.report(value, fault, propose(meant, expected)))
}

/// Reads a number with an optional fraction and a unit.
fn milliseconds(text: &str) -> Result<u64, String> {
    let is = |what: &str| format!("`{text}` is {what}");
    let not_a_duration = || is("not a duration");
    let too_long = || is("too long a duration");
    let mut units = UNITS.into_iter();
    let number = units.find_map(|(name, millis)| Some((text.strip_suffix(name)?, millis)));
    let (number, unit) = number.ok_or_else(not_a_duration)?;
    let (whole, fraction) = match number.trim_end().split_once('.') {
        Some((_, "")) => return Err(not_a_duration()),
        Some(parts) => parts,
        None => (number.trim_end(), ""),
    };
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(not_a_duration());
    }
    let digits: u64 = digits.parse().map_err(|_| too_long())?;
    let places = u32::try_from(fraction.len()).map_err(|_| too_long())?;
    let scale = 10_u64.checked_pow(places).ok_or_else(too_long)?;
    let scaled = digits.checked_mul(unit).ok_or_else(too_long)?;
    match scaled % scale {
        0 => Ok(scaled / scale),
        _ => Err(is("finer than a millisecond")),
    }
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
