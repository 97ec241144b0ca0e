//! `/api/v1/devices`: lists and single devices, as GeoJSON.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use census::EntityId;
use chrono::NaiveDate;
use serde_json::json;
use store::Cursor;

use super::records::merged_into;
use super::territories::lon_lat;
use crate::conditional::{Keep, answer, tagged};
use crate::contribute::neighbours;
use crate::devices;
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::{DeviceQuery, filter, page};
use crate::past::{self, AsOf};
use crate::photos::published::beside;
use crate::problems::ProblemJson;
use crate::state::AppState;

/// The media type of RFC 7946.
pub(crate) const GEOJSON: &str = "application/geo+json";

/// Metres around `near` without `radius`, and at the most.
const RADIUS_M: (f64, f64) = (50.0, 500.0);

/// Lists devices by box, territory, kind, status, verification and day of change.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", operation_id = "listDevices", params(DeviceQuery),
    responses(
        (status = 200, description = "A page of features; follow the link `next` for more", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 304, description = "The client holds just this page"),
        (status = 400, description = "A parameter that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, description = "The census cannot be reached", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Query(query): Query<DeviceQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let as_of = past::day(&state, query.as_of.as_deref())?;
    if let Some(near) = &query.near {
        if as_of.is_some() {
            return Err(Error::Malformed("near: as_of answers with bbox or territory only".to_owned()));
        }
        return around(&state, near, query.radius, &headers).await;
    }
    let (fragments, next) = found(&state, &query, as_of).await?;
    let fragments: Vec<&str> = fragments.iter().map(String::as_str).collect();
    let next = next.map(|cursor| next_address(&state, &query, &cursor.to_string()));
    let body = collection(&fragments, next.as_deref());
    let mut response = answer(&headers, GEOJSON, Keep::Revalidate, body);
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The features of a page, of today or of a day, and where the next page begins.
async fn found(
    state: &AppState,
    query: &DeviceQuery,
    as_of: Option<NaiveDate>,
) -> Result<(Vec<String>, Option<Cursor>), Error> {
    let (filter, page) = (filter(state, query)?, page(query)?);
    if let Some(day) = as_of {
        let found = past::devices(state, &filter, &page, day).await?;
        return Ok((found.items, found.next));
    }
    let found = devices::Found::now(state, filter).await?.page(&page).await?;
    Ok((found.items.into_iter().map(|item| item.fragment).collect(), found.next))
}

/// A feature collection of stored fragments: bytes are copied, nothing is parsed.
fn collection(fragments: &[&str], next: Option<&str>) -> String {
    let mut body = String::with_capacity(fragments.iter().map(|fragment| fragment.len() + 1).sum::<usize>() + 300);
    body.push_str("{\"type\":\"FeatureCollection\",\"numberReturned\":");
    body.push_str(&fragments.len().to_string());
    let links: serde_json::Value =
        next.map_or_else(|| json!([]), |href| json!([{"rel": "next", "type": GEOJSON, "href": href}]));
    body.push_str(",\"links\":");
    body.push_str(&links.to_string());
    body.push_str(",\"features\":[");
    for (i, fragment) in fragments.iter().enumerate() {
        if i > 0 {
            body.push(',');
        }
        body.push_str(fragment);
    }
    body.push_str("]}");
    body
}

fn next_address(state: &AppState, query: &DeviceQuery, cursor: &str) -> String {
    let limit = query.limit.map(|limit| format!("limit={limit}&")).unwrap_or_default();
    let filter = query.address();
    let sign = if filter.is_empty() { "" } else { "&" };
    state.address(&format!("/api/v1/devices?{filter}{sign}{limit}cursor={cursor}"))
}

async fn around(state: &AppState, near: &str, radius: Option<f64>, headers: &HeaderMap) -> Result<Response, Error> {
    let radius = radius.unwrap_or(RADIUS_M.0);
    if !(0.0..=RADIUS_M.1).contains(&radius) {
        return Err(Error::Malformed(format!("radius: expected 0..={} metres", RADIUS_M.1)));
    }
    state.map.caught_up(&state.store).await?;
    let mut fragments = Vec::new();
    for neighbour in neighbours(state, lon_lat(near)?, radius).into_iter().take(50) {
        let Some(feature) = state.store.feature(neighbour.id).await? else { continue };
        // A foreign member (RFC 7946 §6.1) in front of the stored text.
        fragments.push(format!("{{\"distance_m\":{},{}", neighbour.distance_m, &feature.fragment[1..]));
    }
    let fragments: Vec<&str> = fragments.iter().map(String::as_str).collect();
    Ok(answer(headers, GEOJSON, Keep::Revalidate, collection(&fragments, None)))
}

/// One device, with its published photos as the member `photos`: address, width and height of each and of its small form.
#[utoipa::path(get, path = "/api/v1/devices/{id}", tag = "devices", operation_id = "showDevice",
    params(("id" = uuid::Uuid, Path, description = "The device's id"), AsOf),
    responses(
        (status = 200, description = "The device as a feature; the ETag is made of its id, its version and its photos", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 304, description = "The client holds this version"),
        (status = 307, description = "It was merged with another one, which stands at this address; with `as_of` it is told as it stood"),
        (status = 400, description = "A day that cannot be read", body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, description = "No such device, or not yet on that day", body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(id): Path<EntityId>,
    Query(asked): Query<AsOf>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(day) = past::day(&state, asked.as_of.as_deref())? {
        let entity = past::entity(&state, id, day).await?;
        let body = entity.device().and(past::fragment(&state, &entity)).ok_or(Error::NotFound)?;
        return Ok(answer(&headers, GEOJSON, Keep::Revalidate, body));
    }
    let feature = state.store.feature(id).await?.ok_or(Error::NotFound)?;
    if let Some(into) = merged_into(&state, id).await? {
        // Not for ever: what was merged can be two again.
        return Ok(Redirect::temporary(&state.address(&format!("/api/v1/devices/{into}"))).into_response());
    }
    let (tag, body) = beside(&state, id, feature.version, feature.fragment).await?;
    Ok(tagged(&headers, GEOJSON, Keep::Revalidate, &tag, body))
}
