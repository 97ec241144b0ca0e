//! People walk with a sheet of paper, type it in, and everybody sees where they looked; and the report form stays small.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use technopolice_tests::{Answer, Server, demo};
use uuid::Uuid;

/// Compressed bytes that a report form may need before it can be filled in.
const FORM_BYTES: usize = 15_000;

/// The sheet around the port of Monaco, in the streets that come with the demonstration.
fn sheet(server: &Server) -> String {
    let found = server.page("/balades?place=43.7355%2C7.4215");
    let code = found.header("location").rsplit('=').next().unwrap_or_default().to_owned();
    assert_eq!(code.len(), 11, "{} {}", found.status, found.text());
    code
}

fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field with a value");
    rest.split('"').next().unwrap_or_default()
}

fn surveys(server: &Server, query: &str) -> Vec<Value> {
    let answer = server.get(&format!("/api/v1/surveys?{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["features"].as_array().expect("features").clone()
}

fn type_in(server: &Server, code: &str, page: &str, change: &[(&str, &str)]) -> Answer {
    let ids = ["line-0-id", "line-1-id", "survey-id"].map(|name| (name, value(page, name)));
    let told = [
        ("sheet", code),
        ("walked_on", "2026-01-17"),
        ("people", "4"),
        ("line-0-square", "c7b"),
        ("line-0-kind", "camera/dome"),
        ("line-0-bearing", "135"),
        ("line-1-square", "D8"),
        ("line-1-kind", "plate_reader"),
        ("looked", "some"),
        ("squares", "C7"),
        ("squares", "D8"),
    ];
    let kept = told.into_iter().filter(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
    let fields: Vec<(&str, &str)> = ids.into_iter().chain(kept).chain(change.iter().copied()).collect();
    server.form("/balades/saisie", &fields)
}

#[test]
fn a_sheet_is_printed_typed_in_and_seen_however_often_it_is_sent() {
    let server = demo();
    let code = sheet(&server);
    let printed = server.page(&format!("/balades/feuille?sheet={code}")).text();
    assert!(printed.contains(&code) && printed.contains("plan-name") && printed.contains(">J</text>"));
    let before = (surveys(&server, "territory=MC").len(), devices(&server));
    let page = server.page(&format!("/balades/saisie?sheet={code}")).text();
    let sent = type_in(&server, &code, &page, &[]);
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(sent.text().matches("class=\"walk-code\"").count(), 3);
    assert_eq!(type_in(&server, &code, &page, &[]).status, 201);
    let walks = surveys(&server, "territory=MC");
    assert_eq!((walks.len(), devices(&server)), (before.0 + 1, before.1 + 2));
    let walk = walks.iter().find(|walk| walk["properties"]["walked_on"] == "2026-01-17").expect("the walk");
    assert_eq!(walk["properties"]["people"], 4);
    assert_eq!(walk["properties"]["method"], "sheet");
    assert_eq!(walk["geometry"]["coordinates"].as_array().map(Vec::len), Some(2));
    let squares = surveys(&server, "territory=MC&by=square");
    assert!(squares.iter().any(|square| square["properties"]["last"] == "2026-01-17"));
    let id = walk["id"].as_str().expect("an id");
    assert_eq!(server.page(&format!("/parcours/{id}")).status, 200);
    let record = server.get(&format!("/api/v1/records/{id}")).text();
    assert!(!record.contains("contributor") && record.contains("\"territories\":[\"MC\"]"), "{record}");
    assert_eq!(server.stop(), "", "the log must hold no warning");
}

fn devices(server: &Server) -> usize {
    let found = server.get("/api/v1/devices?bbox=7.41,43.72,7.45,43.76&limit=1000").json();
    found["features"].as_array().expect("features").len()
}

#[test]
fn a_sheet_with_a_fault_sends_nothing_and_keeps_what_was_typed() {
    let server = demo();
    let code = sheet(&server);
    let before = devices(&server);
    let page = server.page(&format!("/balades/saisie?sheet={code}")).text();
    for (change, told) in [
        (("line-1-square", "Z9"), "href=\"#line-1\""),
        (("line-1-kind", ""), "href=\"#line-1\""),
        (("walked_on", "2999-01-01"), "href=\"#walked_on\""),
        (("squares", "K1"), "href=\"#looked\""),
    ] {
        let answer = type_in(&server, &code, &page, &[change]);
        assert_eq!(answer.status, 422, "{change:?}");
        assert!(answer.text().contains(told) && answer.text().contains("value=\"c7b\""), "{change:?}");
    }
    let unknown = type_in(&server, "AAA-AAA-AAA", &page, &[("sheet", "AAA-AAA-AAA")]);
    assert_eq!(unknown.status, 422);
    let more = type_in(&server, &code, &page, &[("more", "1"), ("lines", "8")]);
    assert!(more.status == 200 && more.text().contains("name=\"line-15-square\""));
    assert_eq!(devices(&server), before);
}

/// A line that begins at somebody's door does not tell where the door is, and is placed by the server.
#[test]
fn a_recorded_line_loses_its_ends_and_finds_its_communes() {
    let server = demo();
    let (home, away) = ([2.3522, 48.8566], [2.3722, 48.8566]);
    let send = |path: Value| {
        let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "survey",
            "patch": {"path": path, "walked_on": "2026-10", "method": "phone", "territories": ["93066"]}});
        server.post("/api/v1/contributions", &body)
    };
    let sent = send(json!({"type": "LineString", "coordinates": [home, away]}));
    assert_eq!(sent.status, 201, "{}", sent.text());
    let walks = surveys(&server, "territory=75056");
    let corners = walks[0]["geometry"]["coordinates"].as_array().expect("polygons").iter();
    for polygon in corners {
        let (west, east) = (polygon[0][0][0].as_f64().expect("degrees"), polygon[0][1][0].as_f64().expect("degrees"));
        assert!(west > home[0] + 0.001 && east < away[0] - 0.001, "{polygon}");
    }
    assert!(surveys(&server, "territory=93066").is_empty(), "the squares tell the commune, not the sender");
    assert_eq!(send(json!({"type": "LineString", "coordinates": [home, [2.3523, 48.8567]]})).status, 422);
    assert_eq!(send(json!(["19/1/1"])).status, 422, "in the sea");
    assert_eq!(server.get("/api/v1/surveys?territory=nowhere").status, 404);
    assert_eq!(server.get("/api/v1/surveys").status, 400);
}

#[test]
fn everything_kept_on_a_device_is_cleared_and_a_shared_photo_is_not_read() {
    let server = demo();
    let cleared = server.form("/effacer", &[]);
    assert_eq!(cleared.status, 200);
    assert_eq!(cleared.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert_eq!(server.page("/effacer").header("clear-site-data"), "");
    let shared = server.form("/partage", &[]);
    assert_eq!((shared.status, shared.header("location")), (303, "/signaler?photo=again"));
}

/// What the report page loads before it is ready, compressed: the page, its style sheet, its script and what that imports.
#[test]
fn the_report_form_is_small_enough_for_a_poor_network() {
    let server = demo();
    let compressed = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("memory takes it");
        encoder.finish().expect("memory takes it").len()
    };
    for address in ["/signaler", "/en/report"] {
        let page = server.page(address).text();
        let files = page.split("=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next());
        let files: Vec<&str> = files.collect();
        let all: usize = files.iter().map(|file| compressed(&server.page(&format!("/assets/{file}")).text())).sum();
        let sum = compressed(&page) + all;
        println!("{address}: {sum} bytes, {} of them the page", compressed(&page));
        assert!(sum <= FORM_BYTES, "{address}: {sum} bytes for {files:?}");
    }
}
