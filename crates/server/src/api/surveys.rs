//! `/api/v1/surveys`: where people looked, as GeoJSON.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::conditional::{Keep, answer};
use crate::effort;
use crate::error::Error;
use crate::extract::Query;
use crate::past;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Which walks, and as what.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SurveyQuery {
    /// Code of a commune, an arrondissement, an EPCI, a department, a region or a country.
    #[param(example = "93066")]
    territory: String,
    /// One feature a walk, or one a square with how often and when last somebody looked there.
    #[serde(default)]
    #[param(inline)]
    by: By,
    /// As the census knew it at the end of this day.
    #[param(example = "2026-11-01")]
    as_of: Option<String>,
}

/// What a feature is.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// A walk, the newest first.
    #[default]
    Walk,
    /// A square of some fifty metres.
    Square,
}

/// The walks of a territory. A walk is a set of squares of some fifty metres: no line, no ends, no names, a day at the
/// most. Where there is no square, nobody looked.
#[utoipa::path(get, path = "/api/v1/surveys", tag = "surveys", operation_id = "listSurveys", params(SurveyQuery),
    responses(
        (status = 200, description = "A FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 304, description = "The client holds just this"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such territory", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<SurveyQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = state.places.by_code(&query.territory).ok_or(Error::NotFound)?;
    let walks = match past::day(&state, query.as_of.as_deref())? {
        Some(day) => effort::walks_on(&state, territory, day).await?,
        None => effort::walks(&state, territory).await?,
    };
    let collection = match query.by {
        By::Walk => effort::walks_json(&walks),
        By::Square => effort::squares_json(&walks),
    };
    Ok(answer(&headers, "application/geo+json", Keep::Revalidate, collection.to_string()))
}
