//! The description of this API as OpenAPI 3.0 (class `oas30`): every filter of every collection is a documented
//! parameter, since GDAL sends only those that it finds here.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use census::EntityKind;
use release::{ColumnType, Table};
use serde_json::{Map, Value, json};

use super::asked::{Form, LIMIT, form};
use super::collection::label_of;
use super::{Addresses, CRS84, JSON, OPENAPI_JSON, SCHEMA_JSON, cql};
use crate::api::devices::GEOJSON;
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::state::AppState;

/// `GET /ogc/api`.
pub(super) async fn show(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if form(query.as_deref(), &headers)? == Form::Html && query.is_some() {
        return Err(Error::Malformed("f: the description is JSON".to_owned()));
    }
    let document = document(&Addresses::of(&state, &headers));
    Ok(answer(&headers, OPENAPI_JSON, Keep::Revalidate, document.to_string()))
}

fn document(to: &Addresses) -> Value {
    let mut paths = Map::new();
    let get = |id: &str, summary: &str, media_type: &str, parameters: Value| {
        json!({"get": {
            "operationId": id, "summary": summary, "parameters": parameters,
            "responses": responses(media_type),
        }})
    };
    let form = json!([{"$ref": "#/components/parameters/f"}]);
    paths.insert("/".to_owned(), get("getLandingPage", "Where everything is", JSON, form.clone()));
    paths.insert("/conformance".to_owned(), get("getConformance", "What this API conforms to", JSON, form.clone()));
    paths.insert("/collections".to_owned(), get("getCollections", "The collections", JSON, form.clone()));
    for table in EntityKind::ALL.map(Table::of) {
        let (name, title) = (table.name(), &label_of(table.kind)[1]);
        let path = format!("/collections/{name}");
        paths.insert(path.clone(), get(&format!("describe_{name}"), title, JSON, form.clone()));
        let queryables = get(&format!("queryables_{name}"), "What can be filtered by", SCHEMA_JSON, form.clone());
        paths.insert(format!("{path}/queryables"), queryables);
        let items = get(&format!("get_{name}"), title, GEOJSON, parameters(&table));
        paths.insert(format!("{path}/items"), items);
        let id = json!({"name": "featureId", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
        let one =
            get(&format!("get_one_of_{name}"), title, GEOJSON, json!([id, {"$ref": "#/components/parameters/f"}]));
        paths.insert(format!("{path}/items/{{featureId}}"), one);
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Technopolice: OGC API Features",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every table of the census as features. Data: ODbL 1.0.",
            "license": {"name": "ODbL 1.0", "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
        },
        "servers": [{"url": to.at("")}],
        "paths": paths,
        "components": {"parameters": shared(), "responses": {"problem": {
            "description": "What was wrong with the question (RFC 9457)",
            "content": {"application/problem+json": {"schema": {"type": "object"}}},
        }}},
    })
}

fn responses(media_type: &str) -> Value {
    let schema = json!({"schema": {"type": "object"}});
    json!({
        "200": {"description": "Found", "content": {media_type: schema, super::HTML: {"schema": {"type": "string"}}}},
        "304": {"description": "The client holds just this"},
        "400": {"$ref": "#/components/responses/problem"},
        "404": {"$ref": "#/components/responses/problem"},
        "503": {"$ref": "#/components/responses/problem"},
    })
}

/// The parameters that the standard defines.
fn shared() -> Value {
    let query = |name: &str, schema: Value, description: &str| {
        json!({
            "name": name, "in": "query", "required": false, "schema": schema, "description": description,
            "style": "form", "explode": false,
        })
    };
    json!({
        "f": query("f", json!({"type": "string", "enum": ["json", "html"]}), "The form of the answer; without it, Accept decides"),
        "bbox": query(
            "bbox",
            json!({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}),
            "west,south,east,north in degrees; west > east crosses the antimeridian",
        ),
        "datetime": query(
            "datetime",
            json!({"type": "string"}),
            "A day, a time or an interval (2026-11-01, 2026-01-01/.., ../2026-06-30): what the census changed then",
        ),
        "limit": query(
            "limit",
            json!({"type": "integer", "minimum": 1, "maximum": LIMIT.1, "default": LIMIT.0}),
            "Features in a page; more than the maximum is lowered to it. GDAL: -oo PAGE_SIZE=1000",
        ),
        "cursor": query("cursor", json!({"type": "string"}), "Where the page before ended, as its next link gave it"),
        "filter": query("filter", json!({"type": "string"}), "A condition in CQL2 over the queryables"),
        "filter-lang": query(
            "filter-lang",
            json!({"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"}),
            "How the filter is written",
        ),
        "filter-crs": query("filter-crs", json!({"type": "string", "enum": [CRS84], "default": CRS84}), "The only one"),
    })
}

/// The parameters of a collection's features: the shared ones, and one for each queryable.
fn parameters(table: &Table) -> Value {
    let shared = ["f", "bbox", "datetime", "limit", "cursor", "filter", "filter-lang", "filter-crs"];
    let shared = shared.into_iter().map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
    let columns = table.columns.iter().filter(|column| cql::is_queryable(column));
    let own = columns.map(|column| {
        let mut schema = Map::new();
        for (name, value) in column.schema().as_object().into_iter().flatten() {
            if matches!(name.as_str(), "type" | "enum") {
                schema.insert(name.clone(), value.clone());
            }
        }
        let what = if column.kind == ColumnType::List { "Holds this value" } else { "Equals this value" };
        json!({"name": column.name, "in": "query", "required": false, "schema": schema, "description": what})
    });
    shared.chain(own).collect()
}
