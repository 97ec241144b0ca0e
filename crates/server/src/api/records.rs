//! `/api/v1/records`: uses, contracts, orders, official figures, organisations and documents, as JSON.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use census::EntityId;
use serde_json::json;

use crate::conditional::{Keep, answer, tagged};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::RecordQuery;
use crate::past::{self, AsOf};
use crate::photos::published::beside;
use crate::problems::ProblemJson;
use crate::state::AppState;

const JSON: &str = "application/json";

/// Records in a page without `limit`, and at the most.
const LIMIT: (u32, u32) = (50, 1000);

/// Lists the records of one kind.
#[utoipa::path(get, path = "/api/v1/records", tag = "records", operation_id = "listRecords", params(RecordQuery),
    responses(
        (status = 200, description = "A page of records; follow `next` for more", body = serde_json::Value),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<RecordQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let limit = query.limit.unwrap_or(LIMIT.0).clamp(1, LIMIT.1);
    let (fragments, next) = found(&state, &query, limit).await?;
    let next = next.map(|cursor| state.address(&query.next(cursor)));
    let body = format!(
        "{{\"numberReturned\":{},\"next\":{},\"records\":[{}]}}",
        fragments.len(),
        json!(next),
        fragments.join(",")
    );
    let mut response = answer(&headers, JSON, Keep::Revalidate, body);
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The records of a page, of today or of a day, and where the next page begins.
async fn found(state: &AppState, query: &RecordQuery, limit: u32) -> Result<(Vec<String>, Option<EntityId>), Error> {
    let filter = query.filter()?;
    if let Some(day) = past::day(state, query.as_of.as_deref())? {
        return past::records(state, &filter, query.cursor, limit, day).await;
    }
    let page = state.store.records(&filter, query.cursor, limit).await?;
    Ok((page.items.into_iter().map(|record| record.fragment).collect(), page.next))
}

/// One record, whether the census still stands by it or not, with its published photos as the member `photos`.
#[utoipa::path(get, path = "/api/v1/records/{id}", tag = "records", operation_id = "showRecord",
    params(("id" = uuid::Uuid, Path, description = "The record's id"), AsOf),
    responses(
        (status = 200, description = "The record; the ETag is made of its id, its version and its photos", body = serde_json::Value),
        (status = 304, description = "The client holds this version"),
        (status = 307, description = "It was merged with another one, which stands at this address; with `as_of` it is told as it stood"),
        (status = 400, description = "A day that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such record, or not yet on that day", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<EntityId>,
    Query(asked): Query<AsOf>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(day) = past::day(&state, asked.as_of.as_deref())? {
        let entity = past::entity(&state, id, day).await?;
        let body = entity.record().and(past::fragment(&state, &entity)).ok_or(Error::NotFound)?;
        return Ok(answer(&headers, JSON, Keep::Revalidate, body));
    }
    let record = state.store.record(id).await?.ok_or(Error::NotFound)?;
    if !record.is_current
        && let Some(into) = merged_into(&state, id).await?
    {
        // Not for ever: what was merged can be two again.
        return Ok(Redirect::temporary(&state.address(&format!("/api/v1/records/{into}"))).into_response());
    }
    let (tag, body) = beside(&state, id, record.version, record.fragment).await?;
    Ok(tagged(&headers, JSON, Keep::Revalidate, &tag, body))
}

/// The entity that one gave way to.
pub(crate) async fn merged_into(state: &AppState, id: EntityId) -> Result<Option<EntityId>, Error> {
    Ok(state.store.entity(id).await?.and_then(|entity| entity.state.gave_way_to()))
}
