//! The body of Codat's errors.

use std::fmt;

use serde_json::{Map, Value};

use crate::error::redact::{KnownSecret, redact, redact_id};

/// Codat's own account of a failure: the body of every documented error.
///
/// Any field can be missing, null or of another type than documented; it is then absent here, and the others still tell.
/// Texts are as the server sent them, except in `Debug`, where long runs that may be a key or a token are masked.
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
    /// Reads a JSON object; none if it is anything else. Where it repeats the key, that is masked.
    pub(crate) fn from_json(body: &[u8], secret: &KnownSecret) -> Option<Self> {
        let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
            return None;
        };
        let text = |name| text(&object, name, secret);
        Some(Self {
            status_code: object
                .get("statusCode")
                .and_then(Value::as_u64)
                .and_then(|code| code.try_into().ok()),
            service: text("service"),
            error: text("error"),
            correlation_id: text("correlationId"),
            validation: object
                .get("validation")
                .and_then(|value| ErrorValidation::from_value(value, secret)),
            can_be_retried: text("canBeRetried"),
            detailed_error_code: object.get("detailedErrorCode").and_then(Value::as_i64),
        })
    }

    /// The status that the body claims. Codat's own examples have it differ from the HTTP status, which is the one
    /// to go by: [`Error::status`](crate::Error::status).
    pub fn status_code(&self) -> Option<u16> {
        self.status_code
    }

    /// The service of Codat's that failed, such as `PublicApi`.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// What went wrong, in a sentence.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// The id under which Codat's support finds this failure.
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

    /// A code for this kind of failure; 0 where there is none.
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
    fn from_value(value: &Value, secret: &KnownSecret) -> Option<Self> {
        let object = value.as_object()?;
        let items = |name| {
            let items = object.get(name).and_then(Value::as_array);
            items
                .into_iter()
                .flatten()
                .filter_map(|item| ErrorValidationItem::from_value(item, secret))
                .collect()
        };
        Some(Self {
            errors: items("errors"),
            warnings: items("warnings"),
        })
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
    fn from_value(value: &Value, secret: &KnownSecret) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            item_id: text(object, "itemId", secret),
            message: text(object, "message", secret),
            validator_name: text(object, "validatorName", secret),
        })
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

/// The text of a member, if there is one.
fn text(object: &Map<String, Value>, name: &str, secret: &KnownSecret) -> Option<String> {
    object.get(name)?.as_str().map(|text| secret.mask(text))
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
    fn fields_of_another_type_are_absent_and_the_rest_stays() {
        let message = read(
            br#"{"statusCode": "404", "service": null, "error": ["x"], "validation": {"errors": [5, {"message": 5}]},
                 "canBeRetried": true, "detailedErrorCode": 1.5, "correlationId": "kept"}"#,
        )
        .unwrap();
        let expected = ErrorMessage {
            correlation_id: Some("kept".to_owned()),
            validation: Some(ErrorValidation {
                errors: vec![ErrorValidationItem::default()],
                warnings: Vec::new(),
            }),
            ..ErrorMessage::default()
        };
        assert_eq!(message, expected);
        assert_eq!(read(b"{}"), Some(ErrorMessage::default()));
        assert_eq!(
            read(br#"{"statusCode": 70000}"#),
            Some(ErrorMessage::default())
        );
    }

    #[test]
    fn anything_but_an_object_is_no_error_message() {
        for body in ["", "null", "[]", "\"text\"", "{", "<html>", "{} {}"] {
            assert_eq!(read(body.as_bytes()), None, "{body:?}");
        }
    }
}
