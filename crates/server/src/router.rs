//! Every path of the program, by who uses it.

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, response::IntoResponse};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::Error;
use crate::routes::Routes;
use crate::state::AppState;
use crate::{
    api, catalogue, door, dumps, exposure, gazetteer, health, ogc, pages, photos, pieces, problems, relay, releases,
    still, tiles,
};

/// No contribution is larger; photos and lists of contracts have doors of their own.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// Bytes that the body of a request to a path may have.
pub(crate) fn limit_of(path: &str) -> usize {
    let takes_photos =
        (path.starts_with("/api/v1/contributions/") && path.ends_with("/photos")) || pages::PHOTO_PATHS.contains(&path);
    let takes_pieces = (path.starts_with("/api/v1/records/") && path.ends_with("/files")) || pages::takes_pieces(path);
    match path {
        _ if takes_pieces => pieces::UPLOAD_LIMIT,
        _ if takes_photos => photos::UPLOAD_LIMIT,
        path if exposure::PATHS.contains(&path) => exposure::BODY_LIMIT,
        path if pages::LIST_PATHS.contains(&path) => pages::LIST_LIMIT,
        _ => BODY_LIMIT,
    }
}

/// The whole site.
pub fn router(state: AppState) -> Router {
    let layers = tower::ServiceBuilder::new()
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(is_worth_compressing()))
        .layer(from_fn_with_state(state.clone(), door::pass))
        .layer(CatchPanicLayer::custom(|_| Error::Internal("a handler panicked".into()).into_response()))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    routes()
        .into_router()
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .fallback(|| async { Error::NotFound })
        .with_state(state)
        .merge(web::routes())
        .layer(layers)
}

/// What is compressed already keeps its length, its ranges and its tag.
fn is_worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/gzip"))
        .and(NotForContentType::const_new("application/vnd.apache.parquet"))
        .and(NotForContentType::const_new("application/vnd.flatgeobuf"))
        .and(NotForContentType::const_new(tiles::MVT))
}

/// Every path of the site but the files of the bundle, which are the same for everybody.
pub fn paths() -> Vec<String> {
    routes().paths().to_vec()
}

fn routes() -> Routes {
    let (programs, document) = for_programs().split_for_parts();
    api::document::publish(&document);
    Routes::new()
        .merge_described(document.paths.paths.into_keys(), programs)
        .route("/api/openapi.json", get(api::document::show))
        .route("/photos/{name}", get(photos::routes::public))
        .route("/pieces/{name}", get(pieces::routes::public))
        .route("/dumps/{month}/{*file}", get(releases::file))
        .merge(ogc::routes())
        .merge(catalogue::routes())
        .merge(for_maps())
        .merge(still::routes())
        .merge(pages::routes())
        .merge(for_operators())
}

/// The JSON API and the dumps.
fn for_programs() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(api::document::Document::openapi())
        .routes(routes!(api::devices::list))
        .routes(routes!(api::devices::show))
        .routes(routes!(api::view::summary))
        .routes(routes!(api::territories::list))
        .routes(routes!(api::territories::show))
        .routes(routes!(api::territories::figures))
        .routes(routes!(api::contributions::create))
        .routes(routes!(api::contributions::show, api::contributions::amend, api::contributions::withdraw))
        .routes(routes!(api::contributions::merge))
        .routes(routes!(api::contributions::open))
        .routes(routes!(api::records::list))
        .routes(routes!(api::records::show))
        .routes(routes!(api::surveys::list))
        .routes(routes!(api::history::of_territory))
        .routes(routes!(api::history::of_device))
        .routes(routes!(api::history::of_record))
        .routes(routes!(api::police::list))
        .routes(routes!(api::police::show))
        .routes(routes!(api::changes::list))
        .routes(routes!(api::replication::newest))
        .routes(routes!(api::replication::file))
        .routes(routes!(api::media::photos))
        .routes(routes!(api::media::files))
        .routes(routes!(api::releases::list))
        .routes(routes!(api::decisions::list))
        .routes(routes!(api::decisions::show))
        .routes(routes!(api::search::find))
        .merge(with_walks())
        .merge(with_photos())
        .merge(with_pieces())
        .routes(routes!(dumps::devices))
}

/// Walks, whose files are larger than contributions.
fn with_walks() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(api::exposure::measure)).layer(DefaultBodyLimit::max(exposure::BODY_LIMIT))
}

/// Photos of contributions, whose bodies are larger than all others.
fn with_photos() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(photos::routes::add, photos::routes::list))
        .layer(DefaultBodyLimit::max(photos::UPLOAD_LIMIT))
        .routes(routes!(photos::routes::show, photos::routes::remove))
        .routes(routes!(photos::routes::boxes))
}

/// Copies of documents, which are larger still.
fn with_pieces() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(pieces::routes::add))
        .layer(DefaultBodyLimit::max(pieces::UPLOAD_LIMIT))
        .routes(routes!(pieces::routes::remove))
}

/// Tiles and their descriptions.
fn for_maps() -> Routes {
    Routes::new()
        .route("/tiles/devices.json", get(tiles::devices_tilejson))
        .route("/tiles/devices/{z}/{x}/{y}", get(tiles::devices))
        .route("/tiles/territories.json", get(tiles::territories_tilejson))
        .route("/tiles/territories/{z}/{x}/{y}", get(tiles::territories))
        .route("/basemap/tiles.json", get(tiles::basemap_tilejson))
        .route("/basemap/{z}/{x}/{y}", get(tiles::basemap_at))
        .route("/basemap/raster.json", get(relay::serve::raster_tilejson))
        .route("/basemap/raster/{z}/{x}/{y}", get(relay::serve::raster))
        .route("/streets/tiles.json", get(tiles::streets_tilejson))
        .route("/streets/names.json", get(gazetteer::names))
        .route("/streets/{z}/{x}/{y}", get(tiles::streets))
}

/// Health, for whoever runs the server.
fn for_operators() -> Routes {
    Routes::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/version", get(health::version))
        .route("/problems/{slug}", get(problems::show))
}
