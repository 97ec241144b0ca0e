//! `/dumps/2026.11/devices.fgb`: the files of releases, whole or in parts. A release changes only where something in
//! it was erased.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path as FilePath;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use census::EntityId;
use futures_util::stream;
use release::{Gone, Month, SIGNATURE, SUMS, SigningKey, shelf};
use sha2::{Digest, Sha256};

use crate::conditional::holds;
use crate::dumps::body_of;
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;

/// The name that leads to the newest release.
const LATEST: &str = "latest";

/// Bytes that are read at a time.
const BLOCK: u64 = 1 << 18;

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

/// Takes entities out of the releases that were made before something of them was erased.
pub(crate) async fn take_out(state: &AppState, entities: &[EntityId]) -> Result<(), Error> {
    let key = match &state.settings.release_key {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(internal)?;
            Some(SigningKey::from_pem(&text).map_err(|error| Error::Internal(Box::new(error)))?)
        }
        None => None,
    };
    let gone = Gone { ids: entities.iter().map(ToString::to_string).collect(), words: None };
    let cleansed = release::cleanse(&state.settings.releases, &gone, state.world.today(), key.as_ref()).await;
    for release in cleansed.map_err(|error| Error::Internal(Box::new(error)))? {
        tracing::info!(month = %release.month, rows = release.rows, signed = release.is_signed,
            "Made the release of {} anew without what was erased", release.month);
    }
    Ok(())
}

/// `GET /dumps/{month}/{*file}`
pub(crate) async fn file(
    State(state): State<AppState>,
    Path((month, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let folder = state.settings.releases.clone();
    let answer = tokio::task::spawn_blocking(move || {
        if month == LATEST {
            return newest(&folder, &name);
        }
        send(&folder, month.parse().map_err(|_| Error::NotFound)?, &name, &headers)
    });
    answer.await.map_err(|error| Error::Internal(Box::new(error)))?
}

/// Leads to the same file of the newest release.
fn newest(folder: &FilePath, name: &str) -> Result<Response, Error> {
    let months = shelf::months(folder).map_err(internal)?;
    let month = months.last().ok_or(Error::NotFound)?;
    shelf::path_of(folder, *month, name).ok_or(Error::NotFound)?;
    let headers =
        [(header::LOCATION, format!("/dumps/{month}/{name}")), (header::CACHE_CONTROL, "no-cache".to_owned())];
    Ok((StatusCode::FOUND, headers).into_response())
}

fn send(folder: &FilePath, month: Month, name: &str, asked: &HeaderMap) -> Result<Response, Error> {
    let path = shelf::path_of(folder, month, name).ok_or(Error::NotFound)?;
    let mut file = open(&path)?;
    let length = file.metadata().map_err(internal)?.len();
    let tag = tag(folder, month, name)?.ok_or(Error::NotFound)?;
    let part = if holds_range(asked, &tag) { part(asked, length) } else { Part::Whole };
    let mut response = match part {
        _ if holds(asked, &tag) => StatusCode::NOT_MODIFIED.into_response(),
        Part::Nothing => StatusCode::RANGE_NOT_SATISFIABLE.into_response(),
        Part::Whole => measured(blocks(file, length), length),
        Part::Some { first, last } => {
            file.seek(SeekFrom::Start(first)).map_err(internal)?;
            let mut response = measured(blocks(file, last - first + 1), last - first + 1);
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
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(shelf::media_type(name)));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASKED_AGAIN));
    own.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

fn measured(body: Body, length: u64) -> Response {
    ([(header::CONTENT_LENGTH, length)], body).into_response()
}

fn internal(error: io::Error) -> Error {
    Error::Internal(Box::new(error))
}

fn open(path: &FilePath) -> Result<File, Error> {
    match File::open(path) {
        Ok(file) if file.metadata().map_err(internal)?.is_file() => Ok(file),
        Ok(_) => Err(Error::NotFound),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::NotFound),
        Err(error) => Err(internal(error)),
    }
}

/// A strong tag: the sum of the file. What the sums do not speak of is no part of the release.
fn tag(folder: &FilePath, month: Month, name: &str) -> Result<Option<String>, Error> {
    let place = folder.join(month.to_string());
    let sums = std::fs::read_to_string(place.join(SUMS)).map_err(internal)?;
    if [SUMS, SIGNATURE].contains(&name) {
        let hash = Sha256::digest(std::fs::read(place.join(name)).map_err(internal)?);
        return Ok(Some(format!("\"{:024x}\"", u128::from_be_bytes(hash[..16].try_into().unwrap_or_default()) >> 32)));
    }
    let line = sums.lines().find(|line| line.split_once("  ").is_some_and(|(_, told)| told == name));
    Ok(line.and_then(|line| line.get(..24)).map(|sum| format!("\"{sum}\"")))
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

/// The next bytes of a file as a body, read off the request threads.
fn blocks(file: File, length: u64) -> Body {
    body_of(stream::try_unfold((file, length), |(file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || block(file, left)).await.map_err(io::Error::other)?;
        let (file, bytes) = read?;
        let left = left - bytes.len() as u64;
        Ok::<_, io::Error>(Some((bytes, (file, left))))
    }))
}

fn block(mut file: File, left: u64) -> io::Result<(File, Bytes)> {
    let mut bytes = vec![0; left.min(BLOCK) as usize];
    file.read_exact(&mut bytes)?;
    Ok((file, bytes.into()))
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
