//! `/api/v1/search`: one box over everything.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Query;
use crate::problems::ProblemJson;
use crate::search::{self, Asked};
use crate::state::AppState;
use crate::wire::SearchAnswer;

/// Answers of each kind without `limit`, and at the most.
const OF_EACH: (u32, u32) = (5, 20);

/// Answers in a page of one kind without `limit`, and at the most.
const OF_ONE: (u32, u32) = (50, 100);

/// What is looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParameters {
    /// Words, names or numbers as people type them; there is no syntax. The first 200 characters and the first 8
    /// words are looked for.
    #[param(example = "vidéoprotection saint-denis")]
    q: String,
    /// Only this kind, in pages: `territory`, `device`, `deployment`, `contract`, `authorisation`, `official_count`,
    /// `organisation`, `document` or `survey`.
    kind: Option<String>,
    /// At most this many: of each kind 1 to 20, 5 without it; of one kind 1 to 100, 50 without it.
    limit: Option<u32>,
    /// Where the page begins, as the `next` link of the page before gave it; with `kind` only.
    cursor: Option<String>,
}

/// Finds what has every word that was typed, by kind and the best first; when nothing has, what has some of them. The
/// words are those of today: there is no `as_of` here, so that what was erased is found by nobody. What a thing was on a
/// day, its own address tells.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", operation_id = "search", params(SearchParameters),
    responses(
        (status = 200, description = "What was found, by kind", body = SearchAnswer),
        (status = 304, description = "The client holds just this answer"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn find(
    State(state): State<AppState>,
    Query(parameters): Query<SearchParameters>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (usual, most) = if parameters.kind.is_some() { OF_ONE } else { OF_EACH };
    let limit = parameters.limit.unwrap_or(usual).clamp(1, most);
    let SearchParameters { q, kind, cursor, .. } = parameters;
    if kind.is_none() && cursor.is_some() {
        return Err(Error::Malformed("cursor: pages are of one kind; give kind as well".to_owned()));
    }
    let asked = Asked::read(&q, kind.as_deref(), cursor.as_deref(), limit)?;
    let found = search::find(&state, &asked).await?;
    let body = serde_json::to_vec(&SearchAnswer::of(&state, &asked, &found));
    let body = body.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(answer(&headers, "application/json", Keep::Revalidate, body))
}
