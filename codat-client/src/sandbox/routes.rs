//! Codat's own routes.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error_body::{CLIENTS_API, PUBLIC_API};
use super::mounted::MountedRoutes;
use super::state::World;
use super::token::CONNECTION_MANAGEMENT_LIFETIME;
use super::{RecordedRequest, Reply};
use crate::CompanyId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodatRoute {
    ConnectionManagementToken,
    CompanyToken,
    GetCorsSettings,
    SetCorsSettings,
}

/// Every route: the old and the new CORS routes are two doors to one list.
pub(super) static ALL: [(Method, &str, CodatRoute); 6] = [
    (
        Method::GET,
        "/companies/{companyId}/connectionManagement/accessToken",
        CodatRoute::ConnectionManagementToken,
    ),
    (
        Method::GET,
        "/companies/{companyId}/accessToken",
        CodatRoute::CompanyToken,
    ),
    (Method::GET, "/corsSettings", CodatRoute::GetCorsSettings),
    (Method::POST, "/corsSettings", CodatRoute::SetCorsSettings),
    (
        Method::GET,
        "/connectionManagement/corsSettings",
        CodatRoute::GetCorsSettings,
    ),
    (
        Method::POST,
        "/connectionManagement/corsSettings",
        CodatRoute::SetCorsSettings,
    ),
];

impl CodatRoute {
    pub(super) fn handle(self, world: &mut World, request: &RecordedRequest) -> Reply {
        match self {
            Self::ConnectionManagementToken => connection_management_token(world, request),
            Self::CompanyToken => company_token(world, request),
            Self::GetCorsSettings => cors_settings(world),
            Self::SetCorsSettings => set_cors_settings(world, request),
        }
    }
}

/// The response of a path that neither Codat's routes nor the mounted ones have.
pub(super) fn not_mounted(request: &RecordedRequest, mounted: &MountedRoutes) -> Reply {
    let routes = mounted.all();
    let routes = routes
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

/// The response of a route that Codat has no longer.
pub(super) fn unknown_route(request: &RecordedRequest) -> Reply {
    let error = format!("There is no route {} {}", request.method(), request.path());
    Reply::error_message(404, PUBLIC_API, &error)
}

/// The response of a known path to another method.
pub(super) fn method_not_allowed(request: &RecordedRequest, allowed: &[Method]) -> Reply {
    let error = format!("{} isn't a method of {}", request.method(), request.path());
    let allowed: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    Reply::error_message(405, PUBLIC_API, &error).header("Allow", allowed.join(", "))
}

fn connection_management_token(world: &mut World, request: &RecordedRequest) -> Reply {
    // After its end the route is as unknown as any other.
    if world.connection_management_token_retired {
        return unknown_route(request);
    }
    known_company(world, request).map_or_else(
        |not_found| not_found,
        |company| {
            let token = world.tokens.issue(company, CONNECTION_MANAGEMENT_LIFETIME);
            Reply::json(200, json!({ "accessToken": token }))
        },
    )
}

fn company_token(world: &mut World, request: &RecordedRequest) -> Reply {
    known_company(world, request).map_or_else(
        |not_found| not_found,
        |company| {
            let lifetime = world.company_token_lifetime;
            let body = json!({
                "accessToken": world.tokens.issue(company, lifetime),
                "expiresIn": lifetime.as_secs(),
                "tokenType": "Bearer",
            });
            Reply::json(200, body)
        },
    )
}

fn known_company(world: &World, request: &RecordedRequest) -> Result<CompanyId, Reply> {
    let id = request.path_value("companyId").unwrap_or_default();
    id.parse()
        .ok()
        .filter(|company| world.companies.contains(company))
        .ok_or_else(|| {
            let error = format!("No company was found with ID {id}");
            Reply::error_message(404, CLIENTS_API, &error)
        })
}

fn cors_settings(world: &World) -> Reply {
    Reply::json(200, json!({ "allowedOrigins": world.allowed_origins }))
}

fn set_cors_settings(world: &mut World, request: &RecordedRequest) -> Reply {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct CorsSettings {
        allowed_origins: Vec<String>,
    }
    // By way of an object, since serde reads a struct from an array as well.
    let settings = request
        .json()
        .and_then(|object| serde_json::from_value::<CorsSettings>(Value::Object(object)));
    match settings {
        Ok(settings) => {
            world.allowed_origins = settings.allowed_origins;
            cors_settings(world)
        }
        Err(problem) => {
            let error = format!("Error processing request - not valid. {problem}");
            Reply::error_message(400, PUBLIC_API, &error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recorded::request_with_body;
    use super::super::state::State;
    use super::{CodatRoute, Method, cors_settings};

    #[test]
    fn only_an_object_with_a_list_of_texts_sets_the_origins() {
        let state = State::new();
        let mut world = state.world();
        let mut set = |body| {
            let request = request_with_body(Method::POST, "/corsSettings", &[], body);
            CodatRoute::SetCorsSettings
                .handle(&mut world, &request)
                .status()
        };
        assert_eq!(set(r#"{"allowedOrigins": ["https://a.example"]}"#), 200);
        for invalid in [
            "",
            "null",
            "[]",
            "{}",
            r#"[["https://a.example"]]"#,
            r#"{"allowedOrigins": null}"#,
            r#"{"allowedOrigins": [1]}"#,
        ] {
            assert_eq!(set(invalid), 400, "{invalid}");
        }
        assert_eq!(world.allowed_origins, ["https://a.example"]);
        assert_eq!(cors_settings(&world).status(), 200);
    }
}
