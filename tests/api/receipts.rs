//! A contributor without an account reads, amends and withdraws what was sent.

use serde_json::{Value, json};
use technopolice_tests::{Answer, Server, demo, wait_until};
use uuid::Uuid;

use crate::seen::{NICE, in_tile, report};

pub(crate) fn with_key(
    server: &Server,
    method: &str,
    path: &str,
    code: &str,
    if_match: Option<&str>,
    body: &Value,
) -> Answer {
    let mut headers = vec![("edit-key", code), ("content-type", "application/json")];
    headers.extend(if_match.map(|tag| ("if-match", tag)));
    server.send(method, path, &headers, body.to_string().as_bytes())
}

#[test]
fn a_report_without_a_position_waits_and_its_author_can_place_it() {
    let server = demo();
    let body = json!({"client_id": Uuid::from_u128(1), "intent": "new",
        "patch": {"kind": "camera", "address_label": "Place Masséna", "territory": "06088"}});
    let sent = server.post("/api/v1/contributions", &body).json();
    assert_eq!((&sent["state"], &sent["held_for"]), (&json!("pending"), &json!(["needs_position"])));
    let code = sent["receipt"]["code"].as_str().expect("a code");
    assert_eq!(sent["receipt"]["url"], format!("/recu#{code}"));
    let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
    let read = with_key(&server, "GET", &path, code, None, &json!({}));
    assert_eq!((read.status, &read.json()["state"]), (200, &json!("pending")));
    let place = json!({"patch": {"position": [NICE.0, NICE.1]}});
    assert_eq!(with_key(&server, "PATCH", &path, code, None, &place).status, 428);
    assert_eq!(with_key(&server, "PATCH", &path, code, Some("\"x-77\""), &place).status, 412);
    let amended = with_key(&server, "PATCH", &path, code, Some(read.header("etag")), &place);
    assert_eq!((amended.status, &amended.json()["state"]), (200, &json!("accepted")), "{}", amended.text());
    let device = amended.json()["entity"]["id"].as_str().expect("a device").to_owned();
    wait_until("on the map", || in_tile(&server, &device, NICE) == 1);
    assert_eq!(with_key(&server, "PATCH", &path, code, Some(amended.header("etag")), &place).status, 409);
}

#[test]
fn a_withdrawn_report_leaves_the_map_and_stays_in_the_history() {
    let server = demo();
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(2), NICE)).json();
    let (code, device) =
        (sent["receipt"]["code"].as_str().expect("a code"), sent["entity"]["id"].as_str().expect("an id"));
    wait_until("on the map", || in_tile(&server, device, NICE) == 1);
    let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
    assert_eq!(with_key(&server, "DELETE", &path, code, None, &json!({})).json()["state"], "withdrawn");
    wait_until("off the map", || in_tile(&server, device, NICE) == 0);
    assert_eq!(server.get(&format!("/api/v1/devices/{device}")).json()["properties"]["status"], "mistaken");
    assert_eq!(server.page(&format!("/appareils/{device}")).status, 200);
}

#[test]
fn without_the_code_a_contribution_does_not_exist() {
    let server = demo();
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(3), NICE)).json();
    let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
    let wrong = "00000-00000-00000-00000-000000";
    for method in ["GET", "DELETE"] {
        assert_eq!(with_key(&server, method, &path, wrong, None, &json!({})).status, 404, "{method}");
        assert_eq!(server.send(method, &path, &[], b"").status, 404, "{method}");
    }
    assert_eq!(server.post("/api/v1/receipts", &json!({"code": wrong})).status, 404);
    assert_eq!(server.post("/api/v1/receipts", &json!({"code": "abc"})).status, 422);
    let code = sent["receipt"]["code"].as_str().expect("a code").to_lowercase().replace('-', " ");
    assert_eq!(server.post("/api/v1/receipts", &json!({"code": code})).json()["id"], sent["id"]);
}

#[test]
fn amending_does_not_lift_what_a_report_was_held_for() {
    let server = demo();
    let mut body = report(Uuid::from_u128(5), NICE);
    body["photo_follows"] = json!(true);
    let sent = server.post("/api/v1/contributions", &body).json();
    assert_eq!((&sent["state"], &sent["held_for"]), (&json!("pending"), &json!(["photo"])));
    let code = sent["receipt"]["code"].as_str().expect("a code");
    let path = format!("/api/v1/contributions/{}", sent["id"].as_str().expect("an id"));
    let tag = with_key(&server, "GET", &path, code, None, &json!({})).header("etag").to_owned();
    let amended = with_key(&server, "PATCH", &path, code, Some(&tag), &json!({"patch": {"mount": "pole"}}));
    assert_eq!((&amended.json()["state"], &amended.json()["held_for"]), (&json!("pending"), &json!(["photo"])));
}
