//! Where a device can be seen.

use fast_mvt::MvtReaderRef;
use serde_json::{Value, json};
use technopolice_tests::Server;
use uuid::Uuid;

/// Nice, place Masséna: in a French commune, far from the sample's devices.
pub(crate) const NICE: (f64, f64) = (7.2706, 43.6971);

/// A report of a camera at a place.
pub(crate) fn report(client_id: Uuid, (longitude, latitude): (f64, f64)) -> Value {
    json!({
        "client_id": client_id, "intent": "new",
        "patch": {"kind": "camera", "position": [longitude, latitude], "form": "dome", "bearing": 240},
        "basis": {"kind": "seen"},
    })
}

/// How often an id stands in a text.
pub(crate) fn times(id: &str, text: &str) -> usize {
    text.matches(id).count()
}

/// How often a device is drawn in the tile of zoom 14 that holds a place.
pub(crate) fn in_tile(server: &Server, id: &str, (longitude, latitude): (f64, f64)) -> usize {
    let side = f64::from(1 << 14);
    let x = ((longitude + 180.0) / 360.0 * side) as u32;
    let y = ((1.0 - latitude.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side) as u32;
    let answer = server.get(&format!("/tiles/devices/14/{x}/{y}.mvt"));
    if answer.status == 204 {
        return 0;
    }
    assert_eq!(answer.header("content-type"), "application/vnd.mapbox-vector-tile");
    let reader = MvtReaderRef::new(&answer.body).expect("a vector tile");
    let features = reader.layers().flat_map(|layer| {
        layer.features().map(|feature| format!("{:?}", feature.properties().collect::<Vec<_>>())).collect::<Vec<_>>()
    });
    features.filter(|properties| properties.contains(id)).count()
}
