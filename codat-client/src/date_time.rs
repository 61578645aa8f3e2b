//! Dates and times as Codat sends them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A date and time, as the string that Codat sent.
///
/// Codat documents ISO 8601 in UTC. Its examples also have offsets, dates without a zone or a time, up to seven digits of a second, and
/// impossible times such as `23:59:99`. A response shouldn't fail because of them, so this type keeps any string. Convert it with
///
/// - `timestamp()` and `civil()`, with the feature `jiff`;
/// - `chrono_timestamp()` and `chrono_civil()`, with the feature `chrono`.
///
/// ```
/// use codat_client::DateTime;
///
/// let date: DateTime = serde_json::from_str(r#""2022-10-27T10:22:43.6464237Z""#)?;
/// assert_eq!(date.as_str(), "2022-10-27T10:22:43.6464237Z");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Two values are equal if their strings are. To compare which is earlier, convert them first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The string as Codat sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, for a date and time that has a zone.
    ///
    /// ```
    /// use codat_client::DateTime;
    ///
    /// let date = DateTime::from("2022-10-27T12:22:43+02:00");
    /// assert_eq!(date.timestamp()?, "2022-10-27T10:22:43Z".parse()?);
    /// assert!(DateTime::from("2022-10-27T10:22:43").timestamp().is_err());
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the string has no zone, or can't be read.
    #[cfg(feature = "jiff")]
    pub fn timestamp(&self) -> Result<jiff::Timestamp, jiff::Error> {
        self.0.parse()
    }

    /// The date and time as they are written, whatever their zone. A date alone is its midnight.
    ///
    /// ```
    /// use codat_client::DateTime;
    ///
    /// let date = DateTime::from("2022-10-27T10:22:43");
    /// assert_eq!(date.civil()?, "2022-10-27T10:22:43".parse()?);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the string can't be read.
    #[cfg(feature = "jiff")]
    pub fn civil(&self) -> Result<jiff::civil::DateTime, jiff::Error> {
        let pieces = jiff::fmt::temporal::Pieces::parse(&self.0)?;
        Ok(pieces.date().to_datetime(pieces.time().unwrap_or_default()))
    }

    /// The moment, for a date and time that has a zone.
    ///
    /// # Errors
    ///
    /// If the string has no zone, or can't be read.
    #[cfg(feature = "chrono")]
    pub fn chrono_timestamp(&self) -> Result<chrono::DateTime<chrono::Utc>, chrono::ParseError> {
        chrono::DateTime::parse_from_rfc3339(&self.0).map(|date| date.to_utc())
    }

    /// The date and time as they are written, whatever their zone. A date alone is its midnight.
    ///
    /// # Errors
    ///
    /// If the string can't be read.
    #[cfg(feature = "chrono")]
    pub fn chrono_civil(&self) -> Result<chrono::NaiveDateTime, chrono::ParseError> {
        if let Ok(zoned) = chrono::DateTime::parse_from_rfc3339(&self.0) {
            return Ok(zoned.naive_local());
        }
        let date: Result<chrono::NaiveDate, _> = self.0.parse();
        date.map_or_else(|_| self.0.parse(), |date| Ok(date.into()))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for DateTime {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.to_string())
    }
}

#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for DateTime {
    fn from(timestamp: chrono::DateTime<chrono::Utc>) -> Self {
        Self(timestamp.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

#[cfg(test)]
mod tests {
    use super::DateTime;

    #[test]
    fn any_string_survives() {
        for text in ["", "2024-09-01T23:59:99Z", "2022-10-27T10:22:43.6464237Z"] {
            let json = serde_json::to_string(text).unwrap();
            let date: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&date).unwrap(), json);
            assert_eq!(date.to_string(), text);
        }
    }

    /// Each form that Codat sends, its moment in UTC, and what is written.
    #[cfg(any(feature = "jiff", feature = "chrono"))]
    const FORMS: [(&str, Option<&str>, Option<&str>); 7] = [
        (
            "2022-10-27T10:22:43Z",
            Some("2022-10-27T10:22:43Z"),
            Some("2022-10-27T10:22:43"),
        ),
        (
            "2022-10-27T10:22:43.6464237Z",
            Some("2022-10-27T10:22:43.6464237Z"),
            Some("2022-10-27T10:22:43.6464237"),
        ),
        (
            "2022-10-27T12:22:43+02:00",
            Some("2022-10-27T10:22:43Z"),
            Some("2022-10-27T12:22:43"),
        ),
        ("2022-10-27T10:22:43", None, Some("2022-10-27T10:22:43")),
        ("2022-10-27", None, Some("2022-10-27T00:00:00")),
        ("2024-09-01T23:59:99Z", None, None),
        ("yesterday", None, None),
    ];

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_reads_every_form() {
        for (text, timestamp, civil) in FORMS {
            let date = DateTime::from(text);
            let expected = timestamp.map(|text| text.parse().unwrap());
            assert_eq!(date.timestamp().ok(), expected, "{text}");
            let expected = civil.map(|text| text.parse().unwrap());
            assert_eq!(date.civil().ok(), expected, "{text}");
        }
        let now = jiff::Timestamp::from_second(5).unwrap();
        assert_eq!(DateTime::from(now).timestamp().unwrap(), now);
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_reads_every_form() {
        for (text, timestamp, civil) in FORMS {
            let date = DateTime::from(text);
            let expected = timestamp.map(|text| text.parse().unwrap());
            assert_eq!(date.chrono_timestamp().ok(), expected, "{text}");
            let expected = civil.map(|text| text.parse().unwrap());
            assert_eq!(date.chrono_civil().ok(), expected, "{text}");
        }
        let now = chrono::DateTime::from_timestamp_nanos(5);
        assert_eq!(DateTime::from(now).chrono_timestamp().unwrap(), now);
    }
}
