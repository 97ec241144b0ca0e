//! A mirror: the same census at another place, verified link by link, that can take the place of its origin.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::Connection;
use technopolice_tests::{Server, binary};
use uuid::Uuid;

use crate::commands::{database, json, run};
use crate::durability::serving;

/// A census of its own, served, with a key that signs its heads.
fn origin(folder: &Path, devices: u32) -> Server {
    let output = run(folder, &["sample", "--fictional", "--devices", &devices.to_string()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(run(folder, &["keys", "make", "--out", "key.pem"]).status.success());
    Server::start(serving(folder).args(["--fictional", "--release-key", "key.pem"]))
}

fn follow(folder: &Path, origin: &Server) -> Output {
    run(folder, &["mirror", &origin.url(""), "--once"])
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", errors(output));
}

/// Everything that the two tell of themselves is the same.
fn alike(origin: &Server, mirror: &Server) {
    for path in [
        "/dumps/live/devices.geojson",
        "/api/v1/records?type=contract&limit=1000",
        "/api/v1/records?type=organisation&limit=1000",
        "/api/v1/search?q=camera",
    ] {
        assert_eq!(origin.get(path).text(), mirror.get(path).text(), "{path}");
    }
    assert_eq!(head(origin), head(mirror));
}

fn head(server: &Server) -> (Value, Value) {
    let head = &server.get("/api/v1/changes?limit=1").json()["head"];
    (head["seq"].clone(), head["link"].clone())
}

fn report(server: &Server, text: &str) -> String {
    let patch = json!({"kind": "camera", "position": [7.2621, 43.7034], "address_label": text});
    let answer =
        server.post("/api/v1/contributions", &json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": patch}));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["entity"]["id"].as_str().expect("published").to_owned()
}

/// Changes the origin's database behind its back, past the triggers that keep the chain.
fn tamper(folder: &Path, statements: &[&str]) {
    let url = database(folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut db = sqlx::SqliteConnection::connect(&url).await.expect("the database");
        let triggers = ["revision_is_only_appended", "revision_is_only_erased", "revision_is_never_deleted"];
        for trigger in triggers {
            let drop = format!("drop trigger if exists {trigger}");
            sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut db).await.expect("no trigger");
        }
        for statement in statements {
            sqlx::query(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&mut db).await.expect("a changed row");
        }
    });
}

#[test]
fn a_mirror_holds_the_same_census_follows_erasures_and_takes_the_place_of_its_origin() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 200);
    let canary = "Passage du Canari 7719";
    let device = report(&origin, canary);
    succeeded(&follow(here.path(), &origin));
    let mirror = Server::start(&mut serving(here.path()));
    alike(&origin, &mirror);
    assert!(mirror.get(&format!("/api/v1/devices/{device}")).text().contains(canary));
    assert!(mirror.page("/").text().contains(&origin.url("")), "every page leads to the origin");
    let refused =
        mirror.post("/api/v1/contributions", &json!({"client_id": Uuid::new_v4(), "intent": "new", "patch": {}}));
    assert_eq!((refused.status, refused.header("content-type")), (403, "application/problem+json"));
    drop(mirror);

    std::fs::write(there.path().join("words"), canary).expect("a file");
    succeeded(&run(there.path(), &["redact", "--passage-file", "words"]));
    let late = tempfile::tempdir().expect("a folder");
    for folder in [here.path(), late.path()] {
        succeeded(&follow(folder, &origin));
        assert_eq!(json(folder, &["check", "--json"])["faults"], json!([]));
        for file in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if file.is_dir() {
                continue;
            }
            let bytes = std::fs::read(&file).expect("a file");
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{} keeps what the origin erased", file.display());
        }
        alike(&origin, &Server::start(&mut serving(folder)));
    }
    succeeded(&run(here.path(), &["mirror", "--verify"]));

    drop(origin);
    succeeded(&run(here.path(), &["mirror", "--promote"]));
    let promoted = Server::start(serving(here.path()).arg("--fictional"));
    report(&promoted, "Après la copie");
    drop(promoted);
    assert_eq!(json(here.path(), &["check", "--json"])["faults"], json!([]));
}

#[test]
fn an_origin_that_rewrites_its_past_is_found_at_the_very_revision() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 120);
    succeeded(&follow(here.path(), &origin));
    let before = json(here.path(), &["check", "--json"]);
    // One word of one revision, its hashes untouched: a new copy sees it, and so does a copy that reads all again.
    tamper(
        there.path(),
        &[
            "update revision set body = replace(body, 'camera', 'gate') where seq = (select min(seq) from revision where seq > 40 and body like '%camera%')",
        ],
    );
    let new = tempfile::tempdir().expect("a folder");
    let (refused, verified) = (follow(new.path(), &origin), run(here.path(), &["mirror", "--verify"]));
    assert!(!refused.status.success() && !verified.status.success());
    let named =
        |text: &str| text.split_once("revision ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<u32>().ok());
    let (first, second) = (named(&errors(&refused)), named(&errors(&verified)));
    assert!(first.is_some_and(|seq| seq > 40) && first == second, "{} {}", errors(&refused), errors(&verified));
    // The newest link replaced: what was told before is told no longer.
    tamper(there.path(), &["update revision set link = zeroblob(32) where seq = (select max(seq) from revision)"]);
    let refused = follow(here.path(), &origin);
    assert!(!refused.status.success(), "a rewritten head is refused");
    assert!(errors(&refused).contains("réécrit son passé"), "{}", errors(&refused));
    assert_eq!(json(here.path(), &["check", "--json"]), before, "and nothing was taken over");
    // Another key than the one that was kept.
    assert!(run(there.path(), &["keys", "make", "--out", "other.pem"]).status.success());
    drop(origin);
    let foreign = Server::start(serving(there.path()).args(["--fictional", "--release-key", "other.pem"]));
    let third = tempfile::tempdir().expect("a folder");
    let key = there.path().join("key.pub.pem");
    let pinned = run(third.path(), &["mirror", &foreign.url(""), "--once", "--public-key", &key.display().to_string()]);
    assert!(!pinned.status.success() && errors(&pinned).contains("clé"), "{}", errors(&pinned));
}

#[test]
fn a_mirror_that_is_killed_goes_on_where_it_was() {
    let (there, here) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let origin = origin(there.path(), 3000);
    for round in 0..6_u64 {
        let mut command = Command::new(binary());
        command.current_dir(here.path()).env("TECHNOPOLICE_DATABASE", database(here.path()));
        command.args(["mirror", &origin.url(""), "--once"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(300 + 150 * round));
        child.kill().expect("kill -9");
        child.wait().expect("it ends");
    }
    succeeded(&follow(here.path(), &origin));
    assert_eq!(json(here.path(), &["check", "--json"])["faults"], json!([]));
    alike(&origin, &Server::start(&mut serving(here.path())));
}
