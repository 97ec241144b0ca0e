//! Vector tiles: devices from memory, the embedded basemap, and the operator's streets.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use geodata::basemap::{self, basemap_tile};
use geodata::mvt::{EXTENT, Layer, Tag, Tile};
use geodata::points::{Cluster, LivePoints, Point};
use geodata::{CellRange, TileCoord};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Path;
use crate::map::{Attributes, CLASS_NAMES};
use crate::relay::{self, TileKind};
use crate::state::AppState;

/// From this zoom on, single devices are drawn.
const POINTS_FROM: u8 = 12;

/// The media type of a vector tile.
pub(crate) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// `{z}/{x}/{y}.mvt` as the path gives it.
type Address = (u32, u32, String);

fn tile_of((z, x, y): Address) -> Result<TileCoord, Error> {
    let row = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).and_then(|row| row.parse().ok());
    let row = row.ok_or(Error::NotFound)?;
    TileCoord::new(z, x, row).map_err(|_| Error::NotFound)
}

/// `GET /tiles/devices/{z}/{x}/{y}.mvt`: layer `clusters` below zoom 12, layer `devices` from there on.
pub(crate) async fn devices(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tile = tile_of(address)?;
    let points = state.map.snapshot();
    let layer = if tile.z() < POINTS_FROM { clusters(&points, tile) } else { single_devices(&points, tile) };
    let mut mvt = Tile::new();
    mvt.add(layer);
    Ok(served(&headers, mvt.finish(), Keep::Revalidate))
}

/// `GET /basemap/{z}/{x}/{y}.mvt`: the embedded map.
pub(crate) async fn basemap_at(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tile = tile_of(address)?;
    let made = tokio::task::spawn_blocking(move || basemap_tile(state.basemap(), tile));
    let bytes = made.await.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(served(&headers, bytes, Keep::Day))
}

/// `GET /streets/{z}/{x}/{y}.mvt`: one tile of the archive, as it lies there (gzip).
pub(crate) async fn streets(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tile = tile_of(address)?;
    let Some(archive) = state.streets.as_ref() else { return relay::serve::vector(&state, tile, &headers).await };
    let Some(bytes) = archive.tile(tile).map_err(|error| Error::Internal(Box::new(error)))? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let mut response = answer(&headers, MVT, Keep::Day, bytes.to_vec());
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Ok(response)
}

fn served(headers: &HeaderMap, bytes: Option<Vec<u8>>, keep: Keep) -> Response {
    match bytes {
        Some(bytes) => answer(headers, MVT, keep, bytes),
        None => (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-cache")]).into_response(),
    }
}

fn clusters(points: &LivePoints, tile: TileCoord) -> Layer {
    points.clusters(tile).iter().fold(Layer::new("clusters"), |layer, cluster| add_cluster(layer, cluster, tile))
}

fn add_cluster(layer: Layer, cluster: &Cluster, tile: TileCoord) -> Layer {
    let at = within(tile, cluster.centre());
    let mut properties = vec![("count", Tag::Count(u64::from(cluster.total())))];
    let counted = CLASS_NAMES.into_iter().zip(cluster.counts).filter(|(_, count)| *count > 0);
    properties.extend(counted.map(|(name, count)| (name, Tag::Count(u64::from(count)))));
    layer.point(None, at, &properties)
}

fn single_devices(points: &LivePoints, tile: TileCoord) -> Layer {
    points.within(CellRange::of_tile(tile)).fold(Layer::new("devices"), |layer, point| add_device(layer, &point, tile))
}

fn add_device(layer: Layer, point: &Point, tile: TileCoord) -> Layer {
    let id = Uuid::from_u128(point.id).to_string();
    let attributes = Attributes::unpack(point.attributes);
    let mut properties = vec![
        ("id", Tag::Text(&id)),
        ("kind", Tag::Text(attributes.kind.key())),
        ("status", Tag::Text(attributes.status.key())),
        ("verification", Tag::Text(attributes.verification.key())),
    ];
    properties.extend(attributes.kind.family().map(|family| ("family", Tag::Text(family.key()))));
    properties.extend(attributes.operator_kind.map(|kind| ("operator_kind", Tag::Text(kind.key()))));
    properties.extend(attributes.bearing.map(|bearing| ("bearing", Tag::Count(u64::from(bearing)))));
    layer.point(None, within(tile, point.cell.unit()), &properties)
}

/// Tile units of a point of the unit square. Renderers drop points at the far edge, so they are kept inside.
fn within(tile: TileCoord, (x, y): (f64, f64)) -> [i32; 2] {
    let side = f64::from(1_u32 << tile.z());
    let units = |unit: f64, index: u32| ((unit * side - f64::from(index)) * f64::from(EXTENT)) as i32;
    [units(x, tile.x()), units(y, tile.y())].map(|unit| unit.clamp(0, EXTENT as i32 - 1))
}

/// `GET /tiles/devices.json`: TileJSON 3.0.
pub(crate) async fn devices_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let text = |about: &str| json!(about);
    let counts: serde_json::Map<String, Value> =
        ["count"].iter().chain(&CLASS_NAMES).map(|name| ((*name).to_owned(), text("Number"))).collect();
    let fields = ["id", "kind", "status", "verification", "family", "operator_kind"];
    let mut device: serde_json::Map<String, Value> =
        fields.iter().map(|name| ((*name).to_owned(), text("String"))).collect();
    device.insert("bearing".to_owned(), text("Number"));
    let layers = json!([
        {"id": "clusters", "fields": counts, "minzoom": 0, "maxzoom": POINTS_FROM - 1},
        {"id": "devices", "fields": device, "minzoom": POINTS_FROM, "maxzoom": 16},
    ]);
    Json(tilejson(
        &state,
        &headers,
        "devices",
        "/tiles/devices/{z}/{x}/{y}.mvt",
        (0, 16),
        &layers,
        "Technopolice, ODbL · © OpenStreetMap contributors",
    ))
    .into_response()
}

/// `GET /basemap/tiles.json`.
pub(crate) async fn basemap_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let names = ["land", "water", "river", "boundary", "place", "department_label", "country_label"];
    let layers = names.iter().map(|name| json!({"id": name, "fields": {}})).collect();
    Json(tilejson(
        &state,
        &headers,
        "basemap",
        "/basemap/{z}/{x}/{y}.mvt",
        (0, basemap::MAX_ZOOM),
        &layers,
        basemap::ATTRIBUTION,
    ))
    .into_response()
}

/// `GET /streets/tiles.json`: 404 where there are no streets.
pub(crate) async fn streets_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let names = ["water", "landcover", "landuse", "building", "transportation", "transportation_name", "place", "poi"];
    let layers = names.iter().map(|name| json!({"id": name, "fields": {}})).collect();
    let path = "/streets/{z}/{x}/{y}.mvt";
    let Some(archive) = state.streets.as_ref() else {
        let relay = state.relayed(TileKind::Vector).ok_or(Error::NotFound)?;
        return Ok(Json(relay::serve::described(&state, &headers, relay.upstream(), path, &layers)).into_response());
    };
    let zooms = (archive.min_zoom(), archive.max_zoom());
    let mut document = tilejson(&state, &headers, "streets", path, zooms, &layers, "© OpenStreetMap contributors");
    let bounds = archive.bounds();
    document["bounds"] = json!([bounds.west(), bounds.south(), bounds.east(), bounds.north()]);
    Ok(Json(document).into_response())
}

/// TileJSON wants absolute addresses: the operator's, or the one the client used.
pub(crate) fn tilejson(
    state: &AppState,
    headers: &HeaderMap,
    name: &str,
    path: &str,
    zooms: (u8, u8),
    layers: &Value,
    attribution: &str,
) -> Value {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost");
    let address = if state.settings.base_url.is_some() { state.address(path) } else { format!("http://{host}{path}") };
    json!({
        "tilejson": "3.0.0",
        "name": name,
        "tiles": [address],
        "vector_layers": layers,
        "minzoom": zooms.0,
        "maxzoom": zooms.1,
        "bounds": [-180.0, -85.0511, 180.0, 85.0511],
        "attribution": attribution,
    })
}
