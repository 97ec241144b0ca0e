//! A measured walk as GeoJSON.

use geodata::{ASSUMED_SPAN, Position};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::exposure::{Measured, Sight, Watcher};
use crate::wire::device_url;

/// A walk, who watches it and for how many metres: a GeoJSON feature collection with the sums beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExposureJson {
    /// `FeatureCollection`.
    #[schema(example = "FeatureCollection")]
    r#type: &'static str,
    /// Metres of the walk.
    #[schema(example = 1234.5)]
    length_m: f64,
    /// Metres of it that one device or more looks at; what several look at counts once.
    #[schema(example = 210.4)]
    watched_m: f64,
    /// Devices that look at some of it.
    #[schema(example = 7)]
    devices: usize,
    /// What was assumed.
    assumptions: AssumptionsJson,
    /// By `role`: `walk` (the lines), `watched` (the pieces that are looked at), then for each device, in the order of
    /// walking, `view` (the ground that it is taken to look at) and `device`, with `watched_m`, `from_m` (metres walked
    /// before it sees the walk) and `view`: `sector`, `assumed_width` or `all_around`.
    #[schema(value_type = Vec<Object>)]
    features: Vec<Value>,
    /// The licence of what is told of devices.
    #[schema(example = "ODbL-1.0")]
    licence: &'static str,
}

/// What is not known of devices and was assumed.
#[derive(Debug, Serialize, ToSchema)]
struct AssumptionsJson {
    /// Metres that each device is taken to see.
    #[schema(example = 30)]
    range_m: f64,
    /// Degrees that a view of known direction and unknown width is taken to have.
    #[schema(example = 60)]
    width_deg: f64,
    /// A device of unknown direction is taken to look all around.
    #[schema(example = "all_around")]
    without_direction: &'static str,
}

impl From<&Measured> for ExposureJson {
    fn from(measured: &Measured) -> Self {
        let exposure = &measured.exposure;
        let mut features = vec![
            feature("walk", &lines(measured.track.lines()), json!({"length_m": tenth(exposure.length_m)})),
            feature("watched", &lines(&exposure.pieces), json!({"length_m": tenth(exposure.watched_m)})),
        ];
        features.extend(measured.watchers.iter().map(view));
        features.extend(measured.watchers.iter().map(device));
        Self {
            r#type: "FeatureCollection",
            length_m: tenth(exposure.length_m),
            watched_m: tenth(exposure.watched_m),
            devices: measured.watchers.len(),
            assumptions: AssumptionsJson {
                range_m: measured.range_m,
                width_deg: ASSUMED_SPAN,
                without_direction: Sight::AllAround.key(),
            },
            features,
            licence: "ODbL-1.0",
        }
    }
}

impl ExposureJson {
    /// As it is sent.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Sight {
    /// As programs read it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Sector => "sector",
            Self::AssumedWidth => "assumed_width",
            Self::AllAround => "all_around",
        }
    }
}

fn device(watcher: &Watcher) -> Value {
    let geometry = json!({"type": "Point", "coordinates": coordinates(&watcher.area.centre)});
    let id = watcher.id.to_string();
    let mut device = feature(
        "device",
        &geometry,
        json!({
            "kind": watcher.kind.key(),
            "status": watcher.status.key(),
            "verification": watcher.verification.key(),
            "watched_m": tenth(watcher.length_m),
            "from_m": tenth(watcher.from_m),
            "view": watcher.sight.key(),
            "url": device_url(watcher.id),
        }),
    );
    device["id"] = id.into();
    device
}

fn view(watcher: &Watcher) -> Value {
    let polygons: Vec<Value> = watcher
        .area
        .rings()
        .iter()
        .map(|ring| json!([ring.iter().rev().map(coordinates).collect::<Vec<_>>()]))
        .collect();
    let geometry = json!({"type": "MultiPolygon", "coordinates": polygons});
    feature("view", &geometry, json!({"device": watcher.id.to_string(), "view": watcher.sight.key()}))
}

fn feature(role: &str, geometry: &Value, mut properties: Value) -> Value {
    properties["role"] = role.into();
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}

fn lines(lines: &[Vec<Position>]) -> Value {
    let lines: Vec<Vec<_>> = lines.iter().map(|line| line.iter().map(coordinates).collect()).collect();
    json!({"type": "MultiLineString", "coordinates": lines})
}

/// Six decimals are a tenth of a metre.
fn coordinates(position: &Position) -> [f64; 2] {
    [position.longitude(), position.latitude()].map(|degrees| (degrees * 1e6).round() / 1e6)
}

fn tenth(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
