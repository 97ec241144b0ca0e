//! `/replication/hour`: what changed, in numbered files, as OpenStreetMap gives its own: a program that was away goes on
//! with the number after the one it knows.

use std::io::Write;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use store::ChangeFile;
use utoipa::ToSchema;

use super::changes::told;
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Path;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Revisions that are read together.
const PART: u32 = 1_000;

/// What stands behind the digits of a file and of what it says of itself.
const ENDINGS: [&str; 2] = [".jsonl.gz", ".state.json"];

/// What a file of changes says of itself. It tells a day and no hour, which would tell when people were there.
#[derive(Serialize, ToSchema)]
pub(crate) struct StateJson {
    /// Its number: 1, 2, 3, … without gaps.
    sequence: i64,
    /// The newest revision of the file before; 0 for the first.
    after: i64,
    /// The newest revision in it.
    seq: i64,
    /// The link of that revision, which ties it to everything before: 64 hexadecimal digits.
    link: String,
    /// The day on which it was closed.
    #[schema(value_type = String, format = Date)]
    day: NaiveDate,
    /// Its address.
    url: String,
}

/// The newest file of changes. It is closed a minute past each hour in which something was published.
#[utoipa::path(get, path = "/replication/hour/state.json", tag = "changes", operation_id = "newestChangeFile",
    responses(
        (status = 200, description = "Its number, and what lies in it", body = StateJson),
        (status = 304, description = "The client holds just this"),
        (status = 404, description = "There is none yet", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn newest(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let file = state.store.change_file(None).await?.ok_or(Error::NotFound)?;
    written(&state, &headers, Keep::Revalidate, file).await
}

/// A file of changes (`001.jsonl.gz`), or what it says of itself (`001.state.json`). Nine digits in three parts are its
/// number. A line of the file is a revision as `/api/v1/changes` tells it; one that was erased since has no body any more,
/// so ask again by its tag, and keep what it says of itself for ever.
#[utoipa::path(get, path = "/replication/hour/{millions}/{thousands}/{name}", tag = "changes", operation_id = "changeFile",
    params(
        ("millions" = String, Path, description = "The first three digits of the number", example = "000"),
        ("thousands" = String, Path, description = "The next three", example = "000"),
        ("name" = String, Path, description = "The last three and `.jsonl.gz` or `.state.json`", example = "001.state.json")),
    responses(
        (status = 200, description = "The file, or what it says of itself", content((StateJson = "application/json"), (String = "application/gzip"))),
        (status = 304, description = "The client holds just this"),
        (status = 404, description = "No such file", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn file(
    State(state): State<AppState>,
    Path((millions, thousands, name)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let [lines, description] = ENDINGS.map(|ending| name.strip_suffix(ending));
    let digits = lines.or(description).ok_or(Error::NotFound)?;
    let number = number(&[&millions, &thousands, digits]).ok_or(Error::NotFound)?;
    let file = state.store.change_file(Some(number)).await?.ok_or(Error::NotFound)?;
    if description.is_some() {
        return written(&state, &headers, Keep::Forever, file).await;
    }
    let mut out = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::default());
    let internal = |error: std::io::Error| Error::Internal(Box::new(error));
    let mut after = file.after;
    while after < file.seq {
        let left = u32::try_from(file.seq - after).unwrap_or(PART);
        let revisions = state.store.revisions(after, left.min(PART)).await?;
        let Some(last) = revisions.last() else { break };
        after = last.seq;
        for revision in revisions {
            let line = serde_json::to_vec(&told(&state, revision).await?);
            out.write_all(&line.map_err(|error| Error::Internal(Box::new(error)))?).map_err(internal)?;
            out.write_all(b"\n").map_err(internal)?;
        }
    }
    Ok(answer(&headers, "application/gzip", Keep::Revalidate, out.finish().map_err(internal)?))
}

/// Three parts of three digits.
fn number(parts: &[&str; 3]) -> Option<i64> {
    let plain = |part: &&str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.iter().all(plain).then(|| parts.concat().parse().ok()).flatten()
}

/// The path of a file without what it ends with.
fn path(number: i64) -> String {
    format!("/replication/hour/{:03}/{:03}/{:03}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
}

async fn written(state: &AppState, headers: &HeaderMap, keep: Keep, file: ChangeFile) -> Result<Response, Error> {
    let link = state.store.link_at(file.seq).await?.ok_or(Error::NotFound)?.to_hex();
    let ChangeFile { number: sequence, after, seq, day } = file;
    let url = state.address(&format!("{}{}", path(sequence), ENDINGS[0]));
    let body = serde_json::to_vec(&StateJson { sequence, after, seq, link, day, url });
    Ok(answer(headers, "application/json", keep, body.map_err(|error| Error::Internal(Box::new(error)))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_three_times_three_digits() {
        for known in [1, 999, 1_000, 123_456_789] {
            let path = path(known);
            let parts: Vec<&str> = path.rsplitn(4, '/').collect();
            assert_eq!(number(&[parts[2], parts[1], parts[0]]), Some(known), "{path}");
        }
        for wrong in [["000", "000", "1"], ["000", "+00", "001"], ["0000", "000", "001"], ["", "000", "001"]] {
            assert_eq!(number(&wrong), None, "{wrong:?}");
        }
    }
}
