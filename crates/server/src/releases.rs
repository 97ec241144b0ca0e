//! `/dumps/2026.11/devices.fgb`: the files of releases, whole or in parts. A release changes only where something in
//! it was erased.

use std::ops::Range;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::future;
use release::{Month, SIGNATURE, SUMS, Shelf, ShelfError, Sought, media_type};
use sha2::{Digest, Sha256};

use crate::conditional::holds;
use crate::dumps::body_of;
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;

/// The name that leads to the newest release.
const LATEST: &str = "latest";

/// Kept by whoever likes, and asked for again each time by its sum: a file changes under its name only when something
/// in it was erased, and then nobody may be given the old one.
const ASKED_AGAIN: &str = "public, no-cache";

/// The dictionary carries its own style; nothing else of a release may do anything in a browser.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// The part of a file that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Some { first: u64, last: u64 },
    Nothing,
}

impl From<ShelfError> for Error {
    /// A bucket that is out of reach may be back soon; a file that is not as the sums say is being made anew.
    fn from(error: ShelfError) -> Self {
        if matches!(error, ShelfError::Io(_)) {
            return Self::Internal(Box::new(error));
        }
        tracing::error!(%error, "The place of releases failed");
        Self::Unavailable
    }
}

/// `GET /dumps/{month}/{*file}`
pub(crate) async fn file(
    State(state): State<AppState>,
    Path((month, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let shelf = &state.settings.releases;
    if month == LATEST {
        return newest(shelf, &name).await;
    }
    send(shelf, month.parse().map_err(|_| Error::NotFound)?, &name, &headers).await
}

/// Leads to the same file of the newest release.
async fn newest(shelf: &Shelf, name: &str) -> Result<Response, Error> {
    let month = shelf.newest().await?.ok_or(Error::NotFound)?;
    shelf.seek(month, name).await?.ok_or(Error::NotFound)?;
    let headers =
        [(header::LOCATION, format!("/dumps/{month}/{name}")), (header::CACHE_CONTROL, "no-cache".to_owned())];
    Ok((StatusCode::FOUND, headers).into_response())
}

async fn send(shelf: &Shelf, month: Month, name: &str, asked: &HeaderMap) -> Result<Response, Error> {
    let (tag, file) = future::try_join(tag(shelf, month, name), shelf.seek(month, name)).await?;
    let (tag, file) = (tag.ok_or(Error::NotFound)?, file.ok_or(Error::NotFound)?);
    let length = file.bytes;
    let part = if holds_range(asked, &tag) { part(asked, length) } else { Part::Whole };
    let mut response = match part {
        _ if holds(asked, &tag) => StatusCode::NOT_MODIFIED.into_response(),
        Part::Nothing => StatusCode::RANGE_NOT_SATISFIABLE.into_response(),
        Part::Whole => bytes(shelf, &file, 0..length).await?,
        Part::Some { first, last } => {
            let mut response = bytes(shelf, &file, first..last + 1).await?;
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            response
        }
    };
    let range = match part {
        Part::Whole => None,
        Part::Nothing => Some(format!("bytes */{length}")),
        Part::Some { first, last } => Some(format!("bytes {first}-{last}/{length}")),
    };
    let own = response.headers_mut();
    if let Some(Ok(range)) = range.filter(|_| !holds(asked, &tag)).map(|range| HeaderValue::from_str(&range)) {
        own.insert(header::CONTENT_RANGE, range);
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        own.insert(header::ETAG, tag);
    }
    own.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASKED_AGAIN));
    own.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

async fn bytes(shelf: &Shelf, file: &Sought, range: Range<u64>) -> Result<Response, ShelfError> {
    let length = range.end - range.start;
    let body: Body = body_of(shelf.read(file, range).await?);
    Ok(([(header::CONTENT_LENGTH, length)], body).into_response())
}

/// A strong tag: the sum of the file. What the sums do not speak of is no part of the release.
async fn tag(shelf: &Shelf, month: Month, name: &str) -> Result<Option<String>, ShelfError> {
    if [SUMS, SIGNATURE].contains(&name) {
        let text = shelf.whole(month, name).await?;
        return Ok(text.map(|text| {
            let hash = Sha256::digest(text);
            format!("\"{:024x}\"", u128::from_be_bytes(hash[..16].try_into().unwrap_or_default()) >> 32)
        }));
    }
    let sums = shelf.sums(month).await?.unwrap_or_default();
    Ok(sums.get(name).and_then(|sum| sum.get(..24)).map(|sum| format!("\"{sum}\"")))
}

/// Does the client hold the version that its range is of (RFC 9110 §13.1.5)? Our tags are strong, and no file has a
/// date.
fn holds_range(asked: &HeaderMap, tag: &str) -> bool {
    asked.get(header::IF_RANGE).is_none_or(|held| held.as_bytes() == tag.as_bytes())
}

/// One range of bytes; several, or what is none, are answered with the whole file (RFC 9110 §14.2).
fn part(asked: &HeaderMap, length: u64) -> Part {
    let text = asked.get(header::RANGE).and_then(|range| range.to_str().ok()).unwrap_or_default();
    let range = text.strip_prefix("bytes=").map(str::trim).filter(|range| !range.contains(','));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else { return Part::Whole };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    match (first, number(first), number(last), last) {
        ("", _, Some(0), _) => Part::Nothing,
        ("", _, Some(tail), _) if length > 0 => Part::Some { first: length.saturating_sub(tail), last: length - 1 },
        (_, Some(first), _, "") if first < length => Part::Some { first, last: length - 1 },
        (_, Some(first), Some(last), _) if first <= last && first < length => {
            Part::Some { first, last: last.min(length - 1) }
        }
        (_, Some(first), Some(last), _) if first > last => Part::Whole,
        (_, Some(first), _, _) if first >= length => Part::Nothing,
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_the_file_or_ignored_or_refused() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_str(text).expect("a header"));
            part(&headers, 100)
        };
        let some = |first, last| Part::Some { first, last };
        assert_eq!((of("bytes=0-9"), of("bytes=90-"), of("bytes=-10")), (some(0, 9), some(90, 99), some(90, 99)));
        assert_eq!((of("bytes=50-1000"), of("bytes=-1000")), (some(50, 99), some(0, 99)));
        assert_eq!(
            (of("bytes=100-"), of("bytes=-0"), of("bytes=200-300")),
            (Part::Nothing, Part::Nothing, Part::Nothing)
        );
        for text in ["", "bytes=", "bytes=-", "bytes=9-0", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=+1-2"] {
            assert_eq!(of(text), Part::Whole, "{text}");
        }
        assert_eq!(part(&HeaderMap::new(), 100), Part::Whole);
    }
}
