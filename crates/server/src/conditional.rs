//! Answers that a client may already hold.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// How long a cache may keep an answer without asking.
#[derive(Clone, Copy)]
pub(crate) enum Keep {
    /// Ask every time: it may have changed since.
    Revalidate,
    /// A minute: it may be taken down, and is gone from caches soon after.
    Minute,
    /// A day: made from embedded data, the same until the next release.
    Day,
    /// A year, without asking: it can never be another one.
    Forever,
}

/// The body with a strong `ETag` made of its content, or 304 when the client holds just that.
pub(crate) fn answer(
    headers: &HeaderMap,
    content_type: &'static str,
    keep: Keep,
    body: impl Into<Body> + AsRef<[u8]>,
) -> Response {
    let hash = Sha256::digest(body.as_ref());
    let (tag, _) = u128::from_be_bytes(hash[..16].try_into().unwrap_or_default()).overflowing_shr(32);
    tagged(headers, content_type, keep, &format!("\"{tag:024x}\""), body)
}

/// As [`answer`], with a tag that the caller knows.
pub(crate) fn tagged(
    headers: &HeaderMap,
    content_type: &'static str,
    keep: Keep,
    tag: &str,
    body: impl Into<Body>,
) -> Response {
    let mut response =
        if holds(headers, tag) { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body.into()) };
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        own.insert(header::ETAG, tag);
    }
    own.insert(header::CACHE_CONTROL, keep.header());
    response
}

impl Keep {
    /// The value of `Cache-Control`.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "no-cache",
            Self::Minute => "public, max-age=60, must-revalidate",
            Self::Day => "public, max-age=86400",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

/// Which of the media types on offer `Accept` prefers; the first for who takes all of them alike, `None` for who takes
/// none (RFC 9110 §12.5.1).
pub(crate) fn preferred(headers: &HeaderMap, offered: &[&'static str]) -> Option<&'static str> {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let ranges: Vec<(&str, f32)> = accepts.split(',').map(range).collect();
    // The most exact range counts, whatever stands beside it.
    let quality = |offer: &str| {
        let kind = offer.split('/').next().unwrap_or_default();
        let exact = [offer.to_owned(), format!("{kind}/*"), "*/*".to_owned()];
        exact.iter().find_map(|wanted| ranges.iter().find(|(range, _)| range == wanted).map(|(_, quality)| *quality))
    };
    let mut best: Option<(&'static str, f32)> = None;
    for offer in offered {
        let quality = quality(offer).unwrap_or(0.0);
        if quality > best.map_or(0.0, |(_, known)| known) {
            best = Some((offer, quality));
        }
    }
    best.map(|(offer, _)| offer)
}

/// A range of media types and how much it is liked, 0 to 1.
fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q=")).and_then(|number| number.parse().ok());
    (name, quality.unwrap_or(1.0))
}

/// Does `If-None-Match` name this tag? The comparison is the weak one (RFC 9110 §13.1.2).
pub(crate) fn holds(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

/// The version named by `If-Match: "<anything>-<version>"`, `None` without the header.
pub(crate) fn expected_version(headers: &HeaderMap) -> Option<u32> {
    let value = headers.get(header::IF_MATCH)?.to_str().ok()?;
    value.trim().trim_matches('"').rsplit('-').next()?.parse().ok()
}
