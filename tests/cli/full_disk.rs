//! A disk without room, over HTTP: the sender is told so, nothing is acknowledged, and room is all it takes.

use std::fs;

use serde_json::{Value, json};
use technopolice_tests::Server;
use uuid::Uuid;

use crate::commands::json as answer_of;
use crate::durability::serving;
use crate::preload;

fn report(number: u128) -> Value {
    let east = 7.27 + number as f64 * 1e-3;
    json!({"client_id": Uuid::from_u128(number), "intent": "new", "patch": {"kind": "camera", "position": [east, 43.7]}})
}

fn total(server: &Server) -> usize {
    let dump = server.get("/dumps/live/devices.geojson").json();
    dump["features"].as_array().expect("features").len()
}

#[test]
fn a_report_to_a_full_disk_is_a_507_and_the_same_report_is_taken_once_there_is_room() {
    let Some(library) = preload::compiled("full_disk.c") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let full = folder.path().join("full");
    let server = Server::start(serving(folder.path()).env("LD_PRELOAD", library).env("FULL_WHILE", &full));
    assert_eq!(server.post("/api/v1/contributions", &report(1)).status, 201);
    fs::write(&full, "").expect("a file");
    for number in 2..5 {
        let refused = server.post("/api/v1/contributions", &report(number));
        assert_eq!((refused.status, refused.header("content-type")), (507, "application/problem+json"));
        assert_eq!(refused.json()["type"], "/problems/full");
    }
    assert_eq!(total(&server), 1, "what was published is read meanwhile, and nothing else is there");
    fs::remove_file(&full).expect("the file that was written");
    for number in 1..5 {
        let taken = server.post("/api/v1/contributions", &report(number));
        assert_eq!(taken.status, 201, "{}", taken.text());
    }
    assert_eq!(total(&server), 4);
    server.stop();
    assert_eq!(answer_of(folder.path(), &["check", "--json"])["faults"], json!([]));
}
