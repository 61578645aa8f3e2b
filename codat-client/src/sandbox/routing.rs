//! Which route a request falls on.

use std::fmt;

use http::Method;

use super::link_page::{self, LinkPage};
use super::mounted::{Handler, MountedRoutes};
use super::path_template::match_path;
use super::routes::{self, CodatRoute};

/// The route of a request and the values of its placeholders.
#[derive(Debug)]
pub(super) struct Routed {
    pub(super) target: Target,
    pub(super) path_values: Vec<(String, String)>,
}

pub(super) enum Target {
    Mounted(Handler),
    Codat(CodatRoute),
    Page(LinkPage),
    /// The path is known, the method isn't one of these.
    OtherMethods(Vec<Method>),
    Unknown,
}

/// A user's routes come before Codat's own, so that a test can replace one.
pub(super) fn route(mounted: &MountedRoutes, method: &Method, path: &str) -> Routed {
    let mounted = mounted.all().into_iter().map(|route| {
        let target = Target::Mounted(route.handler);
        (route.method, match_path(&route.template, path), target)
    });
    let codat = routes::all().iter().map(|route| {
        let (target, endpoint) = (Target::Codat(*route), route.endpoint);
        let path_values = match_path(endpoint.template(), path);
        (endpoint.method().clone(), path_values, target)
    });
    let pages = link_page::ALL.iter().map(|(method, template, page)| {
        let target = Target::Page(*page);
        (method.clone(), match_path(template, path), target)
    });
    let mut other_methods = Vec::new();
    for (expected, path_values, target) in mounted.chain(codat).chain(pages) {
        let Some(path_values) = path_values else {
            continue;
        };
        if expected == *method {
            return Routed {
                target,
                path_values,
            };
        }
        if !other_methods.contains(&expected) {
            other_methods.push(expected);
        }
    }
    Routed {
        target: if other_methods.is_empty() {
            Target::Unknown
        } else {
            Target::OtherMethods(other_methods)
        },
        path_values: Vec::new(),
    }
}

impl Target {
    /// Whether a request needs no API key.
    pub(super) fn is_public(&self) -> bool {
        matches!(self, Self::Page(_))
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mounted(_) => f.write_str("Mounted"),
            Self::Codat(route) => f.debug_tuple("Codat").field(route).finish(),
            Self::Page(page) => f.debug_tuple("Page").field(page).finish(),
            Self::OtherMethods(methods) => f.debug_tuple("OtherMethods").field(methods).finish(),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Reply;
    use super::super::mounted::MountedRoute;
    use super::{Method, MountedRoutes, Target, route};

    fn mount(routes: &MountedRoutes, template: &str, status: u16) {
        routes.add(MountedRoute {
            method: Method::GET,
            template: template.to_owned(),
            handler: Arc::new(move |_| Reply::new(status)),
        });
    }

    #[test]
    fn codats_routes_are_known_from_the_start() {
        let routed = route(
            &MountedRoutes::default(),
            &Method::GET,
            "/companies/1/accessToken",
        );
        match routed.target {
            Target::Codat(route) => {
                assert_eq!(route.endpoint.name(), "get_company_access_token");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(
            routed.path_values,
            [("company_id".to_owned(), "1".to_owned())]
        );
    }

    #[test]
    fn the_latest_mounted_route_wins() {
        let mounted = MountedRoutes::default();
        mount(&mounted, "/corsSettings", 200);
        mount(&mounted, "/corsSettings", 418);
        let request = super::super::recorded::request(Method::GET, "/corsSettings", &[]);
        match route(&mounted, request.method(), request.path()).target {
            Target::Mounted(handler) => assert_eq!(handler(&request).status(), 418),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_method_is_told_from_an_unknown_route() {
        let mounted = MountedRoutes::default();
        match route(&mounted, &Method::PUT, "/corsSettings").target {
            Target::OtherMethods(methods) => assert_eq!(methods, [Method::GET, Method::POST]),
            other => panic!("{other:?}"),
        }
        let unknown = route(&mounted, &Method::GET, "/corsSettings/").target;
        assert!(matches!(unknown, Target::Unknown));
    }
}
