//! Which route a request falls on.

use std::sync::Arc;

use http::Method;

use super::link_page;
use super::path_template::match_path;
use super::routes::{self, CodatHandler};
use super::{RecordedRequest, Reply};

/// What a test has a mounted route do.
type MountedHandler = Arc<dyn Fn(&RecordedRequest) -> Reply + Send + Sync>;

/// A route that a test has added to the sandbox.
#[derive(Clone)]
pub(super) struct MountedRoute {
    pub(super) method: Method,
    pub(super) template: String,
    pub(super) handler: MountedHandler,
}

/// The route of a request and the values of its placeholders.
pub(super) struct Routed {
    pub(super) target: Target,
    pub(super) path_values: Vec<(String, String)>,
}

pub(super) enum Target {
    Mounted(MountedHandler),
    Codat(CodatHandler),
    /// A page for customers, who have no API key.
    Page(CodatHandler),
    /// The path is known, the method isn't one of these.
    OtherMethods(Vec<Method>),
    Unknown,
}

/// A user's routes come before Codat's own, so that a test can replace one.
pub(super) fn route(mounted: Vec<MountedRoute>, method: &Method, path: &str) -> Routed {
    let mounted = mounted.into_iter().map(|route| {
        let target = Target::Mounted(route.handler);
        (route.method, match_path(&route.template, path), target)
    });
    let codat = routes::all().iter().map(|route| {
        let (target, endpoint) = (Target::Codat(route.handler), route.endpoint);
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

#[cfg(test)]
mod tests {
    use super::super::recorded::request;
    use super::{Arc, Method, MountedRoute, Reply, Target, route};

    fn mounted(template: &str, status: u16) -> MountedRoute {
        MountedRoute {
            method: Method::GET,
            template: template.to_owned(),
            handler: Arc::new(move |_| Reply::new(status)),
        }
    }

    #[test]
    fn codats_routes_are_known_from_the_start() {
        let routed = route(Vec::new(), &Method::GET, "/companies/1/accessToken");
        assert!(matches!(routed.target, Target::Codat(_)));
        let company = ("company_id".to_owned(), "1".to_owned());
        assert_eq!(routed.path_values, [company]);
    }

    #[test]
    fn a_mounted_route_comes_before_a_later_one_and_codats() {
        let routes = vec![mounted("/corsSettings", 418), mounted("/corsSettings", 200)];
        match route(routes, &Method::GET, "/corsSettings").target {
            Target::Mounted(handler) => {
                let request = request(Method::GET, "/corsSettings", &[]);
                assert_eq!(handler(&request).status(), 418);
            }
            _ => panic!("another route"),
        }
    }

    #[test]
    fn a_wrong_method_is_told_from_an_unknown_route() {
        match route(Vec::new(), &Method::PUT, "/corsSettings").target {
            Target::OtherMethods(methods) => assert_eq!(methods, [Method::GET, Method::POST]),
            _ => panic!("the method is wrong"),
        }
        let unknown = route(Vec::new(), &Method::GET, "/corsSettings/").target;
        assert!(matches!(unknown, Target::Unknown));
    }
}
