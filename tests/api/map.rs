//! The map: tiles, their descriptions and the summary of a box, which all answer from one index.

use std::collections::BTreeMap;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use serde_json::{Value, json};
use technopolice_tests::{Server, demo, wait_until};
use uuid::Uuid;

use crate::seen::{NICE, report};

/// Metropolitan France and its neighbours, in tiles of zoom 5.
const FRANCE: [(u32, u32); 6] = [(15, 10), (15, 11), (16, 10), (16, 11), (17, 11), (15, 12)];
/// The same as a box, with a margin.
const BOX: &str = "-11.25,40.98,22.5,55.77";

type Properties = BTreeMap<String, Value>;

/// The properties of the features of a layer.
fn layer(body: &[u8], name: &str) -> Vec<Properties> {
    if body.is_empty() {
        return Vec::new();
    }
    let reader = MvtReaderRef::new(body).expect("a vector tile");
    let value = |value: MvtValueRef<'_>| match value {
        MvtValueRef::String(text) => json!(text),
        MvtValueRef::UInt(number) => json!(number),
        MvtValueRef::Double(number) => json!(number),
        MvtValueRef::Bool(flag) => json!(flag),
        other => panic!("{other:?} is none of ours"),
    };
    let features = reader.layers().filter(|layer| layer.name() == name).flat_map(fast_mvt::MvtLayerRef::features);
    features
        .map(|feature| feature.properties().flatten().map(|(key, it)| (key.to_owned(), value(it))).collect())
        .collect()
}

/// What the clusters of France count under a filter.
fn clustered(server: &Server, query: &str) -> u64 {
    let tiles = FRANCE.map(|(x, y)| server.get(&format!("/tiles/devices/5/{x}/{y}.mvt?{query}")));
    let clusters = tiles.iter().flat_map(|tile| layer(&tile.body, "clusters"));
    clusters.filter_map(|properties| properties["count"].as_u64()).sum()
}

fn tile_at(zoom: u32, (longitude, latitude): (f64, f64)) -> String {
    let side = f64::from(1_u32 << zoom);
    let x = ((longitude + 180.0) / 360.0 * side) as u32;
    let y = ((1.0 - latitude.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side) as u32;
    format!("/{zoom}/{x}/{y}.mvt")
}

#[test]
fn clusters_lists_and_summaries_agree_under_every_filter() {
    let server = demo();
    for query in [
        "status=reported,confirmed",
        "kind=plate_reader&status=reported,confirmed",
        "family=sensor&status=reported,confirmed",
        "status=removed,not_found",
        "verification=documented&status=reported,confirmed",
        "operator_kind=public&status=reported,confirmed",
        "operator_kind=unknown&status=reported,confirmed",
        "plate_reading=true&status=reported,confirmed",
        "software=true&status=reported,confirmed",
        "software=false&status=reported,confirmed",
        "seen_since=P1Y&status=reported,confirmed",
        "standing_on=2026-11-01",
    ] {
        let summary = server.get(&format!("/api/v1/devices/summary?bbox={BOX}&limit=10000&{query}")).json();
        let listed = summary["devices"].as_array().expect("devices").len() as u64;
        assert_eq!(summary["count"], listed, "{query}");
        let shown = "camera,plate_reader,acoustic_sensor,gate,tracking_sensor,unknown";
        let kinds = if query.contains("kind=plate") { String::new() } else { format!("&kind={shown}") };
        let list = server.get(&format!("/api/v1/devices?bbox={BOX}&limit=1000&{query}{kinds}")).json();
        assert_eq!(list["numberReturned"], listed, "{query}");
        assert_eq!(clustered(&server, query), listed, "{query}");
    }
    assert!(clustered(&server, "") > 200);
}

#[test]
fn a_summary_puts_the_nearest_first_and_sorts_as_it_is_told() {
    let server = demo();
    let devices = |sort: &str, limit: u32| {
        let path = format!("/api/v1/devices/summary?bbox=2,48,3,50&sort={sort}&limit={limit}");
        server.get(&path).json()["devices"].as_array().expect("devices").clone()
    };
    let metres = |devices: &[Value]| devices.iter().map(|it| it["distance_m"].as_f64()).collect::<Vec<_>>();
    let (near, all) = (devices("near", 5), devices("near", 10_000));
    assert!(metres(&all).is_sorted() && metres(&near) == metres(&all[..5]));
    let seen = devices("seen", 10_000);
    let days: Vec<_> =
        seen.iter().filter(|it| it["removed_on"].is_null()).map(|it| it["seen_on"].to_string()).collect();
    assert!(days.windows(2).all(|pair| pair[0] >= pair[1] || pair[1] == "null"), "{days:?}");
    assert_eq!(seen.len(), all.len());
    for (query, status) in [
        ("", 400),
        ("bbox=2,48,3,49&sort=arrival", 400),
        ("bbox=2,48,3,49&territory=93066", 400),
        ("bbox=2,48,3,49&as_of=2026-01-01", 400),
        ("bbox=2,48,3,49&colour=red", 400),
        ("bbox=2,48,3,49&seen_since=P1W", 400),
        ("bbox=2,48,3,49&limit=0", 200),
    ] {
        assert_eq!(server.get(&format!("/api/v1/devices/summary?{query}")).status, status, "{query}");
    }
}

#[test]
fn a_report_is_drawn_with_its_view_within_a_second() {
    let server = demo();
    let mut body = report(Uuid::from_u128(41), NICE);
    body["patch"]["form"] = json!("fixed");
    let sent = server.post("/api/v1/contributions", &body);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let id = sent.json()["entity"]["id"].clone();
    let of_it = |zoom: u32, name: &str| {
        let tile = server.get(&format!("/tiles/devices{}", tile_at(zoom, NICE)));
        layer(&tile.body, name).into_iter().find(|properties| properties["id"] == id)
    };
    wait_until("in its tile", || of_it(14, "devices").is_some());
    let device = of_it(16, "devices").expect("the device");
    assert_eq!((&device["bearing"], &device["family"]), (&json!(240), &json!("camera")));
    assert!(device["recorded_on"].as_u64().is_some_and(|day| day > 20_000) && !device.contains_key("first_seen"));
    let sector = of_it(16, "sectors").expect("its sector");
    assert_eq!((&sector["shape"], &sector["span_assumed"]), (&json!("sector"), &json!(true)));
    assert!(of_it(14, "sectors").is_none(), "sectors begin at zoom 15");
}

#[test]
fn nothing_known_of_the_direction_is_no_sector_and_a_dome_is_a_ring() {
    let server = demo();
    for (number, form, shape) in [(51, "fixed", None), (52, "dome", Some("ring")), (53, "panoramic", Some("ring"))] {
        // A tile of zoom 16 for each.
        let place = (NICE.0, NICE.1 + (number - 51) as f64 * 1e-2);
        let mut body = report(Uuid::from_u128(number), place);
        body["patch"]["form"] = json!(form);
        body["patch"].as_object_mut().expect("fields").remove("bearing");
        let sent = server.post("/api/v1/contributions", &body);
        assert_eq!(sent.status, 201, "{}", sent.text());
        let tile = || server.get(&format!("/tiles/devices{}", tile_at(16, place))).body;
        wait_until("in its tile", || !layer(&tile(), "devices").is_empty());
        let shapes: Vec<Value> = layer(&tile(), "sectors").iter().map(|it| it["shape"].clone()).collect();
        assert_eq!(shapes, shape.map(|shape| json!(shape)).into_iter().collect::<Vec<_>>(), "{form}");
    }
}

#[test]
fn territories_have_their_figures_and_uses_are_never_points() {
    let server = demo();
    let saint_denis = (2.3570, 48.9290);
    let communes = layer(&server.get(&format!("/tiles/territories{}", tile_at(10, saint_denis))).body, "territories");
    let of = |code: &str| communes.iter().find(|area| area["code"] == code).unwrap_or_else(|| panic!("no {code}"));
    let place = of("93066");
    let counted = server.get("/api/v1/devices?territory=93066&status=reported,confirmed&limit=1000").json();
    assert_eq!(place["devices"], counted["numberReturned"]);
    let expected =
        place["devices"].as_f64().expect("a number") * 1_000.0 / place["population"].as_f64().expect("people");
    assert!((place["per_1000"].as_f64().expect("a number") - expected).abs() < 1e-3);
    assert_eq!((&place["level"], &place["surveyed"]), (&json!("commune"), &json!(true)));
    assert!(communes.iter().any(|area| area["surveyed"] == false && area["devices"] == 0));
    for (zoom, level) in [(4, "region"), (6, "department"), (9, "commune")] {
        let areas =
            layer(&server.get(&format!("/tiles/territories{}", tile_at(zoom, saint_denis))).body, "territories");
        assert!(areas.iter().any(|area| area["level"] == level), "zoom {zoom}");
    }
    let regions = layer(&server.get("/tiles/territories/4/8/5.mvt").body, "territories");
    assert!(
        regions.iter().any(|area| area.get("software_uses").and_then(Value::as_u64).is_some_and(|uses| uses > 0)),
        "{regions:?}"
    );
}

#[test]
fn tile_sets_describe_every_field_they_have() {
    let server = demo();
    for (set, tiles) in [
        ("devices", vec!["/5/16/11.mvt".to_owned(), tile_at(12, (7.4246, 43.7384)), tile_at(16, (7.4246, 43.7384))]),
        ("territories", vec!["/4/8/5.mvt".to_owned(), "/6/32/22.mvt".to_owned(), "/9/259/176.mvt".to_owned()]),
    ] {
        let document = server.get(&format!("/tiles/{set}.json")).json();
        assert_eq!(document["tilejson"], "3.0.0");
        let layers = document["vector_layers"].as_array().expect("layers");
        for path in tiles {
            let tile = server.get(&format!("/tiles/{set}{path}"));
            assert_eq!(tile.status, 200, "{set}{path}");
            let reader = MvtReaderRef::new(&tile.body).expect("a vector tile");
            for name in reader.layers().map(|layer| layer.name().to_owned()) {
                let described = layers.iter().find(|layer| layer["id"] == name).expect("a described layer");
                let keys = layer(&tile.body, &name).into_iter().flat_map(BTreeMap::into_keys);
                keys.for_each(|key| assert!(described["fields"][&key].is_string(), "{set}{path}: {name}.{key}"));
            }
        }
    }
    let filtered = server.get("/tiles/devices.json?kind=camera&territory=93066&seen_since=P1Y&tracker=1").json();
    let address = filtered["tiles"][0].as_str().expect("an address");
    assert!(address.ends_with("/tiles/devices/{z}/{x}/{y}.mvt?kind=camera&seen_since=P1Y"), "{address}");
    for query in ["territory=93066", "kind=drone", "bbox=2,48,3,49", "colour=red", "software=perhaps"] {
        assert_eq!(server.get(&format!("/tiles/devices/5/16/11.mvt?{query}")).status, 400, "{query}");
    }
}

#[test]
fn a_tile_is_sent_once_small_and_not_at_all_when_it_is_held() {
    let server = demo();
    let path = "/tiles/territories/8/129/88.mvt";
    let plain = server.send("GET", path, &[("accept-encoding", "identity")], b"");
    let tag = plain.header("etag").to_owned();
    assert!(tag.starts_with('"') && plain.header("content-encoding").is_empty());
    assert_eq!(server.send("GET", path, &[("accept-encoding", "identity"), ("if-none-match", &tag)], b"").status, 304);
    let gzip = server.send("GET", path, &[("accept-encoding", "gzip")], b"");
    assert_eq!((gzip.header("content-encoding"), gzip.header("vary")), ("gzip", "accept-encoding"));
    assert_ne!(gzip.header("etag"), tag, "other bytes have another tag");
    assert!(gzip.body.len() < plain.body.len() || gzip.body == plain.body);
    let sea = server.get("/tiles/devices/14/7000/6000.mvt");
    assert_eq!((sea.status, sea.body.len()), (204, 0));
}
