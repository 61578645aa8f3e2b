//! `timeout = "30s"`

use super::chunk;
use super::raw_option::RawOption;
use crate::errors::{Errors, Reported};
use crate::print;
use crate::proposal::propose;

/// The units of a duration in milliseconds. "ms" comes before "s", in which it ends as well.
const UNITS: [(&str, u64); 3] = [("ms", 1), ("s", 1_000), ("m", 60_000)];

/// `timeout = "30s"`, in milliseconds.
pub(super) fn timeout(option: &RawOption, errors: &mut Errors) -> Result<u64, Reported> {
    let value = option.only_value(errors)?;
    if let Some(millis) = chunk::string(value).and_then(|text| milliseconds(&text.value())) {
        return Ok(millis);
    }
    let written = print::tokens(value);
    let fault = format!("`timeout` can't be `{written}`");
    let expected = "a number with `ms`, `s` or `m` in quotes, such as `\"30s\"`, from `\"1ms\"` on; `Call::timeout` sets that of one call";
    // `30`, `30s` without quotes, `"10 s"`.
    let text = written.replace(['"', ' ', '_'], "");
    let meant = ["", "ms", "s"].map(|unit| format!("\"{text}{unit}\""));
    Err(errors.report(value, fault, propose(meant, expected)))
}

/// Reads a number with an optional fraction and a unit.
fn milliseconds(text: &str) -> Option<u64> {
    let mut units = UNITS.into_iter();
    let (number, unit) = units.find_map(|(name, it)| Some((text.strip_suffix(name)?, it)))?;
    let number = number.trim_end();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || fraction.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let digits: u64 = format!("{whole}{fraction}").parse().ok()?;
    let scaled = digits.checked_mul(unit)?;
    (scaled > 0 && scaled % scale == 0).then_some(scaled / scale)
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
        ] {
            assert_eq!(milliseconds(text), Some(millis), "{text}");
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
            "0s",
            "99999999999999999999s",
            "1.00000000000000000000000001s",
            "18446744073709551615m",
            "٣s",
        ] {
            assert!(milliseconds(text).is_none(), "{text}");
        }
    }
}
