//! A form or a script of another site must not act in a visitor's name.
//!
//! Three walls: the cookie is `SameSite=Strict`; browsers that say where a request comes from (`Sec-Fetch-Site`) are
//! believed; and a request that carries the cookie must name this site as its origin where nothing else tells.

use axum::extract::Request;
use axum::http::{HeaderMap, header};

use super::cookie;
use crate::error::Error;
use crate::state::AppState;

/// Refuses a change that another site asked for.
pub(crate) fn from_this_site(state: &AppState, request: &Request) -> Result<(), Error> {
    if request.method().is_safe() {
        return Ok(());
    }
    let headers = request.headers();
    let with_cookie = cookie::is_carried(&state.settings, headers);
    // Programs of other sites may contribute through the API, as anybody may; but not in a visitor's name.
    if request.uri().path().starts_with("/api/") && !with_cookie {
        return Ok(());
    }
    match asked_by(headers, state.settings.base_url.as_deref()) {
        AskedBy::Us => Ok(()),
        AskedBy::Unknown if !with_cookie => Ok(()),
        _ => Err(Error::Forbidden("the request was sent from another site")),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum AskedBy {
    Us,
    Others,
    /// Neither header: an old browser, or no browser at all.
    Unknown,
}

/// Our pages are `no-referrer`, so browsers send `Origin: null` with our own forms: `Sec-Fetch-Site` is asked first.
fn asked_by(headers: &HeaderMap, base_url: Option<&str>) -> AskedBy {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => AskedBy::Us,
        (None, Some(origin)) if is_ours(origin, text(header::HOST.as_str()), base_url) => AskedBy::Us,
        (Some(_), _) | (None, Some(_)) => AskedBy::Others,
        (None, None) => AskedBy::Unknown,
    }
}

fn is_ours(origin: &str, host: Option<&str>, base_url: Option<&str>) -> bool {
    let named = |url: &str| url.split_once("://").map(|(_, rest)| rest.trim_end_matches('/').to_ascii_lowercase());
    let origin = named(origin);
    origin.is_some() && (origin == host.map(str::to_ascii_lowercase) || origin == base_url.and_then(named))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_request_says_whether_it_comes_from_this_site() {
        let cases: &[(&[(&str, &str)], AskedBy)] = &[
            (&[], AskedBy::Unknown),
            (&[("origin", "https://a.example")], AskedBy::Us),
            (&[("origin", "https://public.example")], AskedBy::Us),
            (&[("origin", "https://evil.example")], AskedBy::Others),
            (&[("origin", "https://a.example.evil.example")], AskedBy::Others),
            (&[("origin", "null")], AskedBy::Others),
            (&[("origin", "null"), ("sec-fetch-site", "same-origin")], AskedBy::Us),
            (&[("origin", "https://a.example"), ("sec-fetch-site", "cross-site")], AskedBy::Others),
            (&[("sec-fetch-site", "same-site")], AskedBy::Others),
            (&[("sec-fetch-site", "none")], AskedBy::Us),
        ];
        for (sent, expected) in cases {
            let mut headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("a.example"))]);
            for (name, value) in *sent {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(asked_by(&headers, Some("https://public.example/")), *expected, "{sent:?}");
        }
    }
}
