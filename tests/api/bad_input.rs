//! Bad input gets a clear answer and changes nothing.

use serde_json::{Value, json};
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::seen::{NICE, report};

fn count(server: &Server) -> usize {
    server.get("/dumps/live/devices.geojsonl").text().lines().count()
}

fn patched(field: &str, value: &Value) -> String {
    let mut body = report(Uuid::from_u128(9), NICE);
    body["patch"][field] = value.clone();
    body.to_string()
}

#[test]
fn every_wrong_value_is_told_at_its_place_and_nothing_changes() {
    let server = demo();
    let before = count(&server);
    let raw = |position: &str| patched("position", &json!("HERE")).replace("\"HERE\"", position);
    let cases: Vec<(&str, String, u16, &str, &str)> = vec![
        ("latitude 91", raw("[7.27, 91]"), 422, "invalid", "/patch/position"),
        ("longitude abc", raw("[\"abc\", 43.7]"), 422, "invalid", "/patch/position"),
        ("NaN", raw("[NaN, 43.7]"), 400, "malformed", ""),
        ("1e400", raw("[1e400, 43.7]"), 400, "malformed", ""),
        ("one number", raw("[7.27]"), 422, "invalid", "/patch/position"),
        ("the Atlantic", raw("[-30.0, 45.0]"), 422, "outside-coverage", ""),
        ("Geneva", raw("[6.1432, 46.2044]"), 422, "outside-coverage", ""),
        ("an unknown kind", patched("kind", &json!("cctv")), 422, "invalid", "/patch/kind"),
        ("an unknown field", patched("colour", &json!("red")), 422, "invalid", "/patch/colour"),
        ("a bearing of 400", patched("bearing", &json!(400)), 422, "invalid", "/patch/views"),
        ("a status of one's own", patched("status", &json!("confirmed")), 422, "invalid", "/patch/status"),
        (
            "no kind",
            json!({"client_id": Uuid::from_u128(9), "intent": "new", "patch": {"position": [7.27, 43.69]}}).to_string(),
            422,
            "invalid",
            "/patch/kind",
        ),
        ("no client_id", json!({"intent": "new", "patch": {}}).to_string(), 422, "invalid", "/client_id"),
        ("not JSON", "{\"client_id\":".to_owned(), 400, "malformed", ""),
        ("an array", "[]".to_owned(), 422, "invalid", ""),
        ("deep nesting", "[".repeat(10_000), 400, "malformed", ""),
    ];
    for (what, body, status, slug, pointer) in cases {
        let answer =
            server.send("POST", "/api/v1/contributions", &[("content-type", "application/json")], body.as_bytes());
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{what}");
        let pointers: Vec<&str> =
            problem["errors"].as_array().into_iter().flatten().filter_map(|fault| fault["pointer"].as_str()).collect();
        assert!(pointer.is_empty() || pointers.contains(&pointer), "{what}: {pointers:?}");
        assert_eq!(server.get(problem["type"].as_str().expect("a type")).status, 200, "the problem explains itself");
    }
    assert_eq!(count(&server), before);
}

#[test]
fn a_body_of_ten_megabytes_and_another_type_are_refused() {
    let server = demo();
    let before = count(&server);
    let large = vec![b' '; 10 << 20];
    let answer = server.send("POST", "/api/v1/contributions", &[("content-type", "application/json")], &large);
    assert_eq!((answer.status, &answer.json()["type"]), (413, &json!("/problems/too-large")));
    for kind in ["text/plain", "application/xml", ""] {
        let headers: &[(&str, &str)] = &[("content-type", kind)];
        let body = report(Uuid::from_u128(3), NICE).to_string();
        let answer = server.send("POST", "/api/v1/contributions", headers, body.as_bytes());
        assert_eq!((answer.status, &answer.json()["type"]), (415, &json!("/problems/unsupported-type")), "{kind}");
    }
    assert_eq!(count(&server), before);
}

#[test]
fn a_client_id_names_one_contribution_only() {
    let server = demo();
    assert_eq!(server.post("/api/v1/contributions", &report(Uuid::from_u128(4), NICE)).status, 201);
    let before = count(&server);
    let other = server.post("/api/v1/contributions", &report(Uuid::from_u128(4), (2.3522, 48.8566)));
    assert_eq!((other.status, &other.json()["type"]), (422, &json!("/problems/idempotency-conflict")));
    let header = [("content-type", "application/json"), ("idempotency-key", "0b5f9a30-7c0b-4a55-9a2f-0f2b3a8f1c11")];
    let both =
        server.send("POST", "/api/v1/contributions", &header, report(Uuid::from_u128(5), NICE).to_string().as_bytes());
    assert_eq!((both.status, &both.json()["errors"][0]["pointer"]), (422, &json!("/client_id")));
    assert_eq!(count(&server), before);
}

#[test]
fn a_change_of_an_old_version_is_refused() {
    let server = demo();
    let made = server.post("/api/v1/contributions", &report(Uuid::from_u128(6), NICE)).json();
    let entity = json!({"kind": "device", "id": made["entity"]["id"]});
    let correct = |client: u128, base: u32| json!({"client_id": Uuid::from_u128(client), "intent": "correct", "entity": entity, "base_version": base, "patch": {"mount": "pole"}});
    assert_eq!(server.post("/api/v1/contributions", &correct(7, 1)).json()["state"], "accepted");
    let stale = server.post("/api/v1/contributions", &correct(8, 1));
    assert_eq!((stale.status, &stale.json()["type"]), (412, &json!("/problems/stale")));
    let nobody = json!({"client_id": Uuid::from_u128(10), "intent": "confirm", "entity": {"kind": "device", "id": Uuid::from_u128(77)}});
    assert_eq!(server.post("/api/v1/contributions", &nobody).status, 422);
}

#[test]
fn every_address_answers_what_it_is_not() {
    let server = demo();
    let cases = [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/devices/not-a-uuid", 404),
        ("GET", "/api/v1/devices/00000000-0000-4000-8000-000000000000", 404),
        ("DELETE", "/api/v1/devices", 405),
        ("PUT", "/api/v1/contributions", 405),
        ("GET", "/api/v1/devices?bbox=1,2,3", 400),
        ("GET", "/api/v1/devices?bbox=NaN,0,1,1", 400),
        ("GET", "/api/v1/devices?limit=0", 400),
        ("GET", "/api/v1/devices?limit=-1", 400),
        ("GET", "/api/v1/devices?colour=red", 400),
        ("GET", "/api/v1/devices?cursor=%00", 400),
        ("GET", "/api/v1/devices?territory=99999", 400),
        ("GET", "/api/v1/devices?since=yesterday", 400),
        ("GET", "/api/v1/territories", 400),
        ("GET", "/api/v1/territories?at=2.35,99", 400),
        ("GET", "/tiles/devices/3/8/0.mvt", 404),
        ("GET", "/tiles/devices/3/0/0.png", 404),
        ("GET", "/tiles/devices/99/0/0.mvt", 404),
        ("GET", "/dumps/live/devices.exe", 404),
    ];
    for (method, path, status) in cases {
        let answer = server.send(method, path, &[], b"");
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
        assert_eq!(answer.json()["status"], status, "{method} {path}");
    }
}
