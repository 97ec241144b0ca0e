//! Any view is its address: lists and cities as CSV, GeoJSON and JSON, with the same filters and the same answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::receipts::with_key;
use crate::seen::{NICE, report};

/// The cells of a column.
fn column(csv: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().expect("a header");
    let place = headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("no column {name}"));
    reader.records().map(|row| row.expect("a row")[place].to_owned()).collect()
}

fn ids(features: &Value) -> BTreeSet<String> {
    let features = features["features"].as_array().expect("features");
    features.iter().map(|feature| feature["id"].as_str().expect("an id").to_owned()).collect()
}

fn set(cells: Vec<String>) -> BTreeSet<String> {
    cells.into_iter().collect()
}

fn record(server: &Server, kind: &str, patch: &Value) -> String {
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch});
    let answer = server.post("/api/v1/contributions", &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["entity"]["id"].as_str().expect("an entity").to_owned()
}

/// Few enough for many pages.
const PART: usize = 17;

/// Lists come from memory, dumps from the disk.
#[test]
fn memory_finds_the_same_devices_in_the_same_order_as_the_disk() {
    let server = demo();
    recorded_by_mistake(&server);
    let filters = [
        "",
        "territory=FR",
        "territory=r11",
        "territory=d93",
        "territory=93066",
        "territory=200054781",
        "territory=69123",
        "kind=speed_camera,guard",
        "family=software",
        "family=cameras,police_files",
        "status=removed,not_found",
        "status=mistaken",
        "status=mistaken,reported&territory=06088",
        "status=mistaken,removed&bbox=7,43,8,44",
        "verification=documented,multiple",
        "operator_kind=public,unknown",
        "since=2026-01-01",
        "seen_since=2026-06-01",
        "standing_on=2024-01-01",
        "plates=true",
        "software=true",
        "software=false&kind=camera",
        "territory=06088&verification=unverified&operator_kind=public",
        "bbox=-180,-90,180,90",
        "bbox=2.2,48.8,2.45,48.95",
        "bbox=2.2,48.8,2.45,48.95&kind=plate_reader&territory=r11",
        "bbox=50,-60,5,60",
    ];
    let filters = filters.into_iter().map(str::to_owned).chain(boxes_between_devices(&server));
    let mut found_by = 0;
    for filter in filters {
        let dump = server.get(&format!("/dumps/live/devices.geojsonl?{filter}"));
        if dump.status == 400 {
            let list = server.get(&format!("/api/v1/devices?{filter}&limit=1000"));
            assert_eq!(list.status, 400, "{filter}");
            continue;
        }
        let lines = dump.text();
        let on_disk: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line.trim_start_matches('\u{1e}')).expect("a feature"))
            .collect();
        let on_disk: Vec<&str> = on_disk.iter().map(|feature| feature["id"].as_str().expect("an id")).collect();
        let (mut listed, mut next) = (Vec::new(), Some(format!("/api/v1/devices?{filter}&limit={PART}")));
        while let Some(address) = next {
            let page = server.get(&address).json();
            let features = page["features"].as_array().expect("features");
            listed.extend(features.iter().map(|feature| feature["id"].as_str().expect("an id").to_owned()));
            let link = page["links"]
                .as_array()
                .expect("links")
                .first()
                .map(|link| link["href"].as_str().expect("an address").to_owned());
            next = link.map(|link| link[link.find("/api/").expect("a path")..].to_owned());
        }
        assert_eq!(listed, on_disk, "{filter}");
        let shows_mistakes = filter.starts_with("status=mistaken");
        assert!(!shows_mistakes || on_disk.len() >= 4, "{filter}: {}", on_disk.len());
        if filter.starts_with("bbox=") && !filter.contains('&') {
            let found = server.get(&format!("/ogc/collections/devices/items?f=json&limit=1&{filter}")).json();
            assert_eq!(found["numberMatched"], on_disk.len(), "{filter}");
        }
        found_by += usize::from(!listed.is_empty());
    }
    assert!(found_by > 12, "only {found_by} filters found anything");
}

/// Reports of Nice, every other one of which is withdrawn.
fn recorded_by_mistake(server: &Server) {
    for number in 0..8_u128 {
        let place = (NICE.0 + number as f64 * 1e-4, NICE.1 + (number * 5 % 8) as f64 * 1e-4);
        let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(700 + number), place)).json();
        if number % 2 == 0 {
            let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
            let answer =
                with_key(server, "DELETE", &path, sent["receipt"]["code"].as_str().expect("a code"), None, &json!({}));
            assert_eq!(answer.json()["state"], "withdrawn", "{}", answer.text());
        }
    }
}

/// Boxes whose edges run through devices, which belong to them, and one that leaves a device out by a hair.
fn boxes_between_devices(server: &Server) -> Vec<String> {
    let page = server.get("/api/v1/devices?territory=06088&limit=100").json();
    let at = |number: usize, axis: usize| page["features"][number]["geometry"]["coordinates"][axis].as_f64();
    let position = |number: usize| at(number, 0).zip(at(number, 1)).expect("a position");
    let bbox = |(one, other): (usize, usize)| {
        let ((x, y), (u, v)) = (position(one), position(other));
        format!("bbox={},{},{},{}", x.min(u), y.min(v), x.max(u), y.max(v))
    };
    let (x, y) = position(0);
    let beside = format!("bbox={},{},{},{}", x + 0.000_000_1, y - 0.01, x + 0.01, y + 0.01);
    [(0, 7), (3, 40), (12, 12)].map(bbox).into_iter().chain([beside]).collect()
}

#[test]
fn a_filtered_view_holds_the_same_devices_in_every_format_and_in_the_api() {
    let server = demo();
    let asked = "bbox=7.40,43.72,7.45,43.76&kind=camera,plate_reader&status=reported,confirmed";
    let api = ids(&server.get(&format!("/api/v1/devices?{asked}&limit=1000")).json());
    assert!(api.len() > 10 && api.len() < 1000, "{}", api.len());
    let csv = server.get(&format!("/carte.csv?{asked}"));
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8; header=present"));
    assert_eq!(csv.header("access-control-allow-origin"), "*");
    assert_eq!(set(column(&csv.text(), "id")), api);
    assert_eq!(ids(&server.get(&format!("/en/map.geojson?{asked}")).json()), api);
    // Check boxes send one name several times; both spellings are the same view.
    let boxes =
        asked.replace("camera,plate_reader", "camera&kind=plate_reader").replace("reported,", "reported&status=");
    assert_eq!(ids(&server.get(&format!("/carte.json?{boxes}&limit=1000")).json()), api);
    assert_eq!(set(column(&server.get(&format!("/dumps/live/devices.csv?{asked}")).text(), "id")), api);
    let marked = server.get(&format!("/carte.csv?{asked}&bom=1"));
    assert!(marked.body.starts_with(b"\xef\xbb\xbfid,"), "Excel needs the mark");
    assert!(csv.body.starts_with(b"id,"));
    let page = server.page(&format!("/carte?{asked}")).text();
    let link = format!("/carte.csv?{asked}").replace('&', "&#38;");
    assert!(page.contains(&format!("href=\"{link}\"")), "the page offers its CSV in one click: {link}");
    assert!(page.contains("type=\"application/atom+xml\""), "and its feed to feed readers");
    assert_eq!(server.get("/carte.csv?kind=balloon").status, 400);
    assert_eq!(server.get("/carte.exe").status, 404);
}

#[test]
fn a_city_is_its_devices_as_a_table_and_its_numbers_as_json() {
    let server = demo();
    let address = "/villes/75102-paris-2e-arrondissement";
    assert_eq!(server.page(address).status, 200);
    let list = ids(&server.get("/api/v1/devices?territory=75102&limit=1000").json());
    assert_eq!(set(column(&server.get(&format!("{address}.csv")).text(), "id")), list);
    assert_eq!(ids(&server.get(&format!("{address}.geojson")).json()), list);
    let figures = server.get("/api/v1/territories/75102/figures").json();
    assert_eq!(server.get(&format!("{address}.json")).json(), figures);
    assert!(server.page(address).text().contains(&format!("href=\"{address}.csv?bom=1\"")));
    assert_eq!(server.get("/villes/00000-nulle-part.csv").status, 404);
}

#[test]
fn records_are_filtered_alike_on_their_page_in_the_api_and_in_the_table_and_no_cell_is_a_formula() {
    let server = demo();
    let contract = |object: &str, territory: &str| json!({"authority": "Ville de Lille", "object": object, "territories": [territory], "notified_on": "2025-01-01"});
    let lille = record(&server, "contract", &contract("=HYPERLINK(\"https://evil.example\")", "59350"));
    let nice = record(&server, "contract", &contract("Caméras de Nice", "06088"));
    let table = server.get("/marches.csv?territory=59350").text();
    assert_eq!(column(&table, "id"), [lille.as_str()]);
    assert_eq!(column(&table, "object"), ["'=HYPERLINK(\"https://evil.example\")"]);
    let json = server.get("/en/contracts.json?territory=59350").json();
    assert_eq!(json, server.get("/api/v1/records?type=contract&territory=59350").json());
    let page = server.page("/marches?territory=59350").text();
    assert!(page.contains(&lille) && !page.contains(&nice), "{page}");
    assert!(page.contains("/marches.csv?territory=59350"), "the page offers its table");
    let all = set(column(&server.get("/marches.csv").text(), "id"));
    assert!(all.contains(&nice) && all.contains(&lille));
    assert_eq!(server.get("/marches?technology=magic").status, 400);
    assert_eq!(server.get("/marches.geojson").status, 404, "contracts stand nowhere");
}

/// Browsers ask for compressed answers, and a table that breaks off before its end is none.
#[test]
fn a_table_arrives_whole_however_it_is_compressed() {
    let server = demo();
    for path in ["/carte.csv", "/carte.geojson", "/marches.csv", "/dumps/live/devices.fgb", "/villes/FR.csv"] {
        let plain = server.get(path);
        for coding in ["gzip", "br", "deflate", "zstd"] {
            let answer = server.send("GET", path, &[("accept-encoding", coding)], &[]);
            assert_eq!(
                (answer.status, answer.body.is_empty()),
                (plain.status, plain.body.is_empty()),
                "{path} {coding}"
            );
        }
    }
    assert_eq!(server.stop(), "", "the log must hold no warning");
}
