//! The bodies that Codat documents for its errors.

use serde_json::{Value, json};
use uuid::Uuid;

/// The ErrorMessage that Codat's description of its API shows for this status.
///
/// Its examples are reproduced with their oddities: the body of a 402 says 429, the one of a 503
/// says 500 and the one of a 409 says 400. A client that trusts the body gets these wrong.
pub(super) fn documented(status: u16) -> Value {
    let status_in_body = match status {
        402 => 429,
        409 => 400,
        503 => 500,
        other => other,
    };
    let service = match status {
        451 => "StdznCustomData",
        _ => PUBLIC_API,
    };
    let error = match status {
        400 => "Error processing request - not valid.",
        401 => "Unauthorized",
        402 => {
            "You have exceeded the 50-company limit that applies to a Free plan. We recommend \
             that you delete any companies you no longer need and retry the request."
        }
        403 => "You are using an outdated API key or a key not associated with that resource.",
        404 => "Data connection a22dd66b-564a-4832-9b37-7b3ce4aeb7de not found",
        408 => "The request timed out.",
        409 => {
            "Maximum number of API keys reached. To create a new API key, delete an unused key \
             and try again."
        }
        422 => "The idempotency key was already used with a different request body.",
        429 => "You have made too many requests in a given amount of time; please retry later.",
        451 => "Platform 'qudb' is not currently available for compliance purposes.",
        500 => "There is a problem with our server. Please try again later.",
        503 => "The Codat API is temporarily offline for maintenance. Please try again later.",
        other => generic(other),
    };
    error_message(status_in_body, service, error)
}

/// An ErrorMessage with Codat's fields and a correlation id of its own.
pub(super) fn error_message(status: u16, service: &str, error: &str) -> Value {
    json!({
        "statusCode": status,
        "service": service,
        "error": error,
        "correlationId": Uuid::new_v4().simple().to_string(),
        "canBeRetried": "Unknown",
        "detailedErrorCode": 0,
    })
}

/// The service of nearly everything in Codat's examples.
pub(super) const PUBLIC_API: &str = "PublicApi";

/// The service of companies.
pub(super) const CLIENTS_API: &str = "ClientsApi";

fn generic(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Unknown error")
}

#[cfg(test)]
mod tests {
    use super::documented;

    #[test]
    fn each_body_has_its_own_correlation_id() {
        let first = documented(500);
        let second = documented(500);
        assert_eq!(first["correlationId"].as_str().unwrap().len(), 32);
        assert_ne!(first["correlationId"], second["correlationId"]);
    }

    #[test]
    fn a_status_outside_the_documentation_has_a_generic_body() {
        assert_eq!(documented(418)["error"], "I'm a teapot");
        assert_eq!(documented(599)["error"], "Unknown error");
    }

    #[test]
    fn the_status_in_the_body_is_the_one_of_codats_examples() {
        for (status, in_body) in [
            (401, 401),
            (402, 429),
            (403, 403),
            (404, 404),
            (409, 400),
            (429, 429),
            (500, 500),
            (503, 500),
            (502, 502),
        ] {
            assert_eq!(documented(status)["statusCode"], in_body, "{status}");
        }
    }
}
