//! A walk is measured against the devices of the census, and forgotten.

use std::fmt::Write as _;

use serde_json::{Value, json};
use technopolice_tests::{Answer, Server, demo, wait_for};
use uuid::Uuid;

/// A place without any device of the demonstration: a field north of Mende.
const FIELD: (f64, f64) = (3.61, 44.61);
/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// So many metres east and north of the field.
fn at(east: f64, north: f64) -> [f64; 2] {
    [FIELD.0 + east / DEGREE_M / FIELD.1.to_radians().cos(), FIELD.1 + north / DEGREE_M]
}

fn device(server: &Server, number: u128, patch: &Value) {
    let mut body = json!({"client_id": Uuid::from_u128(number), "intent": "new", "patch": {"kind": "camera", "position": at(0.0, 0.0)}, "basis": {"kind": "seen"}});
    for (name, value) in patch.as_object().expect("values") {
        body["patch"][name] = value.clone();
    }
    let sent = server.post("/api/v1/contributions", &body);
    assert_eq!((sent.status, &sent.json()["state"]), (201, &json!("accepted")), "{}", sent.text());
}

fn line(points: &[[f64; 2]]) -> Value {
    json!({"type": "LineString", "coordinates": points})
}

fn gpx(points: &[[f64; 2]]) -> String {
    let mut text = "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><name>Chez moi</name><trkseg>".to_owned();
    for [longitude, latitude] in points {
        write!(text, "<trkpt lat=\"{latitude}\" lon=\"{longitude}\"><time>2026-11-01T10:00:00Z</time></trkpt>")
            .expect("text");
    }
    text + "</trkseg></trk></gpx>"
}

fn measure(server: &Server, query: &str, kind: &str, body: &str) -> Answer {
    server.send("POST", &format!("/api/v1/exposure{query}"), &[("content-type", kind)], body.as_bytes())
}

/// A form with a file, as a browser without scripts sends it.
fn upload(server: &Server, path: &str, fields: &[(&str, &str)], file: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        write!(body, "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").expect("text");
    }
    write!(body, "--x\r\ncontent-disposition: form-data; name=\"walk\"; filename=\"a.gpx\"\r\ncontent-type: application/gpx+xml\r\n\r\n{file}\r\n--x--\r\n").expect("text");
    let headers = [("content-type", "multipart/form-data; boundary=x"), ("accept", "text/html")];
    server.send("POST", path, &headers, body.as_bytes())
}

#[test]
fn a_walk_is_told_which_devices_look_at_it_for_how_many_metres_and_forgotten() {
    let server = demo();
    device(&server, 1, &json!({"bearing": 0}));
    device(&server, 2, &json!({"position": at(300.0, 0.0)}));
    // Northwards through the first one, which looks north, then eastwards past the second, which looks nobody knows where.
    let walk = [at(0.0, -100.0), at(0.0, 18.0), at(400.0, 18.0)];
    let answer = wait_for("both devices are seen", || {
        let answer = measure(&server, "", "application/geo+json", &line(&walk).to_string());
        (answer.json()["devices"] == 2).then_some(answer)
    });
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/geo+json"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let found = answer.json();
    let number = |value: &Value| value.as_f64().expect("a number");
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 0.5, "{found} instead of {expected}");
    close(number(&found["length_m"]), 518.0);
    // 18 m towards north in its view, then eastwards until the edge of its 60°; 48 m through the disc of the second.
    let first = 18.0 + 18.0 * 30_f64.to_radians().tan();
    close(number(&found["watched_m"]), first + 48.0);
    let devices: Vec<&Value> = found["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter(|one| one["properties"]["role"] == "device")
        .collect();
    let views: Vec<&str> = devices.iter().filter_map(|one| one["properties"]["view"].as_str()).collect();
    assert_eq!(views, ["assumed_width", "all_around"], "in the order of walking");
    close(number(&devices[0]["properties"]["watched_m"]), first);
    close(number(&devices[1]["properties"]["watched_m"]), 48.0);
    close(number(&devices[1]["properties"]["from_m"]), 118.0 + 276.0);
    assert_eq!(found["assumptions"], json!({"range_m": 30.0, "width_deg": 60.0, "without_direction": "all_around"}));

    let from_file = measure(&server, "", "application/gpx+xml", &gpx(&walk)).json();
    assert_eq!(from_file, found, "a GPX file says the same");
    let farther = measure(&server, "?range=50", "application/json", &line(&walk).to_string()).json();
    assert!(number(&farther["watched_m"]) > number(&found["watched_m"]));

    let page = upload(&server, "/balade-exposee", &[("range", "30")], &gpx(&walk));
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    for words in
        ["2 appareils recensés regardent", "direction inconnue, comptée tout autour", "walk-picture", "30\u{a0}mètres"]
    {
        assert!(page.text().replace("30 mètres", "30\u{a0}mètres").contains(words), "{words}: {}", page.text());
    }
    let file = upload(&server, "/en/exposed-walk", &[("format", "geojson")], &gpx(&walk));
    assert!(file.header("content-disposition").contains("attachment"));
    assert_eq!(file.json(), found);
    let drawn = upload(&server, "/en/exposed-walk", &[("line", &line(&walk).to_string()), ("format", "geojson")], "");
    assert_eq!(drawn.json(), found, "a drawn line needs no file");
    assert_eq!(server.stop(), "", "nothing of a walk is logged");
}

#[test]
fn what_is_no_walk_is_refused_in_words_and_measures_nothing() {
    let server = demo();
    let far = line(&[[2.0, 48.0], [2.0, 50.0]]).to_string();
    let cases = [
        ("application/geo+json", "{}", 422),
        ("application/geo+json", r#"{"type":"Point","coordinates":[7.4,43.7]}"#, 422),
        ("application/geo+json", r#"{"type":"LineString","coordinates":[[7.4,91],[7.4,43]]}"#, 422),
        ("application/gpx+xml", "<gpx><trk>", 422),
        ("application/gpx+xml", "", 422),
        ("application/geo+json", far.as_str(), 422),
        ("text/plain", "hello", 415),
    ];
    for (kind, body, status) in cases {
        let answer = measure(&server, "", kind, body);
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"), "{body}");
    }
    for range in ["0", "101", "NaN", "x"] {
        let answer = measure(&server, &format!("?range={range}"), "application/json", "{}");
        assert_eq!(answer.status, 400, "{range}");
    }
    let large = " ".repeat(2 * 1024 * 1024 + 1);
    assert_eq!(measure(&server, "", "application/json", &large).status, 413);
    let page = upload(&server, "/balade-exposee", &[("range", "30")], "ceci n’est pas une trace");
    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("ni du GPX ni du GeoJSON") && page.text().contains("name=\"walk\""),
        "{}",
        page.text()
    );
    assert!(upload(&server, "/en/exposed-walk", &[("range", "3000")], "").text().contains("from 5 to 100"));
    assert_eq!(server.page("/balade-exposee").status, 200);
}
