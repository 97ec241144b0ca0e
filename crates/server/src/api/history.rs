//! `/api/v1/…/history`: what changed since a day, in a territory or of one entity, as JSON.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use census::{EntityId, EntityKind};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::NewsOf;
use utoipa::IntoParams;

use crate::changes::{self, Asked, Event, Past};
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::past::named_day;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// Events in a page without `limit`, and at the most.
const LIMIT: (usize, usize) = (50, 500);

/// From when on, and where in the history.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// The first day; everything without it.
    #[param(example = "2026-11-01")]
    pub(crate) since: Option<String>,
    /// At most this many changes, and as many refusals, 1 to 500; 50 without it.
    pub(crate) limit: Option<usize>,
    /// The place behind which to go on, as the `next` link gave it.
    pub(crate) cursor: Option<String>,
}

impl HistoryQuery {
    /// What it asks for.
    pub(crate) fn asked(&self, state: &AppState, of: NewsOf) -> Result<Asked, Error> {
        Ok(Asked {
            of,
            since: named_day(state, "since", self.since.as_deref())?,
            cursor: self.cursor.as_deref().map(str::parse).transpose()?,
            limit: self.limit.unwrap_or(LIMIT.0).clamp(1, LIMIT.1),
        })
    }

    /// The same question from a later place on.
    pub(crate) fn next(&self, path: &str, place: changes::Place) -> String {
        let since = self.since.as_ref().filter(|since| !since.is_empty()).map(|since| format!("since={since}&"));
        let limit = self.limit.map(|limit| format!("limit={limit}&"));
        format!("{path}?{}{}cursor={place}", since.unwrap_or_default(), limit.unwrap_or_default())
    }
}

/// What changed in a territory: published, changed, removed, restored, erased, and what was refused, each with the
/// decision behind it; the newest day first. Confirmations stand in the history of each entity.
#[utoipa::path(get, path = "/api/v1/territories/{code}/history", tag = "history", operation_id = "showTerritoryHistory",
    params(("code" = String, Path, description = "Public code", example = "93066"), HistoryQuery),
    responses(
        (status = 200, description = "A page of the history; follow `next` for more", body = Value),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such territory", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn of_territory(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(query): Query<HistoryQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = state.places.by_code(&code).ok_or(Error::NotFound)?;
    let asked = query.asked(&state, changes::news_of(&state, territory)?)?;
    let past = changes::past(&state, &asked).await?;
    let path = format!("/api/v1/territories/{}/history", territory.code);
    Ok(page(&state, &headers, &query, &path, &past))
}

/// Every revision of a device, with the decision behind it, and what was refused of it; the newest first.
#[utoipa::path(get, path = "/api/v1/devices/{id}/history", tag = "history", operation_id = "showDeviceHistory",
    params(("id" = uuid::Uuid, Path, description = "The device's id"), HistoryQuery),
    responses(
        (status = 200, description = "A page of the history; follow `next` for more", body = Value),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such device", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn of_device(
    State(state): State<AppState>,
    Path(id): Path<EntityId>,
    Query(query): Query<HistoryQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    of_entity(&state, (id, "devices"), &query, &headers).await
}

/// Every revision of a record, with the decision behind it, and what was refused of it; the newest first.
#[utoipa::path(get, path = "/api/v1/records/{id}/history", tag = "history", operation_id = "showRecordHistory",
    params(("id" = uuid::Uuid, Path, description = "The record's id"), HistoryQuery),
    responses(
        (status = 200, description = "A page of the history; follow `next` for more", body = Value),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such record", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn of_record(
    State(state): State<AppState>,
    Path(id): Path<EntityId>,
    Query(query): Query<HistoryQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    of_entity(&state, (id, "records"), &query, &headers).await
}

async fn of_entity(
    state: &AppState,
    (id, collection): (EntityId, &str),
    query: &HistoryQuery,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let kind = state.store.kinds(&[id]).await?.first().map(|(_, kind)| *kind);
    kind.filter(|kind| (*kind == EntityKind::Device) == (collection == "devices")).ok_or(Error::NotFound)?;
    let past = changes::past(state, &query.asked(state, NewsOf::Entity(id))?).await?;
    Ok(page(state, headers, query, &format!("/api/v1/{collection}/{id}/history"), &past))
}

fn page(state: &AppState, headers: &HeaderMap, query: &HistoryQuery, path: &str, past: &Past) -> Response {
    let next = past.next.map(|place| state.address(&query.next(path, place)));
    let changes: Vec<Value> = past.events.iter().map(|event| object(state, past, event)).collect();
    let body = json!({"numberReturned": changes.len(), "since": query.since, "next": next, "changes": changes});
    answer(headers, "application/json", Keep::Revalidate, body.to_string())
}

fn object(state: &AppState, past: &Past, event: &Event) -> Value {
    let mut object = Map::from_iter([
        ("day".to_owned(), json!(event.day)),
        ("what".to_owned(), json!(event.what.key())),
        ("type".to_owned(), json!(event.kind.key())),
    ]);
    let collection = if event.kind == EntityKind::Device { "devices" } else { "records" };
    let entity = event.entity.and_then(|id| past.entities.get(&id));
    let decision = event.because.map(|because| {
        let id = because.decision.to_string();
        json!({"id": id, "action": because.action.key(), "ground": because.ground.map(census::Ground::key),
            "url": state.address(&format!("/api/v1/decisions/{id}"))})
    });
    let known = [
        ("id", event.entity.map(|id| json!(id))),
        ("url", event.entity.map(|id| json!(state.address(&format!("/api/v1/{collection}/{id}"))))),
        ("title", entity.and_then(|entity| entity.record()).map(|record| json!(record.title()))),
        ("version", event.version.map(|version| json!(version))),
        ("reason", event.body.as_ref().map(|body| json!(body.reason))),
        ("changes", event.body.as_ref().map(|body| json!(body.changes))),
        ("times", Some(json!(event.times)).filter(|_| event.version.is_none())),
        ("decision", decision),
    ];
    object.extend(known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Value::Object(object)
}
