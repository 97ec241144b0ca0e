//! What the tiles are, as TileJSON 3.0: layers, zooms, and every field with what it means.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use geodata::basemap::{self, AREAS_MAX_ZOOM, COMMUNES_FROM, DEPARTMENTS_FROM};
use geodata::{ASSUMED_RANGE_M, ASSUMED_SPAN};
use serde_json::{Map, Value, json};

use super::devices::{MAX_ZOOM, POINTS_FROM, SECTORS_FROM};
use crate::error::Error;
use crate::filter::DeviceQuery;
use crate::relay::{self, TileKind};
use crate::shading::USES;
use crate::state::AppState;

/// Names of fields and what they mean.
type Fields = &'static [(&'static str, &'static str)];

const CLUSTER_FIELDS: Fields = &[
    ("count", "Number. Devices that stand; those that stand no more only where the filter asks for them"),
    ("camera", "Number. Cameras among them (family camera)"),
    ("plate_reader", "Number. Plate readers among them (family camera)"),
    ("sensor", "Number. Acoustic sensors, gates and tracking sensors among them (family sensor)"),
    ("other", "Number. Everything else among them, of no family"),
    ("gone", "Number. Devices that stand no more, which count does not hold"),
];

const DEVICE_FIELDS: Fields = &[
    ("id", "String. UUID of the device"),
    ("kind", "String. Key of device_kind"),
    ("status", "String. Key of device_status"),
    ("verification", "String. Key of verification"),
    ("family", "String. Key of family, where the kind has one"),
    ("operator_kind", "String. public, private or mixed, where it is known"),
    ("bearing", "Number. Degrees clockwise from north, where it looks in one known direction"),
    ("first_seen", "Number. Day since 1970-01-01 on which it was first seen, where it is known"),
    ("recorded_on", "Number. Day since 1970-01-01 on which the census first knew it, where first_seen is not known"),
    ("seen_on", "Number. Day since 1970-01-01 on which somebody last saw it; of devices that stand"),
    ("removed_on", "Number. Day since 1970-01-01 on which it went or was found gone; of devices that stand no more"),
    ("plate_reading", "Boolean. Present when it reads number plates"),
    ("software", "Boolean. Present when a use of software or of facial recognition names it"),
];

const SECTOR_FIELDS: Fields = &[
    ("id", "String. UUID of the device"),
    ("kind", "String. Key of device_kind"),
    ("shape", "String. sector: it looks there; ring: it may look anywhere, draw the outline"),
    ("span_assumed", "Boolean. Only the direction is known, the width is an assumption"),
];

const TERRITORY_FIELDS: Fields = &[
    ("code", "String. Public code of the territory"),
    ("name", "String. French name"),
    ("level", "String. region, department, commune or arrondissement"),
    ("population", "Number. Legal population, where it is published and not zero"),
    ("devices", "Number. Devices that stand, as far as the census knows"),
    ("per_1000", "Number. Devices for each 1,000 inhabitants, where there are inhabitants"),
    ("surveyed", "Boolean. false: nobody ever recorded anything, which is not the same as no devices"),
    ("uses_around", "Number. Uses of technology by an authority of a larger territory around it"),
];

fn fields(fields: Fields) -> Map<String, Value> {
    fields.iter().map(|(name, about)| ((*name).to_owned(), json!(about))).collect()
}

fn layer(id: &str, fields: &Map<String, Value>, zooms: (u8, u8)) -> Value {
    json!({"id": id, "fields": fields, "minzoom": zooms.0, "maxzoom": zooms.1})
}

/// A tile set in words.
pub(crate) struct TileSet<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The address of a tile on this site.
    pub(crate) path: &'a str,
    /// The first zoom and the last one.
    pub(crate) zooms: (u8, u8),
    /// The layers with their fields.
    pub(crate) layers: Value,
    /// Whom it is from.
    pub(crate) attribution: &'a str,
}

/// `GET /tiles/devices.json`: the filter of a map or a list may be given, what tiles take of it is in their address.
pub(crate) async fn devices_tilejson(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let query = DeviceQuery::of_page(uri.query())?;
    crate::filter::filter(&state, &query)?;
    let traits = query.address_of_traits();
    let sign = if traits.is_empty() { "" } else { "?" };
    let layers = json!([
        layer("clusters", &fields(CLUSTER_FIELDS), (0, POINTS_FROM - 1)),
        layer("sectors", &fields(SECTOR_FIELDS), (SECTORS_FROM, MAX_ZOOM)),
        layer("devices", &fields(DEVICE_FIELDS), (POINTS_FROM, MAX_ZOOM)),
    ]);
    let mut document = tilejson(
        &state,
        &headers,
        &TileSet {
            name: "devices",
            path: &format!("/tiles/devices/{{z}}/{{x}}/{{y}}.mvt{sign}{traits}"),
            zooms: (0, MAX_ZOOM),
            layers,
            attribution: "Technopolice, ODbL · © OpenStreetMap contributors",
        },
    );
    document["description"] = json!(
        "Devices of the census. Tiles take the parameters kind, family, operator_kind, status, verification, since, \
         seen_since, plate_reading, software and standing_on of /api/v1/devices."
    );
    // Foreign members: what is drawn where nobody knows.
    document["assumptions"] = json!({"range_m": ASSUMED_RANGE_M, "span_degrees": ASSUMED_SPAN});
    Ok(Json(document).into_response())
}

/// `GET /tiles/territories.json`.
pub(crate) async fn territories_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut all = fields(TERRITORY_FIELDS);
    all.extend(USES.iter().map(|(family, name)| {
        let about =
            format!("Number. Uses of the family {family} by an authority of this territory or of one inside it");
        ((*name).to_owned(), json!(about))
    }));
    let layers = json!([layer("territories", &all, (0, AREAS_MAX_ZOOM))]);
    let set = TileSet {
        name: "territories",
        path: "/tiles/territories/{z}/{x}/{y}.mvt",
        zooms: (0, AREAS_MAX_ZOOM),
        layers,
        attribution: basemap::ATTRIBUTION,
    };
    let mut document = tilejson(&state, &headers, &set);
    document["description"] = json!(format!(
        "Territories with their figures: regions to zoom {}, departments to zoom {}, communes and arrondissements from \
         zoom {COMMUNES_FROM}.",
        DEPARTMENTS_FROM - 1,
        COMMUNES_FROM - 1
    ));
    Json(document).into_response()
}

fn unnamed_fields(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"id": name, "fields": {}})).collect()
}

/// `GET /basemap/tiles.json`.
pub(crate) async fn basemap_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let set = TileSet {
        name: "basemap",
        path: "/basemap/{z}/{x}/{y}.mvt",
        zooms: (0, basemap::MAX_ZOOM),
        layers: unnamed_fields(&["land", "water", "river", "boundary", "place", "department_label", "country_label"]),
        attribution: basemap::ATTRIBUTION,
    };
    Json(tilejson(&state, &headers, &set)).into_response()
}

/// `GET /streets/tiles.json`: 404 where there are no streets.
pub(crate) async fn streets_tilejson(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let names = ["water", "landcover", "landuse", "building", "transportation", "transportation_name", "place", "poi"];
    let path = "/streets/{z}/{x}/{y}.mvt";
    let Some(archive) = state.streets.as_ref() else {
        let relay = state.relayed(TileKind::Vector).ok_or(Error::NotFound)?;
        let layers = unnamed_fields(&names);
        return Ok(Json(relay::serve::described(&state, &headers, relay.upstream(), path, &layers)).into_response());
    };
    let set = TileSet {
        name: "streets",
        path,
        zooms: (archive.min_zoom(), archive.max_zoom()),
        layers: unnamed_fields(&names),
        attribution: "© OpenStreetMap contributors",
    };
    let mut document = tilejson(&state, &headers, &set);
    let bounds = archive.bounds();
    document["bounds"] = json!([bounds.west(), bounds.south(), bounds.east(), bounds.north()]);
    Ok(Json(document).into_response())
}

/// TileJSON wants absolute addresses: the operator's, or the one the client used.
pub(crate) fn tilejson(state: &AppState, headers: &HeaderMap, set: &TileSet<'_>) -> Value {
    let address = state.absolute_address(headers, set.path);
    json!({
        "tilejson": "3.0.0",
        "name": set.name,
        "tiles": [address],
        "vector_layers": set.layers,
        "minzoom": set.zooms.0,
        "maxzoom": set.zooms.1,
        "bounds": [-180.0, -85.0511, 180.0, 85.0511],
        "attribution": set.attribution,
    })
}
