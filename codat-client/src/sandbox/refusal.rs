//! Why a request is refused, in Codat's words where its examples have some.

use std::fmt::Display;

use serde_json::json;

use super::Reply;
use super::error_body::{self, CLIENTS_API, PUBLIC_API};

/// A member of a request, and what is wrong with it.
pub(super) type Problem = (String, String);

/// One problem.
pub(super) fn problem(member: impl Into<String>, message: impl Into<String>) -> Problem {
    (member.into(), message.into())
}

/// 400: the request isn't valid. `validation` lists the problems.
pub(super) fn not_valid(problems: &[Problem]) -> Reply {
    let texts = problems
        .iter()
        .map(|(member, message)| format!(" `{member}` {message}."));
    let error = format!(
        "Error processing request - not valid.{}",
        texts.collect::<String>()
    );
    let mut body = error_body::error_message(400, PUBLIC_API, &error);
    let errors = problems.iter().map(|(member, message)| {
        json!({ "itemId": member, "message": message, "validatorName": "RequestValidator" })
    });
    let validation = json!({ "errors": errors.collect::<Vec<_>>(), "warnings": [] });
    if let Some(members) = body.as_object_mut() {
        members.insert("validation".to_owned(), validation);
    }
    Reply::json(400, body)
}

/// 400, in these words.
pub(super) fn bad_request(error: &str) -> Reply {
    Reply::error_message(400, PUBLIC_API, error)
}

/// 402: a limit of the account is reached.
pub(super) fn limit_reached(error: &str) -> Reply {
    Reply::error_message(402, PUBLIC_API, error)
}

/// 404, in these words.
pub(super) fn not_found(error: &str) -> Reply {
    Reply::error_message(404, PUBLIC_API, error)
}

pub(super) fn no_company(id: impl Display) -> Reply {
    let error = format!("No company was found with ID {id}");
    Reply::error_message(404, CLIENTS_API, &error)
}

pub(super) fn no_connection(id: impl Display) -> Reply {
    not_found(&format!("Data connection {id} not found"))
}

pub(super) fn no_platform(key: impl Display) -> Reply {
    not_found(&format!("Platform '{key}' not found"))
}

/// 451: Codat may not serve this platform.
pub(super) fn not_compliant(key: impl Display) -> Reply {
    let error = format!("Platform '{key}' is not currently available for compliance purposes.");
    Reply::error_message(451, "StdznCustomData", &error)
}

/// 400: the query isn't written in Codat's language.
pub(super) fn malformed_query(service: &str) -> Reply {
    Reply::error_message(400, service, "Error parsing query - Malformed query.")
}

/// 400: the query names a member that records don't have.
pub(super) fn unresolved(service: &str, member: &str, kind: &str) -> Reply {
    let error = format!("Error parsing query - Could not resolve property {member} on {kind}");
    Reply::error_message(400, service, &error)
}
