//! `/api/v1/decisions`: the public log of the moderation, as JSON.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use census::EntityId;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Decision, DecisionId, DecisionState, Left, MadeRevision};
use utoipa::IntoParams;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::past;
use crate::problems::ProblemJson;
use crate::state::AppState;

const JSON: &str = "application/json";

/// Decisions in a page without `limit`, and at the most.
const LIMIT: (u32, u32) = (50, 1000);

/// Revisions that a page on one decision names without `limit`, and at the most.
const REVISIONS: (u32, u32) = (1000, 1000);

/// Where in the log.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionQuery {
    /// At most this many, 1 to 1000; 50 without it.
    limit: Option<u32>,
    /// The place behind which to go on, as the `next` link gave it.
    cursor: Option<String>,
    /// The log as it stood at the end of this day.
    #[param(example = "2026-11-01")]
    as_of: Option<String>,
}

/// Which of the revisions of a decision.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MadeQuery {
    /// At most this many revisions, 1 to 1000; 1000 without it.
    limit: Option<u32>,
    /// The place behind which to go on, as the `next` link gave it.
    cursor: Option<String>,
}

/// Lists what moderators decided, the newest day first. Never what was written, and never who wrote it.
#[utoipa::path(get, path = "/api/v1/decisions", tag = "decisions", operation_id = "listDecisions", params(DecisionQuery),
    responses(
        (status = 200, description = "A page of the log; follow `next` for more", body = Value),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<DecisionQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let limit = query.limit.unwrap_or(LIMIT.0).clamp(1, LIMIT.1);
    let after = query.cursor.as_deref().map(place).transpose()?;
    // The log is in the order of days, so an earlier log begins further down.
    let day = past::day(&state, query.as_of.as_deref())?;
    let then = day.and_then(|day| day.succ_opt()).map(|behind| (behind, DecisionId::default()));
    let found = state.store.decisions(after.into_iter().chain(then).min(), limit).await?;
    let next = found.last().filter(|_| found.len() == limit as usize);
    let as_of = day.map(|day| format!("&as_of={day}")).unwrap_or_default();
    let next = next
        .map(|last| state.address(&format!("/api/v1/decisions?limit={limit}{as_of}&cursor={}_{}", last.day, last.id)));
    let decisions: Vec<Value> = found.iter().map(object).collect();
    let body = json!({"numberReturned": decisions.len(), "next": next, "decisions": decisions});
    Ok(answer(&headers, JSON, Keep::Revalidate, body.to_string()))
}

/// One decision with what it refused or erased (`left`) and the revisions that it made, in pages.
#[utoipa::path(get, path = "/api/v1/decisions/{id}", tag = "decisions", operation_id = "showDecision",
    params(("id" = uuid::Uuid, Path, description = "The decision's id"), MadeQuery),
    responses(
        (status = 200, description = "The decision; follow `next` for more of its revisions", body = Value),
        (status = 304, description = "The client holds just this"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such decision", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<DecisionId>,
    Query(query): Query<MadeQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let limit = query.limit.unwrap_or(REVISIONS.0).clamp(1, REVISIONS.1);
    let after = query.cursor.as_deref().map(version).transpose()?;
    let found = state.store.decision(id).await?.filter(|found| found.state == DecisionState::Done);
    let mut body = object(&found.ok_or(Error::NotFound)?);
    let left = state.store.left_by(id).await?;
    body["left"] = left.iter().map(refused).collect();
    let made = state.store.made_by(id, after, limit).await?;
    body["revisions"] = made.iter().map(revision).collect();
    if let Some(last) = made.last().filter(|_| made.len() == limit as usize) {
        let path = format!("/api/v1/decisions/{id}?limit={limit}&cursor={}_{}", last.entity, last.version);
        body["next"] = json!(state.address(&path));
    }
    Ok(answer(&headers, JSON, Keep::Revalidate, body.to_string()))
}

fn place(text: &str) -> Result<(NaiveDate, DecisionId), Error> {
    let read = || {
        let (day, id) = text.split_once('_')?;
        Some((day.parse().ok()?, id.parse().ok()?))
    };
    read().ok_or_else(|| Error::Malformed("cursor: take it from the `next` link of the page before".to_owned()))
}

fn version(text: &str) -> Result<(EntityId, u32), Error> {
    let read = || {
        let (id, version) = text.split_once('_')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    read().ok_or_else(|| Error::Malformed("cursor: take it from the `next` link of the page before".to_owned()))
}

fn object(decision: &Decision) -> Value {
    let entity = decision.entity.map(|(kind, id)| json!({"type": kind.key(), "id": id.to_string()}));
    let mut object = json!({
        "id": decision.id.to_string(),
        "decided_on": decision.day.to_string(),
        "action": decision.action.key(),
        "entries": decision.entries,
    });
    let known = [
        ("ground", decision.ground.map(|ground| json!(ground.key()))),
        ("entity", entity),
        ("territory", Some(json!(decision.territory)).filter(|_| !decision.territory.is_empty())),
        ("moderator", decision.pseudonym.as_ref().map(|name| json!(name))),
        ("second", decision.second.as_ref().map(|name| json!(name))),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            object[name] = value;
        }
    }
    object
}

/// Of which kind, which one, and where; never what was said.
fn refused(left: &Left) -> Value {
    let mut object = json!({"type": left.kind.key()});
    if let Some(id) = left.entity {
        object["id"] = json!(id.to_string());
    }
    if !left.territory.is_empty() {
        object["territory"] = json!(left.territory);
    }
    object
}

fn revision(made: &MadeRevision) -> Value {
    json!({"type": made.kind.key(), "id": made.entity.to_string(), "version": made.version})
}
