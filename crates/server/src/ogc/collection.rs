//! The collections: one for each table of the census.

use axum::extract::{FromRequestParts, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use census::{EntityKind, Language, Taxonomy};
use release::{Table, table_name};
use serde_json::{Map, Value, json};

use super::asked::form;
use super::html::View;
use super::{Addresses, CRS84, JSON, SCHEMA_JSON, cql, reply};
use crate::api::devices::GEOJSON;
use crate::devices;
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;

/// The kind of things in a collection, by the name of its path.
pub(super) struct Collection(pub(super) EntityKind);

impl<S: Send + Sync> FromRequestParts<S> for Collection {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Path(names) = Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, state).await?;
        let name = names.get("collection").ok_or(Error::NotFound)?;
        EntityKind::ALL.into_iter().find(|kind| table_name(*kind) == name).map(Self).ok_or(Error::NotFound)
    }
}

/// `GET /ogc/collections`.
pub(super) async fn list(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let to = Addresses::of(&state, &headers);
    let mut collections = Vec::new();
    for kind in EntityKind::ALL {
        collections.push(description(&state, &to, kind).await?);
    }
    let document = json!({"links": to.itself(JSON, "/collections"), "collections": collections});
    let view = || {
        EntityKind::ALL.into_iter().fold(View::new("ogc-collections", "ogc-lead"), |view, kind| {
            view.entry(label_of(kind), format!("/ogc/collections/{}?f=html", table_name(kind)))
        })
    };
    reply(&headers, form, JSON, &document, view, &state)
}

/// `GET /ogc/collections/{collection}`.
pub(super) async fn show(
    State(state): State<AppState>,
    Collection(kind): Collection,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let document = description(&state, &Addresses::of(&state, &headers), kind).await?;
    let path = format!("/ogc/collections/{}", table_name(kind));
    let view = || {
        View::named(label_of(kind), "ogc-collection-lead")
            .linked("ogc-items", &format!("{path}/items?f=html"))
            .linked("ogc-queryables", &format!("{path}/queryables?f=html"))
    };
    reply(&headers, form, JSON, &document, view, &state)
}

/// What people call a collection, in French and in English.
pub(super) fn label_of(kind: EntityKind) -> [String; 2] {
    [Language::French, Language::English]
        .map(|language| Taxonomy::embedded().plural("entity_kind", kind.key(), language).to_owned())
}

async fn description(state: &AppState, to: &Addresses, kind: EntityKind) -> Result<Value, Error> {
    let name = table_name(kind);
    let path = format!("/collections/{name}");
    let mut links = to.itself(JSON, &path);
    links.extend([
        to.link("items", GEOJSON, "The features", &format!("{path}/items")),
        to.link("items", super::HTML, "The features as pages", &format!("{path}/items?f=html")),
        to.link(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            SCHEMA_JSON,
            "What can be filtered by",
            &format!("{path}/queryables"),
        ),
    ]);
    let [_, title] = label_of(kind);
    Ok(json!({
        "id": name,
        "title": title,
        "description": "Days, sources and certainty with every entry; ODbL 1.0",
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "extent": extent(state, kind).await?,
        "links": links,
    }))
}

/// Where the devices may stand, and the days on which the census learnt of them.
async fn extent(state: &AppState, kind: EntityKind) -> Result<Value, Error> {
    let mut interval = [Value::Null, Value::Null];
    if kind == EntityKind::Device {
        let days = devices::whole(state).await?.days;
        // RFC 3339: a day of the census begins at midnight UTC.
        let time = |day: Option<chrono::NaiveDate>| day.map_or(Value::Null, |day| json!(format!("{day}T00:00:00Z")));
        interval = [time(days.map(|days| days[0])), time(days.map(|days| days[1]))];
    }
    let mut extent = Map::new();
    if Table::of(kind).is_located() {
        extent.insert("spatial".to_owned(), json!({"bbox": [state.places.bounds()], "crs": CRS84}));
    }
    let trs = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";
    extent.insert("temporal".to_owned(), json!({"interval": [interval], "trs": trs}));
    Ok(extent.into())
}

/// `GET /ogc/collections/{collection}/queryables`.
pub(super) async fn queryables(
    State(state): State<AppState>,
    Collection(kind): Collection,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let table = Table::of(kind);
    let mut properties = schemas(&table);
    if table.is_located() {
        let place = json!({"title": "Place", "x-ogc-role": "primary-geometry", "format": "geometry-point"});
        properties.insert("geometry".to_owned(), place);
    }
    let path = format!("/collections/{}/queryables", table.name());
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": Addresses::of(&state, &headers).at(&path),
        "type": "object",
        "title": label_of(kind)[1],
        "properties": properties,
        "additionalProperties": false,
    });
    let view = || {
        let columns = table.columns.iter().filter(|column| cql::is_queryable(column));
        columns.fold(View::named(label_of(kind), "ogc-queryables"), |view, column| {
            view.fact_named(&column.name, [Language::French, Language::English].map(|language| column.label(language)))
        })
    };
    reply(&headers, form, SCHEMA_JSON, &document, view, &state)
}

/// The columns that filters may name, as JSON Schemas.
pub(super) fn schemas(table: &Table) -> Map<String, Value> {
    let columns = table.columns.iter().filter(|column| cql::is_queryable(column));
    columns.map(|column| (column.name.clone(), column.schema())).collect()
}
