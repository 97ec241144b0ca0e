//! `/api/v1/territories`: find one by name, by code, or by a point.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use geodata::Position;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::figures;
use crate::past::{self, AsOf};
use crate::peers::Peers;
use crate::problems::ProblemJson;
use crate::state::AppState;
use crate::wire::{FiguresJson, LocationAnswer, TerritoriesAnswer, TerritoryJson, TerritoryList};

/// Which territories.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TerritoryQuery {
    /// Words of a name, a postal code or an INSEE code.
    #[param(example = "st denis")]
    q: Option<String>,
    /// At most this many, 1 to 50; 8 without it.
    limit: Option<usize>,
    /// `longitude,latitude`: the territory of a point instead of a search.
    #[param(example = "2.3522,48.8566")]
    at: Option<String>,
}

/// Finds territories by name, postal code or INSEE code, or tells where a point lies. They come with the program, as of
/// the year that its release notes name, and have no `as_of`; their figures have one.
#[utoipa::path(get, path = "/api/v1/territories", tag = "territories", operation_id = "listTerritories", params(TerritoryQuery),
    responses(
        (status = 200, description = "Best match first, or the place of the point", body = TerritoriesAnswer),
        (status = 400, description = "Neither a search nor a point", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<TerritoryQuery>,
) -> Result<Response, Error> {
    if let Some(at) = query.at {
        return located(&state, &at);
    }
    let words = query.q.ok_or_else(|| Error::Malformed("give q (words) or at (longitude,latitude)".to_owned()))?;
    let found = state.places.search(&words, query.limit.unwrap_or(8).clamp(1, 50));
    let territories = found.into_iter().map(|territory| TerritoryJson::of(territory, &state.places)).collect();
    Ok(Json(TerritoryList { territories }).into_response())
}

fn located(state: &AppState, at: &str) -> Result<Response, Error> {
    let location = state.places.locate(lon_lat(at)?);
    let answer = LocationAnswer {
        territory: location.territory.map(|territory| TerritoryJson::of(territory, &state.places)),
        country: location.country.map(|code| code.to_string()),
        near_boundary: location.near_boundary,
        neighbours: location.neighbours.iter().map(|territory| TerritoryJson::of(territory, &state.places)).collect(),
    };
    Ok(Json(answer).into_response())
}

/// `longitude,latitude` as query parameters give it.
pub(crate) fn lon_lat(text: &str) -> Result<Position, Error> {
    let numbers =
        text.split_once(',').and_then(|(lon, lat)| Some((lon.trim().parse().ok()?, lat.trim().parse().ok()?)));
    let (longitude, latitude) =
        numbers.ok_or_else(|| Error::Malformed(format!("expected longitude,latitude, found {text:?}")))?;
    Position::new(longitude, latitude).map_err(|error| Error::Malformed(error.to_string()))
}

/// One territory.
#[utoipa::path(get, path = "/api/v1/territories/{code}", tag = "territories", operation_id = "showTerritory",
    params(("code" = String, Path, description = "Public code; former INSEE codes lead to today's commune", example = "93066")),
    responses(
        (status = 200, description = "The territory", body = TerritoryJson),
        (status = 404, description = "No such territory", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = state.places.by_code(&code).ok_or(Error::NotFound)?;
    let body = serde_json::to_vec(&TerritoryJson::of(territory, &state.places))
        .map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}

/// The four numbers of a territory: declared, authorised, contracted, observed, each with its day and its records.
#[utoipa::path(get, path = "/api/v1/territories/{code}/figures", tag = "territories", operation_id = "showFigures",
    params(("code" = String, Path, description = "Public code", example = "93066"), AsOf),
    responses(
        (status = 200, description = "The numbers as the territory's page shows them; with `as_of`, rebuilt from the revisions until the end of that day and without a comparison", body = FiguresJson),
        (status = 400, description = "A day that cannot be read, or a territory of too many devices for a past day", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such territory, or one that has no page yet", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn figures(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(asked): Query<AsOf>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = state.places.by_code(&code).ok_or(Error::NotFound)?;
    if let Some(day) = past::day(&state, asked.as_of.as_deref())? {
        let then = figures::figures_on(&state, territory, day).await?.figures;
        let body = serde_json::to_vec(&FiguresJson::of(&territory.code, &then));
        let body = body.map_err(|error| Error::Internal(Box::new(error)))?;
        return Ok(answer(&headers, "application/json", Keep::Revalidate, body));
    }
    let records = figures::records_of(&state, territory).await?;
    let figures = figures::figures(&state, territory, &records).await?;
    let comparison = Peers::comparison(&state, territory);
    let body = serde_json::to_vec(&FiguresJson::of(&territory.code, &figures).compared(comparison))
        .map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}
