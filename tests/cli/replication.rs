//! Hourly changes as numbered files.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use technopolice_tests::{Server, wait_for};
use uuid::Uuid;

use crate::commands::run;
use crate::durability::serving;

const FIRST: &str = "/replication/hour/000/000/001";

fn start(folder: &Path) -> Server {
    Server::start(serving(folder).arg("--fictional"))
}

/// The newest file as the server tells it. It is closed at the start, beside the first requests.
fn newest(server: &Server, wanted: i64) -> Value {
    let answer = wait_for(&format!("file {wanted} is closed"), || {
        let answer = server.get("/replication/hour/state.json");
        (answer.status == 200 && answer.json()["sequence"] == wanted).then_some(answer)
    });
    assert_eq!(answer.header("cache-control"), "no-cache");
    answer.json()
}

fn lines(server: &Server, path: &str) -> Vec<Value> {
    let answer = server.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/gzip"), "{path}");
    let mut text = String::new();
    GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text).expect("gzip");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn the_changes_of_each_hour_are_a_numbered_file_that_never_grows_and_forgets_what_was_erased() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let server = start(folder);
    assert_eq!(server.get("/replication/hour/state.json").status, 404, "nothing was published yet");
    drop(server);
    assert!(run(folder, &["sample", "--fictional", "--devices", "150"]).status.success());
    let server = start(folder);
    let state = newest(&server, 1);
    let count = state["seq"].as_u64().expect("a number") as usize;
    let told = server.get("/api/v1/changes?limit=1000").json();
    let file = lines(&server, &format!("{FIRST}.jsonl.gz"));
    assert_eq!((state["after"].as_u64(), file.len()), (Some(0), count));
    assert_eq!((json!(file), &state["link"]), (told["revisions"].clone(), &told["head"]["link"]));
    let own = server.get(&format!("{FIRST}.state.json"));
    assert_eq!((own.json(), own.header("cache-control")), (state, "public, max-age=31536000, immutable"));

    let canary = "Passage du Canari 7719";
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "address_label": canary});
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch});
    assert_eq!(server.post("/api/v1/contributions", &body).status, 201);
    drop(server);
    let server = start(folder);
    let second = newest(&server, 2);
    let path = second["url"].as_str().expect("an address").to_owned();
    assert_eq!(
        (path.as_str(), second["after"].as_u64()),
        ("/replication/hour/000/000/002.jsonl.gz", Some(count as u64))
    );
    let before = server.get(&path);
    assert_eq!(lines(&server, &path).len(), 1);
    assert!(json!(lines(&server, &path)).to_string().contains(canary));
    let held = [("if-none-match", before.header("etag"))];
    assert_eq!(server.send("GET", &path, &held, b"").status, 304);
    std::fs::write(folder.join("words"), canary).expect("a file");
    assert!(run(folder, &["redact", "--passage-file", "words"]).status.success());
    assert_eq!(server.send("GET", &path, &held, b"").status, 200, "who holds it learns that it is another one");
    let after = lines(&server, &path);
    assert!(after.len() == 1 && after[0].get("body").is_none(), "{after:?}");
    assert_eq!(server.get(&format!("{FIRST}.state.json")).json()["sequence"], 1);
    for wrong in ["/replication/hour/000/000/003.state.json", "/replication/hour/0/0/1.state.json"] {
        assert_eq!(server.get(wrong).status, 404, "{wrong}");
    }
}
