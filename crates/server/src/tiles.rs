//! Vector tiles: devices and territories from memory, the embedded basemap, and the operator's streets.

mod cache;
mod description;
mod devices;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use geodata::TileCoord;
use geodata::basemap::{TerritoryArea, basemap_tile};
use geodata::mvt::{Layer, Property, Tag, Tile};

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::filter::{self, DeviceQuery};
use crate::map::MapFilter;
use crate::relay;
use crate::shading::{Table, USES};
use crate::state::AppState;

pub(crate) use crate::map::Sector;
pub(crate) use cache::TileCache;
use cache::{Content, Shown};
pub(crate) use description::{
    TileSet, basemap_tilejson, devices_tilejson, streets_tilejson, territories_tilejson, tilejson,
};
pub(crate) use devices::{POINTS_FROM, SECTORS_FROM, Shape, shapes};

/// The media type of a vector tile.
pub(crate) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// `{z}/{x}/{y}.mvt` as the path gives it.
type Address = (u32, u32, String);

fn tile_of((z, x, y): Address) -> Result<TileCoord, Error> {
    let row = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")).and_then(|row| row.parse().ok());
    let row = row.ok_or(Error::NotFound)?;
    TileCoord::new(z, x, row).map_err(|_| Error::NotFound)
}

/// The filter of a tile: that of lists without where and when, which a tile and a map say themselves.
fn filter_of(state: &AppState, uri: &Uri) -> Result<MapFilter, Error> {
    if uri.query().is_none_or(str::is_empty) {
        return Ok(MapFilter::default());
    }
    let Query(query) = axum::extract::Query::<DeviceQuery>::try_from_uri(uri).map(|query| Query(query.0))?;
    match query.beyond_traits() {
        Some(name) => Err(Error::Malformed(format!("{name}: tiles take no such parameter"))),
        None => Ok(MapFilter::from(&filter::filter(state, &query)?)),
    }
}

/// `GET /tiles/devices/{z}/{x}/{y}.mvt`: layer `clusters` below zoom 12, layer `devices` from there on, and layer
/// `sectors` from zoom 15.
pub(crate) async fn devices(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (tile, filter) = (tile_of(address)?, filter_of(&state, &uri)?);
    let shown = Shown::Devices(filter);
    let stamp = state.map.stamp(tile);
    if let Some(content) = state.tiles.get(shown, tile, stamp) {
        return Ok(content.response(&headers, Keep::Revalidate));
    }
    let bytes = if tile.z() < devices::POINTS_FROM {
        clusters(&state, filter, tile).await?
    } else {
        devices::single(&state.map, &state.map.snapshot(), filter, tile)
    };
    Ok(state.tiles.keep(shown, tile, stamp, bytes).response(&headers, Keep::Revalidate))
}

/// A tile of clusters. The first one of a filter counts all points, off the request threads.
async fn clusters(state: &AppState, filter: MapFilter, tile: TileCoord) -> Result<Option<Vec<u8>>, Error> {
    let points = state.map.snapshot();
    let pyramid = state.map.counted(&points, filter).await.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(devices::clusters(&points, pyramid.of(&points, filter), filter, tile))
}

/// `GET /tiles/territories/{z}/{x}/{y}.mvt`: layer `territories`, regions, departments or communes by zoom.
pub(crate) async fn territories(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tile = tile_of(address)?;
    let table =
        state.shades.table((&state.store, &state.map), state.places.territories()).await.map_err(Error::from)?;
    let version = table.version;
    let made = move |state: &AppState| {
        let areas = state.areas().in_tile(tile);
        let layer = areas.iter().fold(Layer::new("territories"), |layer, area| add_territory(layer, area, &table));
        let mut mvt = Tile::new();
        mvt.add(layer);
        mvt.finish()
    };
    let content = kept(&state, Shown::Territories, tile, version, made).await?;
    Ok(content.response(&headers, Keep::Revalidate))
}

fn add_territory(layer: Layer, area: &TerritoryArea, table: &Table) -> Layer {
    let territory = area.territory;
    let shade = table.of(&territory.code);
    let population = territory.population.filter(|population| *population > 0);
    let per_1000 = population.map(|population| {
        let per_1000 = shade.devices.standing as f64 * 1_000.0 / f64::from(population);
        (per_1000 * 1_000.0).round() / 1_000.0
    });
    let mut properties: Vec<Property<'_>> = vec![
        ("code", Tag::Text(&territory.code)),
        ("name", Tag::Text(&territory.name)),
        ("level", Tag::Text(territory.kind.key())),
        ("devices", Tag::Count(shade.devices.standing)),
        ("surveyed", Tag::Flag(shade.devices.recorded > 0)),
    ];
    properties.extend(population.map(|population| ("population", Tag::Count(u64::from(population)))));
    properties.extend(per_1000.map(|rate| ("per_1000", Tag::Number(rate))));
    let uses = USES.iter().zip(shade.uses).filter(|(_, count)| *count > 0);
    properties.extend(uses.map(|((_, name), count)| (*name, Tag::Count(count))));
    if shade.uses_around > 0 {
        properties.push(("uses_around", Tag::Count(shade.uses_around)));
    }
    layer.polygon(&area.parts, &properties)
}

/// `GET /basemap/{z}/{x}/{y}.mvt`: the embedded map.
pub(crate) async fn basemap_at(
    State(state): State<AppState>,
    Path(address): Path<Address>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let tile = tile_of(address)?;
    let made = move |state: &AppState| basemap_tile(state.basemap(), tile);
    let content = kept(&state, Shown::Basemap, tile, 0, made).await?;
    Ok(content.response(&headers, Keep::Day))
}

/// A tile of the embedded map for a picture, kept or made now: not for a request thread.
pub(crate) fn basemap_bytes(state: &AppState, tile: TileCoord) -> Option<Bytes> {
    let kept = state.tiles.get(Shown::Basemap, tile, 0);
    let content =
        kept.unwrap_or_else(|| state.tiles.keep(Shown::Basemap, tile, 0, basemap_tile(state.basemap(), tile)));
    content.bytes()
}

/// What is kept of a tile, or what is made of it now, off the request threads.
async fn kept(
    state: &AppState,
    shown: Shown,
    tile: TileCoord,
    stamp: i64,
    make: impl FnOnce(&AppState) -> Option<Vec<u8>> + Send + 'static,
) -> Result<Arc<Content>, Error> {
    if let Some(content) = state.tiles.get(shown, tile, stamp) {
        return Ok(content);
    }
    let maker = state.clone();
    let made = tokio::task::spawn_blocking(move || maker.tiles.keep(shown, tile, stamp, make(&maker)));
    made.await.map_err(|error| Error::Internal(Box::new(error)))
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
