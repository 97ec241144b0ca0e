//! A resident reports a camera, and everybody sees it: once.

use technopolice_tests::{Server, demo, wait_until};
use uuid::Uuid;

use crate::seen::{NICE, in_tile, report, times};

/// Seen exactly once in the tile, on the city's page, in the API and in the dump.
fn seen_everywhere_once(server: &Server, id: &str, place: (f64, f64), city: &str) {
    wait_until("in the tile", || in_tile(server, id, place) == 1);
    assert_eq!(server.get(&format!("/api/v1/devices/{id}")).status, 200);
    let (longitude, latitude) = place;
    let bbox = format!("{},{},{},{}", longitude - 0.001, latitude - 0.001, longitude + 0.001, latitude + 0.001);
    let list = server.get(&format!("/api/v1/devices?bbox={bbox}")).json();
    let found = list["features"].as_array().expect("features").iter().filter(|feature| feature["id"] == id).count();
    assert_eq!(found, 1);
    let dump = server.get("/dumps/live/devices.geojson").json();
    let found = dump["features"].as_array().expect("features").iter().filter(|feature| feature["id"] == id).count();
    assert_eq!(found, 1);
    assert_eq!(times(id, &server.get("/dumps/live/devices.geojsonl").text()), 1);
    assert_eq!(times(id, &server.get("/dumps/live/devices.csv").text()), 1);
    let page = server.page(city);
    assert_eq!(page.status, 200, "{city}");
    assert_eq!(times(&format!("href=\"/appareils/{id}\""), &page.text()), 1, "{city}");
    assert_eq!(server.page(&format!("/appareils/{id}")).status, 200);
}

#[test]
fn a_report_by_a_program_is_seen_everywhere_once_however_often_it_is_sent() {
    let server = demo();
    let body = report(Uuid::from_u128(1), NICE);
    let first = server.post("/api/v1/contributions", &body);
    assert_eq!(first.status, 201, "{}", first.text());
    let again = server.post("/api/v1/contributions", &body);
    assert_eq!((again.status, again.json()), (201, first.json()));
    let id = first.json()["entity"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(first.json()["state"], "accepted");
    assert_eq!(first.json()["territory"]["code"], "06088");
    seen_everywhere_once(&server, &id, NICE, "/villes/06088-nice");
    assert_eq!(server.stop(), "", "the log must hold no warning");
}

#[test]
fn a_report_by_the_form_without_javascript_is_seen_everywhere_once() {
    let server = demo();
    let page = server.page("/signaler").text();
    let client_id = page.split("name=\"client_id\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let client_id = client_id.expect("the form has an id of its own").to_owned();
    let fields =
        [("client_id", client_id.as_str()), ("kind", "camera"), ("coordinates", "43.6971, 7.2706"), ("form", "dome")];
    let receipt = server.form("/signaler", &fields);
    assert_eq!(receipt.status, 201, "{}", receipt.text());
    let reloaded = server.form("/signaler", &fields);
    assert_eq!(reloaded.status, 201);
    let text = receipt.text();
    let id = text.split("/appareils/").nth(1).and_then(|rest| rest.get(..36)).expect("a link to the device").to_owned();
    seen_everywhere_once(&server, &id, NICE, "/villes/06088-nice");
}

#[test]
fn the_same_camera_reported_twice_is_offered_as_a_confirmation_and_never_blocked() {
    let server = demo();
    let first = server.post("/api/v1/contributions", &report(Uuid::from_u128(1), NICE)).json();
    let known = first["entity"]["id"].clone();
    wait_until("on the map", || in_tile(&server, known.as_str().expect("an id"), NICE) == 1);
    let second = server.post("/api/v1/contributions", &report(Uuid::from_u128(2), (NICE.0 + 0.00002, NICE.1))).json();
    assert_eq!(second["state"], "accepted");
    assert_eq!((&second["near"][0]["id"], &second["near"][0]["same"]), (&known, &serde_json::json!(true)));
    let code = second["receipt"]["code"].as_str().expect("a code");
    let path = format!("/api/v1/contributions/{}/merge", second["id"].as_str().expect("an id"));
    let headers = [("content-type", "application/json"), ("edit-key", code)];
    let merged = server.send("POST", &path, &headers, serde_json::json!({"into": known}).to_string().as_bytes());
    assert_eq!((merged.status, &merged.json()["state"]), (200, &serde_json::json!("merged")));
    let confirmed = server.get(&format!("/api/v1/devices/{}", known.as_str().expect("an id"))).json();
    assert_eq!(
        (&confirmed["properties"]["confirmations"], &confirmed["properties"]["status"]),
        (&1.into(), &"confirmed".into())
    );
}
