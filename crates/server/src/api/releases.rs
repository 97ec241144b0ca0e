//! `/api/v1/releases`: which dated releases there are, and what lies in them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use release::Month;
use release::shelf::{self, ReleaseFile};
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
        months.map(|month| Ok((month, shelf::files(&folder, month)?))).collect::<std::io::Result<Vec<_>>>()
    });
    let found = read.await.map_err(|error| Error::Internal(Box::new(error)))?;
    let found = found.map_err(|error| Error::Internal(Box::new(error)))?;
    let releases = found.into_iter().map(|(month, files)| told(&state, month, files)).collect();
    let body = serde_json::to_vec(&ReleasesAnswer { releases }).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}

fn told(state: &AppState, month: Month, files: Vec<ReleaseFile>) -> ReleaseJson {
    let files = files.into_iter().map(|file| ReleaseFileJson { name: file.name, bytes: file.bytes });
    ReleaseJson { month: month.to_string(), url: state.address(&format!("/dumps/{month}/")), files: files.collect() }
}
