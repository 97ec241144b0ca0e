//! Headers that keep a reader's browser on this site and its contents where they belong.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::ending::Ending;

/// Strict: scripts, styles, tiles and workers of our own only. `blob:` images are for the preview of a photo.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; object-src 'none'";

static EVERYWHERE: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (
        HeaderName::from_static("permissions-policy"),
        "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
    ),
];

/// Addresses whose answers other sites may read: open data.
const OPEN: &[&str] = &[
    "/api/",
    "/tiles/",
    "/basemap/",
    "/streets/",
    "/dumps/",
    "/photos/",
    "/pieces/",
    "/ogc",
    "/data",
    "/taginfo.json",
    "/.well-known/",
];

/// Pages that other sites may frame. They know no session and hold no form.
const FRAMED: &[&str] = &["/embed/", "/en/embed/"];

/// How far what stands at a path may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    framed: bool,
    open: bool,
}

impl Reach {
    /// By the path alone.
    pub(crate) fn of(path: &str) -> Self {
        let framed = FRAMED.iter().any(|prefix| path.starts_with(prefix));
        let is_open = || OPEN.iter().any(|prefix| path.starts_with(prefix));
        let is_data = || {
            Ending::split(path).1.is_some()
                || path.rsplit_once('.').is_some_and(|(_, ending)| ending == "svg")
                || path == "/oembed"
        };
        Self { framed, open: framed || is_open() || is_data() }
    }
}

/// An answer with all headers.
pub(crate) fn secured(mut response: Response, Reach { framed, open }: Reach) -> Response {
    let headers = response.headers_mut();
    // Room for all of them at once.
    headers.reserve(EVERYWHERE.len() + 3);
    // A page of an error stays closed: its policy forbids every frame.
    for (name, value) in EVERYWHERE.iter().filter(|(name, _)| !framed || *name != header::X_FRAME_OPTIONS) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let policy = if open { "cross-origin" } else { "same-origin" };
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(policy));
    if open {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let exposed = HeaderValue::from_static("Accept-Ranges, Content-Range, ETag, Link, Location, Retry-After");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}
