//! `/api/v1/exposure`: how much of a walk is watched. Nothing of it is stored or logged.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::Error;
use crate::exposure::{self, Unmeasured};
use crate::extract::Query;
use crate::problems::ProblemJson;
use crate::state::AppState;
use crate::wire::ExposureJson;

/// How a walk is measured.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExposureQuery {
    /// How far each device is taken to see, 5 to 100 metres; 30 without it.
    #[param(example = "30")]
    range: Option<String>,
}

/// Types that may hold a walk; whether it is GPX or GeoJSON is seen in it.
const TYPES: [&str; 5] =
    ["application/geo+json", "application/json", "application/gpx+xml", "application/xml", "text/xml"];

/// Tells which devices look at a walk, and for how many metres. The walk is measured and forgotten.
#[utoipa::path(post, path = "/api/v1/exposure", tag = "exposure", operation_id = "measureExposure", params(ExposureQuery),
    request_body(content((Object = "application/geo+json"), (String = "application/gpx+xml")),
        description = "GeoJSON lines, alone or in features, or a GPX file: at most 2 MiB, 20,000 points and 100 km. Times, heights and names in it are not read"),
    responses(
        (status = 200, description = "The walk, the watched pieces, the devices with their metres, and what was assumed", body = ExposureJson, content_type = "application/geo+json"),
        (status = 400, description = "A range out of bounds", body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, description = "Larger than 2 MiB", body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor XML", body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, description = "No walk, too long a walk, or one along more than 2,000 devices", body = ProblemJson, content_type = "application/problem+json"),
        (status = 429, description = "Too many walks at a time", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn measure(
    State(state): State<AppState>,
    Query(query): Query<ExposureQuery>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !TYPES.contains(&essence.as_str()) {
        return Err(Error::UnsupportedType(format!("send one of {}, found {kind:?}", TYPES.join(", "))));
    }
    let range = exposure::range(query.range.as_deref().unwrap_or_default())
        .map_err(|error| Error::Malformed(error.to_string()))?;
    let measured = exposure::measure(&state, body?.to_vec(), range).await?;
    let measured = measured.map_err(|error: Unmeasured| Error::fault("", error))?;
    let mut response = Json(ExposureJson::from(&measured)).into_response();
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
