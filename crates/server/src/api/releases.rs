//! `/api/v1/releases`: which dated releases there are, and what lies in them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::future;
use release::Listed;
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
        (status = 503, description = "The place of releases is out of reach", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let shelf = &state.settings.releases;
    let found = shelf.releases().await?;
    let sums = future::try_join_all(found.iter().map(|release| shelf.sum_of_sums(release.month))).await?;
    let summed = found.into_iter().zip(sums).rev().filter_map(|(release, sum)| Some((release, sum?)));
    let releases = summed.map(|(release, sum)| told(&state, release, sum)).collect();
    let body = serde_json::to_vec(&ReleasesAnswer { releases }).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}

fn told(state: &AppState, Listed { month, files, .. }: Listed, sums_sha256: String) -> ReleaseJson {
    let files = files.into_iter().map(|file| ReleaseFileJson { name: file.name, bytes: file.bytes }).collect();
    ReleaseJson { month: month.to_string(), url: state.address(&format!("/dumps/{month}/")), sums_sha256, files }
}
