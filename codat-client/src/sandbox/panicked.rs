//! A test's own code that panics in the sandbox: the panic is reported to the test's call, which isn't retried.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Reply;
use super::error_body::PUBLIC_API;

/// Runs a test's code, or gives the response that reports its panic.
///
/// A connection that merely closed would be retried, with the same panic each time, until the call's time is up.
pub(super) fn catch<T>(what: &str, run: impl FnOnce() -> T) -> Result<T, Reply> {
    // What the code shares with the test is the test's, whose locks are poisoned as by any panic.
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        // Without the route: it stands before this in the error that the client makes.
        let error = format!("the sandbox's {what} panicked: {}", message(&*panic));
        Reply::error_message(400, PUBLIC_API, &error)
    })
}

/// What `panic!` was given.
fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use super::super::{Fault, RecordedRequest, Sandbox};
    use super::{Reply, catch};
    use crate::api::{Companies as _, Settings as _};
    use crate::models::ConnectionManagementAllowedOrigins;
    use http::Method;

    fn reported(run: impl FnOnce()) -> String {
        let reply = catch("handler", run).unwrap_err();
        assert_eq!(reply.status(), 400);
        let (_, body) = reply.into_parts();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        body["error"].as_str().unwrap().to_owned()
    }

    #[test]
    fn the_message_of_the_panic_is_reported() {
        let start = "the sandbox's handler panicked: ";
        assert_eq!(reported(|| panic!("no page")), format!("{start}no page"));
        let page = 2;
        assert_eq!(reported(|| panic!("page {page}")), format!("{start}page 2"));
        assert_eq!(
            reported(|| std::panic::panic_any(5)),
            format!("{start}without a message")
        );
    }

    fn panics(_: &RecordedRequest) -> Reply {
        panic!("no such page")
    }

    #[tokio::test]
    async fn a_call_whose_handler_panics_fails_with_it_and_is_not_retried() {
        let sandbox = Sandbox::start().await.unwrap();
        let codat = sandbox.client().unwrap();
        let path = "/companies/<id>/accessToken";
        sandbox.mount(Method::GET, path, panics);
        sandbox.mount(Method::POST, "/corsSettings", panics);

        let company = sandbox.company_id();
        let error = codat.get_company_access_token(company).await.unwrap_err();
        let expected = "GET /companies/{company_id}/accessToken returned 400 Bad Request: \
                        the sandbox's handler panicked: no such page";
        assert!(error.to_string().starts_with(expected), "{error}");
        assert_eq!(sandbox.request_count(), 1);

        let origins = ConnectionManagementAllowedOrigins::new(["https://a.example"]);
        let error = codat.set_cors_settings(&origins).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400);
        assert_eq!(sandbox.request_count(), 2);
        assert_eq!(sandbox.executed_writes(), 0);
    }

    #[tokio::test]
    async fn so_is_one_whose_rule_for_faults_panics() {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.set_fault(|request| {
            assert_eq!(request.path(), "/a-path/that-is/rather-long", "the path");
            Fault::none()
        });
        let codat = sandbox.client().unwrap();
        let error = codat.get_cors_settings().await.unwrap_err();
        let expected = "the sandbox's rule for faults panicked: assertion";
        assert!(error.to_string().contains(expected), "{error}");
        // What it compared is reported whole.
        assert!(
            error.to_string().contains("/a-path/that-is/rather-long"),
            "{error}"
        );
        assert_eq!(sandbox.request_count(), 1);
    }

    #[tokio::test]
    async fn an_observer_that_panics_takes_no_response_away() {
        let sandbox = Sandbox::builder().on_response(|_, status| panic!("{status:?}"));
        let sandbox = sandbox.start().await.unwrap();
        let codat = sandbox.client().unwrap();
        codat.get_cors_settings().await.unwrap();
        let origins = ConnectionManagementAllowedOrigins::new(["https://a.example"]);
        codat.set_cors_settings(&origins).await.unwrap();
        assert_eq!(sandbox.request_count(), 2);
    }
}
