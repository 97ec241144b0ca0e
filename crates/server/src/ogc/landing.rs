//! The landing page and what the API conforms to.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::form;
use super::html::View;
use super::{Addresses, JSON, OPENAPI_JSON, reply};
use crate::error::Error;
use crate::state::AppState;

/// What is claimed, each class by its address; the tests of `tests/api/ogc.rs` go through them.
pub(super) const CLASSES: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
];

/// `GET /ogc`.
pub(super) async fn show(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let to = Addresses::of(&state, &headers);
    let mut links = to.itself(JSON, "");
    links.extend([
        to.link("service-desc", OPENAPI_JSON, "The description of this API", "/api"),
        to.link("service-doc", super::HTML, "The collections as pages", "/collections?f=html"),
        to.link("conformance", JSON, "What this API conforms to", "/conformance"),
        to.link("data", JSON, "The collections", "/collections"),
        json!({"rel": "license", "href": "https://opendatacommons.org/licenses/odbl/1-0/", "title": "ODbL 1.0"}),
    ]);
    let document = json!({
        "title": "Technopolice",
        "description": "The citizens' census of local surveillance in France: devices, and the uses, contracts, orders, \
                        figures, organisations and documents behind them.",
        "attribution": "Technopolice contributors; © OpenStreetMap contributors",
        "links": links,
    });
    let view = || {
        View::new("ogc-title", "ogc-lead")
            .linked("ogc-collections", "/ogc/collections?f=html")
            .linked("ogc-conformance", "/ogc/conformance?f=html")
    };
    reply(&headers, form, JSON, &document, view, &state)
}

/// `GET /ogc/conformance`.
pub(super) async fn conformance(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let form = form(query.as_deref(), &headers)?;
    let links = Addresses::of(&state, &headers).itself(JSON, "/conformance");
    let document: Value = json!({"conformsTo": CLASSES, "links": links});
    let view = || {
        CLASSES.iter().fold(View::new("ogc-conformance", "ogc-conformance-lead"), |view, class| {
            view.fact(class.rsplit_once("/conf/").map_or("", |(_, name)| name), class)
        })
    };
    reply(&headers, form, JSON, &document, view, &state)
}
