//! `/api/v1/releases`: which dated releases there are, and what lies in them.

use std::io;
use std::path::Path;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use release::Month;
use release::shelf;
use serde::Serialize;
use utoipa::ToSchema;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// The releases, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleasesAnswer {
    /// Every release.
    releases: Vec<ReleaseJson>,
}

/// A release.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseJson {
    /// What it is called, `2026.11`.
    month: String,
    /// The address under which its files lie. `SHA256SUMS` has their sums, `SHA256SUMS.sig` the signature over them.
    url: String,
    /// The SHA-256 of its `SHA256SUMS`: another one when anything in it was made anew, after an erasure.
    sums_sha256: String,
    /// Its files.
    files: Vec<ReleaseFileJson>,
}

/// A file of a release.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseFileJson {
    /// Its path in the release, `osm/devices.fgb`.
    name: String,
    /// How large it is.
    bytes: u64,
}

/// Lists the dated releases of the whole census. Each is of its month; there is no `as_of`.
#[utoipa::path(get, path = "/api/v1/releases", tag = "dumps", operation_id = "listReleases",
    responses(
        (status = 200, description = "Every release, the newest first", body = ReleasesAnswer),
        (status = 304, description = "The client holds just this"),
        (status = 500, description = "The folder of releases cannot be read", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let folder = state.settings.releases.clone();
    let read = tokio::task::spawn_blocking(move || {
        let months = shelf::months(&folder)?.into_iter().rev();
        months.map(|month| told(&state, &folder, month)).collect::<io::Result<_>>()
    });
    let found = read.await.map_err(|error| Error::Internal(Box::new(error)))?;
    let releases = found.map_err(|error| Error::Internal(Box::new(error)))?;
    let body = serde_json::to_vec(&ReleasesAnswer { releases }).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}

fn told(state: &AppState, folder: &Path, month: Month) -> io::Result<ReleaseJson> {
    let files = shelf::files(folder, month)?.into_iter();
    Ok(ReleaseJson {
        month: month.to_string(),
        url: state.address(&format!("/dumps/{month}/")),
        sums_sha256: shelf::sum_of_sums(folder, month)?,
        files: files.map(|file| ReleaseFileJson { name: file.name, bytes: file.bytes }).collect(),
    })
}
