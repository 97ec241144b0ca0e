//! Lists, tiles and dumps as programs read them.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use technopolice_tests::{demo, program, skipped};

#[test]
fn paging_gives_every_device_once() {
    let server = demo();
    let mut seen = BTreeSet::new();
    let mut next = Some("/api/v1/devices?limit=37".to_owned());
    while let Some(path) = next {
        let page = server.get(&path);
        assert_eq!(page.header("content-type"), "application/geo+json");
        let json = page.json();
        for feature in json["features"].as_array().expect("features") {
            assert!(seen.insert(feature["id"].as_str().expect("an id").to_owned()), "twice: {feature}");
        }
        next = json["links"]
            .as_array()
            .and_then(|links| links.first())
            .and_then(|link| link["href"].as_str().map(str::to_owned));
        assert_eq!(next.is_some(), page.header("link").contains("rel=\"next\""));
    }
    assert!(seen.len() > 300, "{}", seen.len());
    let dump = server.get("/dumps/live/devices.geojsonl").text();
    assert_eq!(dump.lines().count(), seen.len());
    assert!(dump.lines().all(|line| line.starts_with('\u{1e}')));
    let table = server.get("/dumps/live/devices.csv").text();
    assert_eq!(table.matches("\r\n").count(), seen.len() + 1);
}

#[test]
fn a_client_that_holds_the_answer_is_told_so() {
    let server = demo();
    for path in ["/api/v1/devices?limit=3", "/api/openapi.json", "/basemap/5/16/11.mvt", "/api/v1/territories/93066"] {
        let first = server.get(path);
        assert_eq!(first.status, 200, "{path}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        assert_eq!(server.send("GET", path, &[("if-none-match", &tag)], b"").status, 304, "{path}");
    }
}

#[test]
fn filters_choose_and_the_search_finds() {
    let server = demo();
    let all = |path: &str| server.get(path).json()["features"].as_array().expect("features").clone();
    let kinds = all("/api/v1/devices?kind=plate_reader&limit=1000");
    assert!(!kinds.is_empty() && kinds.iter().all(|feature| feature["properties"]["kind"] == "plate_reader"));
    let monaco = all("/api/v1/devices?territory=MC&limit=1000");
    assert_eq!(monaco.len(), 13, "13 of the 14 cameras of the extract stand in Monaco");
    let near = all("/api/v1/devices?near=7.4155145,43.7332957&radius=30");
    assert!(near[0]["distance_m"].as_f64().is_some_and(|metres| metres < 1.0));
    for (words, code) in [
        ("st%20denis", "97411"),
        ("Saint-%C3%89tienne", "42218"),
        ("59170", "59163"),
        ("93066", "93066"),
        ("l%27hay", "94038"),
    ] {
        let found = server.get(&format!("/api/v1/territories?q={words}")).json();
        assert_eq!(found["territories"][0]["code"], code, "{words}");
    }
    let place = server.get("/api/v1/territories?at=2.3522,48.8566").json();
    assert_eq!((&place["territory"]["code"], &place["country"]), (&"75104".into(), &"FR".into()));
}

#[test]
fn every_page_and_answer_carries_the_headers_that_protect_its_reader() {
    let server = demo();
    for path in ["/", "/carte", "/signaler", "/api/v1/devices?limit=1", "/nothing", "/tiles/devices.json"] {
        let answer = server.page(path);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert_eq!(answer.header("last-modified"), "", "{path}");
    }
}

#[test]
fn ogrinfo_and_the_geojson_validator_read_the_live_dump() {
    let server = demo();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("devices.geojson");
    let dump = server.get("/dumps/live/devices.geojson");
    std::fs::write(&file, &dump.body).expect("a written dump");
    let count = dump.json()["features"].as_array().expect("features").len();
    match program("ogrinfo") {
        None => skipped("ogrinfo not found"),
        Some(ogrinfo) => {
            let output = Command::new(ogrinfo).args(["-ro", "-al", "-so"]).arg(&file).output().expect("ogrinfo runs");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(text.contains(&format!("Feature Count: {count}")), "{text}");
            assert!(text.contains("Geometry: Point"), "{text}");
        }
    }
    match std::env::var_os("TECHNOPOLICE_PYTHON") {
        None => skipped("geojson-validator not found (set TECHNOPOLICE_PYTHON)"),
        Some(python) => {
            let script = "import json,sys,geojson_validator as v; print(json.dumps(v.validate_structure(json.load(open(sys.argv[1])))))";
            let output = Command::new(python).args(["-c", script]).arg(&file).output().expect("python runs");
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let found: Value =
                serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
            assert_eq!(found, serde_json::json!({}));
        }
    }
}
