//! `/api/v1/records`: uses, contracts, orders, official figures, organisations and documents, as JSON.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::{EntityId, EntityKind, Facet, Taxonomy};
use serde::Deserialize;
use serde_json::json;
use store::RecordFilter;
use utoipa::IntoParams;

use crate::conditional::{Keep, answer, tagged};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::past::{self, AsOf};
use crate::problems::ProblemJson;
use crate::state::AppState;

const JSON: &str = "application/json";

/// Records in a page without `limit`, and at the most.
const LIMIT: (u32, u32) = (50, 1000);

/// Which records.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordQuery {
    /// `deployment`, `contract`, `authorisation`, `official_count`, `organisation` or `document`.
    #[serde(rename = "type")]
    #[param(value_type = String, example = "contract")]
    kind: EntityKind,
    /// INSEE code of a territory that the record names.
    #[param(example = "93066")]
    territory: Option<String>,
    /// `camera`, `software`, `file`, `face`, `sensor`, `mobile` or `site`.
    family: Option<String>,
    /// Key of a technology, such as `video_analytics`.
    technology: Option<String>,
    /// Key of a status of that kind of record.
    status: Option<String>,
    /// Only records that refer to this one.
    #[param(value_type = Option<String>, format = Uuid)]
    about: Option<EntityId>,
    /// Only records that changed on or after this day.
    since: Option<chrono::NaiveDate>,
    /// The records as the census knew them at the end of this day.
    #[param(example = "2026-11-01")]
    as_of: Option<String>,
    /// At most this many, 1 to 1000; 50 without it.
    limit: Option<u32>,
    /// The last id of the page before, as its `next` link gave it.
    #[param(value_type = Option<String>, format = Uuid)]
    cursor: Option<EntityId>,
}

impl RecordQuery {
    /// What is asked for, the rarest facet first; a key that does not exist is a mistake and not an empty answer.
    fn filter(&self) -> Result<RecordFilter, Error> {
        if self.kind == EntityKind::Device {
            return Err(Error::Malformed("type: devices are listed at /api/v1/devices".to_owned()));
        }
        for (list, key) in [("family", &self.family), ("technology", &self.technology)] {
            if let Some(key) = key.as_deref().filter(|key| Taxonomy::embedded().entry(list, key).is_none()) {
                return Err(Error::Malformed(format!("{list}: there is no {key:?}")));
            }
        }
        let about = self.about.map(Facet::about);
        let territory = self.territory.as_deref().map(|code| Facet::new("territory", code));
        let technology = self.technology.as_deref().map(|key| Facet::new("technology", key));
        let status = self.status.as_deref().map(|key| Facet::new("status", key));
        let family = self.family.as_deref().map(|key| Facet::new("family", key));
        let facets: Vec<Facet> = [about, territory, technology, status, family].into_iter().flatten().collect();
        if facets.len() > store::MOST_FACETS {
            return Err(Error::Malformed(format!("at most {} filters at once", store::MOST_FACETS)));
        }
        Ok(RecordFilter { kind: self.kind, facets, since: self.since })
    }

    fn next(&self, cursor: EntityId) -> String {
        let kind = Some(self.kind.to_string());
        let (about, since) = (self.about.map(|id| id.to_string()), self.since.map(|day| day.to_string()));
        let limit = self.limit.map(|limit| limit.to_string());
        let parameters = [
            ("type", kind.as_deref()),
            ("territory", self.territory.as_deref()),
            ("family", self.family.as_deref()),
            ("technology", self.technology.as_deref()),
            ("status", self.status.as_deref()),
            ("about", about.as_deref()),
            ("since", since.as_deref()),
            ("as_of", self.as_of.as_deref()),
            ("limit", limit.as_deref()),
        ];
        let given = parameters.into_iter().filter_map(|(name, value)| Some(format!("{name}={}&", plain(value?))));
        format!("/api/v1/records?{}cursor={cursor}", given.collect::<String>())
    }
}

/// Keys and codes are letters, digits and underscores; anything else finds nothing and is left out of the link.
fn plain(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
}

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

/// One record, whether the census still stands by it or not.
#[utoipa::path(get, path = "/api/v1/records/{id}", tag = "records", operation_id = "showRecord",
    params(("id" = uuid::Uuid, Path, description = "The record's id"), AsOf),
    responses(
        (status = 200, description = "The record; the ETag is its id and version", body = serde_json::Value),
        (status = 304, description = "The client holds this version"),
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
    let tag = format!("\"{id}-{}\"", record.version);
    Ok(tagged(&headers, JSON, Keep::Revalidate, &tag, record.fragment))
}
