//! A router that remembers its paths, so that the test of rights can go through every one of them.

use axum::Router;
use axum::routing::MethodRouter;

use crate::state::AppState;

/// Paths with their handlers. What is not registered here is not served.
pub(crate) struct Routes {
    router: Router<AppState>,
    paths: Vec<String>,
}

impl Routes {
    /// No paths yet.
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), paths: Vec::new() }
    }

    /// Adds a path.
    pub(crate) fn route(mut self, path: &str, methods: MethodRouter<AppState>) -> Self {
        self.paths.push(path.to_owned());
        self.router = self.router.route(path, methods);
        self
    }

    /// Adds the paths of another list.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.paths.extend(other.paths);
        self.router = self.router.merge(other.router);
        self
    }

    /// Adds a router whose paths were written down elsewhere, such as in its OpenAPI document.
    pub(crate) fn merge_described(mut self, paths: impl IntoIterator<Item = String>, router: Router<AppState>) -> Self {
        self.paths.extend(paths);
        self.router = self.router.merge(router);
        self
    }

    /// Every path, as it was registered.
    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The router.
    pub(crate) fn into_router(self) -> Router<AppState> {
        self.router
    }
}
