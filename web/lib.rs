//! The browser's half of the site, inside the binary: the style sheet, the script islands, the
//! icons, the service worker. `build.rs` makes or finds the bundle; this crate serves it.
//!
//! A build without npm has no script; the pages are written to work without it.

use axum::Router;
use memory_serve::CacheControl;

/// Routes for `/assets/*` (hashed names, kept for a year by browsers) and for the files that need a
/// fixed address: `/sw.js`, `/manifest.webmanifest`, `/favicon.svg`, `/icons/*`.
///
/// Call it once: the bundle stays in memory for the life of the program.
pub fn routes() -> Router {
    let assets = memory_serve::load!("assets").cache_control(CacheControl::Long).index_file(None);
    // A service worker or a manifest that a browser keeps too long would hold back a release.
    let fixed = memory_serve::load!("fixed").cache_control(CacheControl::NoCache).index_file(None);
    Router::new().nest("/assets", assets.into_router()).merge(fixed.into_router())
}

/// What a page asks for in its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The address of the style sheet. It exists in every build.
    pub stylesheet: &'static str,
    /// The address of the entry script, or `None` when the bundle was built without npm.
    pub script: Option<&'static str>,
    /// The addresses of what the script imports at once, separated by blanks: a page that names them saves a journey.
    pub preload: &'static str,
}

/// What ordinary pages ask for.
pub fn main() -> Entry {
    Entry { stylesheet: env!("WEB_STYLESHEET"), script: option_env!("WEB_SCRIPT"), preload: env!("WEB_PRELOAD") }
}

/// What the report page asks for: a form has to be there in two seconds on a poor network.
pub fn report() -> Entry {
    Entry {
        stylesheet: env!("WEB_REPORT_STYLESHEET"),
        script: option_env!("WEB_REPORT_SCRIPT"),
        preload: env!("WEB_REPORT_PRELOAD"),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, StatusCode, header};
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::{main, report, routes};

    async fn answer(path: &str) -> (StatusCode, String, String, usize) {
        let request = Request::get(path).body(Body::empty()).expect("a fixed request is valid");
        let response = routes().oneshot(request).await.expect("the router cannot fail");
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        let (status, kind, cache) = (response.status(), text(header::CONTENT_TYPE), text(header::CACHE_CONTROL));
        let body = response.into_body().collect().await.expect("the body is in memory");
        (status, kind, cache, body.to_bytes().len())
    }

    #[tokio::test]
    async fn the_style_sheets_are_served_in_every_build_and_kept_by_browsers() {
        for entry in [main(), report()] {
            let (status, kind, cache, length) = answer(entry.stylesheet).await;
            assert_eq!(status, StatusCode::OK);
            assert!(kind.starts_with("text/css"), "{kind}");
            assert!(cache.contains("immutable"), "{cache}");
            assert!(length > 0);
        }
    }

    #[tokio::test]
    async fn the_scripts_the_pages_name_are_served_as_scripts() {
        for entry in [main(), report()] {
            for path in entry.script.into_iter().chain(entry.preload.split_whitespace()) {
                let (status, kind, _, _) = answer(path).await;
                assert_eq!(status, StatusCode::OK, "{path}");
                assert!(kind.contains("javascript"), "{path}: {kind}");
            }
        }
    }

    #[tokio::test]
    async fn the_files_with_a_fixed_address_are_revalidated() {
        for (path, expected) in [("/manifest.webmanifest", "manifest+json"), ("/favicon.svg", "image/svg+xml")] {
            let (status, kind, cache, _) = answer(path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(kind.contains(expected), "{path}: {kind}");
            assert_eq!(cache, "no-cache", "{path}");
        }
    }

    #[tokio::test]
    async fn an_unknown_asset_is_not_found() {
        assert_eq!(answer("/assets/nothing.js").await.0, StatusCode::NOT_FOUND);
    }
}
