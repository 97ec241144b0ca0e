//! The tiles of the other server, at addresses of this one.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use geodata::TileCoord;
use serde_json::{Value, json};

use super::upstream::is_gzip;
use super::{TileKind, Upstream};
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;
use crate::tiles::{TileSet, tilejson};

/// `GET /basemap/raster/{z}/{x}/{y}.png`: a picture, whatever its format; 404 where there is none.
pub(crate) async fn raster(
    State(state): State<AppState>,
    Path((z, x, y)): Path<(u32, u32, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let row = y.split_once('.').map_or(y.as_str(), |(row, _)| row).parse().map_err(|_| Error::NotFound)?;
    let tile = TileCoord::new(z, x, row).map_err(|_| Error::NotFound)?;
    relayed(&state, TileKind::Raster, tile, &headers).await?.ok_or(Error::NotFound)
}

/// A vector tile of the other server, 204 where it has none.
pub(crate) async fn vector(state: &AppState, tile: TileCoord, headers: &HeaderMap) -> Result<Response, Error> {
    let response = relayed(state, TileKind::Vector, tile, headers).await?;
    Ok(response.unwrap_or_else(|| StatusCode::NO_CONTENT.into_response()))
}

async fn relayed(
    state: &AppState,
    kind: TileKind,
    tile: TileCoord,
    headers: &HeaderMap,
) -> Result<Option<Response>, Error> {
    let relay = state.relayed(kind).ok_or(Error::NotFound)?;
    let Some(bytes) = relay.tile(tile, state.world.today()).await? else { return Ok(None) };
    Ok(Some(as_tile(kind, bytes, headers)))
}

fn as_tile(kind: TileKind, bytes: Bytes, headers: &HeaderMap) -> Response {
    let is_gzip = is_gzip(&bytes);
    // What was kept was looked at before.
    let media_type = kind.media_type(&bytes).unwrap_or("application/octet-stream");
    let mut response = answer(headers, media_type, Keep::Day, bytes);
    if is_gzip {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// `GET /basemap/raster.json`: TileJSON 3.0; 404 without pictures of another server.
pub(crate) async fn raster_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let relay = state.relayed(TileKind::Raster).ok_or(Error::NotFound)?;
    let document = described(&state, &headers, relay.upstream(), "/basemap/raster/{z}/{x}/{y}.png", &json!([]));
    Ok(Json(document).into_response())
}

/// The description of another server's tiles at an address of this one.
pub(crate) fn described(
    state: &AppState,
    headers: &HeaderMap,
    upstream: &Upstream,
    path: &str,
    layers: &Value,
) -> Value {
    // A TileJSON attribution is markup.
    let attribution = upstream.attribution.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let zooms = (0, upstream.max_zoom);
    let set = TileSet { name: "basemap", path, zooms, layers: layers.clone(), attribution: &attribution };
    let mut document = tilejson(state, headers, &set);
    if upstream.kind == TileKind::Raster
        && let Some(fields) = document.as_object_mut()
    {
        fields.remove("vector_layers");
    }
    document
}
