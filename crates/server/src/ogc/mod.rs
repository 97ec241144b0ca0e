//! `/ogc`: OGC API Features (OGC 17-069r4) over every table of the census, with queryables and filters (OGC 19-079r2) in
//! CQL2 (OGC 21-065r2): what QGIS, GDAL and OWSLib open.

mod asked;
mod collection;
mod cql;
mod description;
mod html;
mod items;
mod landing;
mod push;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::routes::Routes;
use crate::state::AppState;

use asked::Form;
use html::View;

/// The media types of the answers.
const JSON: &str = "application/json";
const HTML: &str = "text/html";
const SCHEMA_JSON: &str = "application/schema+json";
const OPENAPI_JSON: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The reference system of every coordinate: longitude and latitude in WGS 84.
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Every path of the standard.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/ogc", get(landing::show))
        .route("/ogc/", get(landing::show))
        .route("/ogc/api", get(description::show))
        .route("/ogc/conformance", get(landing::conformance))
        .route("/ogc/collections", get(collection::list))
        .route("/ogc/collections/{collection}", get(collection::show))
        .route("/ogc/collections/{collection}/queryables", get(collection::queryables))
        .route("/ogc/collections/{collection}/items", get(items::list))
        .route("/ogc/collections/{collection}/items/{id}", get(items::show))
}

/// Spells the addresses of links: absolute, as the standard's clients expect.
struct Addresses {
    base: String,
}

impl Addresses {
    fn of(state: &AppState, headers: &HeaderMap) -> Self {
        Self { base: state.absolute_address(headers, "/ogc") }
    }

    /// The address of a path below `/ogc`.
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A link object.
    fn link(&self, rel: &str, media_type: &str, title: &str, path: &str) -> Value {
        json!({"rel": rel, "type": media_type, "title": title, "href": self.at(path)})
    }

    /// Links to this answer and to its other form.
    fn itself(&self, own: &str, path: &str) -> Vec<Value> {
        let sign = if path.contains('?') { '&' } else { '?' };
        let other = |form| format!("{path}{sign}f={form}");
        vec![
            self.link("self", own, "This document", path),
            self.link("alternate", HTML, "This document as a page", &other("html")),
        ]
    }
}

/// A document in the form that was asked for.
fn reply(
    headers: &HeaderMap,
    form: Form,
    media_type: &'static str,
    document: &Value,
    view: impl FnOnce() -> View,
    state: &AppState,
) -> Result<Response, Error> {
    let mut response = match form {
        Form::Json => answer(headers, media_type, Keep::Revalidate, document.to_string()),
        Form::Html => view().render(state, headers)?,
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept, Accept-Language"));
    Ok(response)
}
