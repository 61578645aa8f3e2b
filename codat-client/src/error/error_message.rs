//! The body of Codat's errors.

use std::fmt;

use serde_json::value::RawValue;

use super::known_secret::KnownSecret;
use super::lenient::{Members, read};
use super::redact::{redact, redact_id};

/// Codat's error message: the body of every documented error.
///
/// A field is `None` if it is missing, null or of another type than documented. The other fields are still decoded. Strings are as the
/// server sent them, except that the key is masked. What is beyond 16 KiB of one string, or 256 KiB of all, is cut off. `Debug` masks
/// everything that looks like a key or a token.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ErrorMessage {
    status_code: Option<u16>,
    service: Option<String>,
    error: Option<String>,
    correlation_id: Option<String>,
    validation: Option<ErrorValidation>,
    can_be_retried: Option<String>,
    detailed_error_code: Option<i64>,
}

impl ErrorMessage {
    /// Reads a JSON object; `None` if it has none of the members, or isn't one. Where it quotes the key, that is masked.
    pub(crate) fn from_json(body: &[u8], secret: &KnownSecret) -> Option<Self> {
        let members = Members::of(body)?;
        let mut message = Self {
            status_code: members.read("statusCode"),
            service: members.text("service", secret),
            error: members.text("error", secret),
            correlation_id: members.text("correlationId", secret),
            can_be_retried: members.text("canBeRetried", secret),
            detailed_error_code: members.read("detailedErrorCode"),
            validation: None,
        };
        // Last, since it may be long.
        let validation: Option<Members<'_>> = members.read("validation");
        message.validation = validation.and_then(|members| ErrorValidation::read(&members, secret));
        (message != Self::default()).then_some(message)
    }

    /// Whether it says what went wrong, or where to ask.
    pub(super) fn explains(&self) -> bool {
        self.error.is_some() || self.correlation_id.is_some() || self.validation.is_some()
    }

    /// What Codat objects to, each in one line.
    pub(super) fn objections(&self) -> impl Iterator<Item = String> {
        let items = self.validation.iter().flat_map(|all| &all.errors);
        items.map(|item| {
            let parts = [item.item_id(), item.message().or(item.validator_name())];
            parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
        })
    }

    /// The status in the body. It differs from the HTTP status in some of Codat's own examples: use
    /// [`Error::status`](crate::Error::status) instead.
    pub fn status_code(&self) -> Option<u16> {
        self.status_code
    }

    /// The part of Codat that failed, such as `PublicApi`.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// What went wrong, in a sentence.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// The id to give to Codat's support.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// What Codat objects to in the data that was sent.
    pub fn validation(&self) -> Option<&ErrorValidation> {
        self.validation.as_ref()
    }

    /// Whether Codat thinks that a retry may help: `True`, `False`, or nearly always `Unknown`.
    pub fn can_be_retried(&self) -> Option<&str> {
        self.can_be_retried.as_deref()
    }

    /// A code for this kind of error. 0 if there is none.
    pub fn detailed_error_code(&self) -> Option<i64> {
        self.detailed_error_code
    }
}

impl fmt::Debug for ErrorMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorMessage")
            .field("status_code", &self.status_code)
            .field("service", &self.service().map(redact))
            .field("error", &self.error().map(redact))
            .field("correlation_id", &self.correlation_id().map(redact_id))
            .field("validation", &self.validation)
            .field("can_be_retried", &self.can_be_retried().map(redact))
            .field("detailed_error_code", &self.detailed_error_code)
            .finish()
    }
}

/// What Codat objects to in the data that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorValidation {
    errors: Vec<ErrorValidationItem>,
    warnings: Vec<ErrorValidationItem>,
}

impl ErrorValidation {
    fn read(members: &Members<'_>, secret: &KnownSecret) -> Option<Self> {
        let items = |name| {
            let items: Vec<&RawValue> = members.read(name).unwrap_or_default();
            let items = items.into_iter().filter_map(read);
            items
                .filter_map(|members| ErrorValidationItem::read(&members, secret))
                .collect()
        };
        let validation = Self {
            errors: items("errors"),
            warnings: items("warnings"),
        };
        (validation != Self::default()).then_some(validation)
    }

    /// What made the operation fail.
    pub fn errors(&self) -> &[ErrorValidationItem] {
        &self.errors
    }

    /// Problems that did not make the operation fail.
    pub fn warnings(&self) -> &[ErrorValidationItem] {
        &self.warnings
    }
}

/// One objection.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ErrorValidationItem {
    item_id: Option<String>,
    message: Option<String>,
    validator_name: Option<String>,
}

impl ErrorValidationItem {
    fn read(members: &Members<'_>, secret: &KnownSecret) -> Option<Self> {
        let item = Self {
            item_id: members.text("itemId", secret),
            message: members.text("message", secret),
            validator_name: members.text("validatorName", secret),
        };
        (item != Self::default()).then_some(item)
    }

    /// The field or item that it is about.
    pub fn item_id(&self) -> Option<&str> {
        self.item_id.as_deref()
    }

    /// What is wrong with it.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The rule that it breaks.
    pub fn validator_name(&self) -> Option<&str> {
        self.validator_name.as_deref()
    }
}

impl fmt::Debug for ErrorValidationItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorValidationItem")
            .field("item_id", &self.item_id().map(redact))
            .field("message", &self.message().map(redact))
            .field("validator_name", &self.validator_name().map(redact))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8]) -> Option<ErrorMessage> {
        ErrorMessage::from_json(body, &KnownSecret::default())
    }

    #[test]
    fn reads_what_codat_documents() {
        let message = read(
            br#"{"statusCode": 404, "service": "PublicApi", "error": "not found", "correlationId": "8fa2",
                 "validation": {"errors": [{"itemId": "total", "message": "too low", "validatorName": "Min"}], "warnings": null},
                 "canBeRetried": "Unknown", "detailedErrorCode": 7}"#,
        )
        .unwrap();
        assert_eq!(message.status_code(), Some(404));
        assert_eq!(message.service(), Some("PublicApi"));
        assert_eq!(message.error(), Some("not found"));
        assert_eq!(message.correlation_id(), Some("8fa2"));
        assert_eq!(message.can_be_retried(), Some("Unknown"));
        assert_eq!(message.detailed_error_code(), Some(7));
        let validation = message.validation().unwrap();
        assert_eq!(validation.warnings(), []);
        let [item] = validation.errors() else {
            panic!()
        };
        assert_eq!(item.item_id(), Some("total"));
        assert_eq!(item.message(), Some("too low"));
        assert_eq!(item.validator_name(), Some("Min"));
    }

    #[test]
    fn of_a_member_that_is_there_twice_the_last_counts() {
        let message = read(br#"{"error": "first", "error": "last"}"#).unwrap();
        assert_eq!(message.error(), Some("last"));
    }

    #[test]
    fn an_object_without_a_usable_member_is_no_error_message() {
        for body in [
            "{}",
            r#"{"statusCode": 70000}"#,
            r#"{"message": "upstream connect error"}"#,
            r#"{"validation": {"errors": [5, {}], "warnings": null}}"#,
            r#"{"error": {"code": 5}}"#,
        ] {
            assert_eq!(read(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn anything_but_an_object_is_no_error_message() {
        for body in ["", "null", "[]", "\"text\"", "{", "<html>", "{} {}"] {
            assert_eq!(read(body.as_bytes()), None, "{body:?}");
        }
    }
}
