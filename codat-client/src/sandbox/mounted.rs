//! Routes that a user adds to the sandbox.

use std::fmt;
use std::sync::{Arc, Mutex};

use http::Method;

use super::{RecordedRequest, Reply};
use crate::lock::lock;

pub(super) type Handler = Arc<dyn Fn(&RecordedRequest) -> Reply + Send + Sync>;

/// The mounted routes, the latest first: it wins over an earlier one for the same path.
#[derive(Default)]
pub(super) struct MountedRoutes {
    routes: Mutex<Vec<MountedRoute>>,
}

#[derive(Clone)]
pub(super) struct MountedRoute {
    pub(super) method: Method,
    pub(super) template: String,
    pub(super) handler: Handler,
}

impl MountedRoutes {
    pub(super) fn add(&self, route: MountedRoute) {
        lock(&self.routes).insert(0, route);
    }

    /// A copy, so that no lock is held while a user's code runs.
    pub(super) fn all(&self) -> Vec<MountedRoute> {
        lock(&self.routes).clone()
    }
}

impl fmt::Debug for MountedRoutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let routes = self.all();
        let shown = routes
            .iter()
            .map(|route| format!("{} {}", route.method, route.template));
        f.debug_list().entries(shown).finish()
    }
}
