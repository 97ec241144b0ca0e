//! Where catalogues, search engines and other programs find what this census offers: DCAT at `/data`, the list of its
//! interfaces, what it takes from OpenStreetMap, and whom to tell of a hole.

mod contact;
mod dcat;
mod rdf;
mod schema_org;
mod taginfo;
mod well_known;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use contact::{Contact, InvalidContact};
pub(crate) use schema_org::dataset as schema_org;

use crate::conditional::{Keep, answer, preferred};
use crate::error::Error;
use crate::pages::Paths;
use crate::routes::Routes;
use crate::state::AppState;
use crate::words::Lang;

/// The licence of everything in the census.
const ODBL: &str = "https://opendatacommons.org/licenses/odbl/1-0/";
/// The media types of the catalogue.
pub(crate) const JSON_LD: &str = "application/ld+json";
pub(crate) const TURTLE: &str = "text/turtle";
/// What the graph and this census are called in its own addresses.
pub(crate) const CATALOGUE: [&str; 2] = ["/data.jsonld", "/data.ttl"];

/// Every path.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/data", get(negotiate))
        .route(CATALOGUE[0], get(as_json_ld))
        .route(CATALOGUE[1], get(as_turtle))
        .route("/taginfo.json", get(taginfo::show))
        .route("/.well-known/api-catalog", get(well_known::api_catalogue))
        .route("/.well-known/security.txt", get(well_known::security))
}

/// `GET /data`: the catalogue as `Accept` prefers it; a browser is led to the page.
async fn negotiate(state: State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let mut response = match preferred(&headers, &[JSON_LD, TURTLE, "text/html"]) {
        Some("text/html") => (StatusCode::SEE_OTHER, [(header::LOCATION, Paths(Lang::Fr).data())]).into_response(),
        Some(TURTLE) => located(as_turtle(state, headers).await?, CATALOGUE[1]),
        _ => located(as_json_ld(state, headers).await?, CATALOGUE[0]),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

/// Tells under which address of its own this form lives.
fn located(mut response: Response, address: &'static str) -> Response {
    response.headers_mut().insert(header::CONTENT_LOCATION, HeaderValue::from_static(address));
    response
}

/// `GET /data.jsonld`
async fn as_json_ld(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let graph = dcat::graph(&state, &headers).await?;
    Ok(answer(&headers, JSON_LD, Keep::Revalidate, rdf::json_ld(&graph).to_string()))
}

/// `GET /data.ttl`
async fn as_turtle(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let graph = dcat::graph(&state, &headers).await?;
    Ok(answer(&headers, "text/turtle; charset=utf-8", Keep::Revalidate, rdf::turtle(&graph)))
}
