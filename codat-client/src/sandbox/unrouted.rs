//! The responses of paths and methods that no route has.

use http::Method;

use super::error_body::PUBLIC_API;
use super::routing::MountedRoute;
use super::{RecordedRequest, Reply};

/// The response of a path that neither Codat's routes nor the mounted ones have.
pub(super) fn not_mounted(request: &RecordedRequest, mounted: &[MountedRoute]) -> Reply {
    let routes = mounted
        .iter()
        .map(|route| format!("{} {}", route.method, route.template));
    let routes: Vec<String> = routes.collect();
    let routes = match routes.as_slice() {
        [] => "none".to_owned(),
        routes => routes.join(", "),
    };
    let error = format!(
        "The sandbox has no route {} {}; add it with `Sandbox::mount`. Mounted are: {routes}",
        request.method(),
        request.path(),
    );
    Reply::error_message(404, PUBLIC_API, &error)
}

/// The response of a known path to another method.
pub(super) fn method_not_allowed(request: &RecordedRequest, allowed: &[Method]) -> Reply {
    let error = format!("{} isn't a method of {}", request.method(), request.path());
    let allowed: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    Reply::error_message(405, PUBLIC_API, &error).header("Allow", allowed.join(", "))
}
