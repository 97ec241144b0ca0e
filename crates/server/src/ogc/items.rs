//! The features of a collection: pages of them, and one.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::{EntityId, EntityKind};
use cql2::Expr;
use release::{Batch, Table};
use serde_json::{Value, json};
use store::{DeviceFilter, PageRequest, PublishedRecord, RecordFilter};

use super::asked::{ItemsAsked, form};
use super::collection::{Collection, label_of};
use super::html::View;
use super::push::push_down;
use super::{Addresses, cql, reply};
use crate::api::devices::GEOJSON;
use crate::devices;
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;

/// Rows looked at together where the store cannot answer a filter.
const PART: u32 = 1000;
/// Parts that one page looks at: a filter that finds little ends early, and its `next` goes on.
const MOST_PARTS: u32 = 50;

/// A page of features.
#[derive(Default)]
struct Found {
    features: Vec<String>,
    /// Where the next page begins.
    next: Option<String>,
    /// How many there are in all, where that is known without looking at each.
    matched: Option<u64>,
}

/// `GET /ogc/collections/{collection}/items`.
pub(super) async fn list(
    State(state): State<AppState>,
    Collection(kind): Collection,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let table = Table::of(kind);
    let asked = ItemsAsked::read(&table, query.as_deref(), &headers)?;
    let found = found(&state, kind, &asked).await?;
    let to = Addresses::of(&state, &headers);
    let path = format!("/collections/{}/items", table.name());
    let (own, next) = addresses(&path, &asked, found.next.as_deref());
    let mut links = to.itself(GEOJSON, &own);
    links.push(to.link("collection", super::JSON, "The collection", &format!("/collections/{}", table.name())));
    links.extend(next.as_ref().map(|next| to.link("next", GEOJSON, "The next page", next)));
    let mut head = json!({"type": "FeatureCollection", "numberReturned": found.features.len(), "links": links});
    if let Some(matched) = found.matched {
        head["numberMatched"] = json!(matched);
    }
    let document = head.to_string();
    // The stored features are copied behind the head, not parsed into it.
    let body = format!("{},\"features\":[{}]}}", &document[..document.len() - 1], found.features.join(","));
    let mut response = match asked.form {
        super::Form::Json => crate::conditional::answer(&headers, GEOJSON, crate::conditional::Keep::Revalidate, body),
        super::Form::Html => {
            let next = next.as_ref().map(|next| format!("/ogc{next}&f=html"));
            View::named(label_of(kind), "ogc-items").rows(&table, &found.features, next).render(&state, &headers)?
        }
    };
    let own = response.headers_mut();
    own.append(header::VARY, HeaderValue::from_static("Accept, Accept-Language"));
    let link = next.map(|next| format!("<{}>; rel=\"next\"; type=\"{GEOJSON}\"", to.at(&next)));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        own.insert(header::LINK, link);
    }
    Ok(response)
}

/// This page and the next one, below `/ogc`.
fn addresses(path: &str, asked: &ItemsAsked, next: Option<&str>) -> (String, Option<String>) {
    let with = |cursor: Option<&str>| {
        let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
        let parts: Vec<&str> =
            [asked.address.as_str()].into_iter().filter(|part| !part.is_empty()).chain(cursor.as_deref()).collect();
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    };
    (with(asked.cursor.as_deref()), next.map(|next| with(Some(next))))
}

/// Rows as features, each with where a page goes on behind it, and where the next rows begin.
type Part = (Vec<(String, String)>, Option<String>);

/// What a page is made of, as far as the store can answer it.
enum Rows<'a> {
    Devices(Box<devices::Found<'a>>),
    Records(RecordFilter, Table),
}

impl Rows<'_> {
    async fn read(&self, state: &AppState, after: Option<String>, limit: u32) -> Result<Part, Error> {
        match self {
            Self::Devices(found) => {
                let page = found.page(&PageRequest { limit, after: cursor(after)? }).await?;
                let rows = page.items.into_iter().map(|item| (item.fragment, item.cursor.to_string())).collect();
                Ok((rows, page.next.map(|cursor| cursor.to_string())))
            }
            Self::Records(filter, table) => {
                let page = state.store.records(filter, cursor::<EntityId>(after)?, limit).await?;
                let rows = page.items.iter().map(|record| (feature_of(table, record), record.id.to_string())).collect();
                Ok((rows, page.next.map(|id| id.to_string())))
            }
        }
    }

    /// How many there are in all.
    async fn count(&self, state: &AppState) -> Result<u64, Error> {
        match self {
            Self::Devices(found) => found.count().await,
            Self::Records(filter, _) => {
                let counts = state.store.record_counts().await?;
                Ok(counts.iter().find(|(kind, _)| *kind == filter.kind).map_or(0, |(_, count)| *count))
            }
        }
    }
}

/// The page that was asked for.
async fn found(state: &AppState, kind: EntityKind, asked: &ItemsAsked) -> Result<Found, Error> {
    let (rows, condition) = if kind == EntityKind::Device {
        let mut filter = DeviceFilter { bbox: asked.bbox, ..DeviceFilter::default() };
        let rest = push_down(asked.condition.clone(), &mut filter)?;
        (Rows::Devices(Box::new(devices::Found::now(state, filter).await?)), rest)
    } else {
        // Records have no place, so no box holds one (requirement `/req/core/fc-bbox-response`).
        if asked.bbox.is_some() {
            return Ok(Found { matched: Some(0), ..Found::default() });
        }
        let filter = RecordFilter { kind, facets: Vec::new(), since: None };
        (Rows::Records(filter, Table::of(kind)), asked.condition.clone())
    };
    if let Some(condition) = condition {
        return filtered(state, asked, condition, &rows).await;
    }
    let matched = if asked.cursor.is_none() { Some(rows.count(state).await?) } else { None };
    let (part, next) = rows.read(state, asked.cursor.clone(), asked.limit).await?;
    Ok(Found { features: part.into_iter().map(|(feature, _)| feature).collect(), next, matched })
}

fn cursor<T: FromStr<Err: Display>>(text: Option<String>) -> Result<Option<T>, Error> {
    text.map(|text| text.parse().map_err(|error| Error::Malformed(format!("cursor: {error}")))).transpose()
}

/// A page of the rows for which a condition holds that the store cannot answer.
async fn filtered(state: &AppState, asked: &ItemsAsked, condition: Expr, rows: &Rows<'_>) -> Result<Found, Error> {
    let condition = Arc::new(condition);
    let mut held: Vec<(String, String)> = Vec::new();
    let mut after = asked.cursor.clone();
    let limit = asked.limit as usize;
    for _ in 0..MOST_PARTS {
        let (part, next) = rows.read(state, after, PART).await?;
        held.extend(holding(condition.clone(), part).await?);
        after = next;
        if after.is_none() || held.len() > limit {
            break;
        }
    }
    // Behind the last row of a full page, behind the last one that was looked at, or nowhere: all was read.
    if held.len() > limit {
        held.truncate(limit);
        after = held.last().map(|(_, cursor)| cursor.clone());
    }
    Ok(Found { features: held.into_iter().map(|(feature, _)| feature).collect(), next: after, matched: None })
}

/// A record as a feature: flat, under the names of the files, and never at an invented point.
fn feature_of(table: &Table, record: &PublishedRecord) -> String {
    let batch = Batch::cut(table, record.fragment.clone());
    let properties = batch.rows(None).next().map(|row| row.flat_json(table)).unwrap_or_default();
    format!("{{\"type\":\"Feature\",\"id\":\"{}\",\"geometry\":null,\"properties\":{properties}}}", record.id)
}

/// The rows for which a condition holds, each with where a page goes on behind it; off the request's thread.
async fn holding(condition: Arc<Expr>, rows: Vec<(String, String)>) -> Result<Vec<(String, String)>, Error> {
    let look = move || {
        let holds = |text: &str| serde_json::from_str(text).is_ok_and(|feature| cql::holds(&condition, &feature));
        rows.into_iter().filter(|(text, _)| holds(text)).collect()
    };
    tokio::task::spawn_blocking(look).await.map_err(|error| Error::Internal(Box::new(error)))
}

/// `GET /ogc/collections/{collection}/items/{id}`.
pub(super) async fn show(
    State(state): State<AppState>,
    Collection(kind): Collection,
    Path((name, id)): Path<(String, EntityId)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let table = Table::of(kind);
    let feature = if kind == EntityKind::Device {
        state.store.feature(id).await?.ok_or(Error::NotFound)?.fragment
    } else {
        let record = state.store.record(id).await?.filter(|record| record.kind == kind).ok_or(Error::NotFound)?;
        feature_of(&table, &record)
    };
    let mut document: Value = serde_json::from_str(&feature).map_err(|error| Error::Internal(Box::new(error)))?;
    let to = Addresses::of(&state, &headers);
    let mut links = to.itself(GEOJSON, &format!("/collections/{name}/items/{id}"));
    links.push(to.link("collection", super::JSON, "The collection", &format!("/collections/{name}")));
    document["links"] = json!(links);
    let view = || View::named(label_of(kind), "ogc-item").feature(&table, &document, kind, id);
    reply(&headers, form, GEOJSON, &document, view, &state)
}
