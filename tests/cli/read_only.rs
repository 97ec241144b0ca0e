//! A census that takes no writes is served all the same, says so, and takes reports again as soon as it can.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use technopolice_tests::{Answer, Server, wait_until};
use tempfile::TempDir;
use uuid::Uuid;

use crate::commands::{fixture, json, run};
use crate::durability::serving;

/// A path that nobody may change, root neither; as it was when this goes.
struct Frozen(PathBuf);

impl Frozen {
    /// `None` (after saying so) where the system does not allow it.
    fn new(path: &Path) -> Option<Self> {
        let frozen = Self(path.to_owned());
        if changed("+i", path) {
            return Some(frozen);
        }
        // Not `skipped`: a machine without this right is no poorer machine.
        println!("skipped: files cannot be made immutable here");
        None
    }

    fn thaw(self) {
        drop(self);
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        changed("-i", &self.0);
    }
}

fn changed(how: &str, path: &Path) -> bool {
    Command::new("chattr").arg(how).arg(path).output().is_ok_and(|output| output.status.success())
}

/// A census of one camera, closed as it should be.
fn census() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    json(folder.path(), &["import", "osm", &fixture("monaco.osm.pbf"), "--json"]);
    assert!(!folder.path().join("census.db-wal").exists(), "a closed database has no journal");
    folder
}

fn report(server: &Server, number: u128) -> Answer {
    let patch = json!({"kind": "camera", "position": [7.2706, 43.6971]});
    let body = json!({"client_id": Uuid::from_u128(number), "intent": "new", "patch": patch});
    server.post("/api/v1/contributions", &body)
}

fn can_only_be_read(server: &Server) {
    for (path, banner) in [("/", "Lecture seule"), ("/carte", "Lecture seule"), ("/en/report", "Read-only for the")] {
        let page = server.page(path);
        assert!(page.status == 200 && page.text().contains(banner), "{path}: {}", page.status);
    }
    let devices = server.get("/api/v1/devices").json();
    assert_eq!(devices["features"].as_array().map(Vec::len), Some(1), "{devices}");
    assert_eq!(server.get("/readyz").text(), "ready, read-only\n");
    let refused = report(server, 1);
    assert_eq!((refused.status, &refused.json()["type"]), (503, &json!("/problems/read-only")));
    assert_eq!(refused.header("retry-after"), "30");
    let fields =
        [("client_id", "00000000-0000-4000-8000-000000000002"), ("kind", "camera"), ("coordinates", "43.6971, 7.2706")];
    let page = server.form("/signaler", &fields);
    assert_eq!(page.status, 503);
    assert!(page.text().contains("vos réponses y sont encore"), "{}", page.text());
}

fn takes_reports_again(server: &Server) {
    wait_until("writing begins again", || report(server, 3).status != 503);
    assert_eq!(report(server, 3).status, 201);
    assert!(!server.page("/").text().contains("Lecture seule"));
    let listed = || server.get("/api/v1/devices").json()["features"].as_array().map(Vec::len);
    wait_until("readers see what is written", || listed() == Some(2));
}

fn served_read_only_and_then_written(folder: &Path, frozen: &Path) {
    let Some(frozen) = Frozen::new(frozen) else { return };
    let server = Server::start(&mut serving(folder));
    can_only_be_read(&server);
    frozen.thaw();
    takes_reports_again(&server);
    let log = server.stop();
    assert!(log.contains("takes no writes") && !log.contains("panicked"), "{log}");
    assert_eq!(json(folder, &["check", "--json"])["faults"], json!([]));
}

#[test]
fn a_read_only_file_is_served_until_it_takes_writes() {
    let folder = census();
    served_read_only_and_then_written(folder.path(), &folder.path().join("census.db"));
}

#[test]
fn a_file_in_a_read_only_folder_is_served_until_it_takes_writes() {
    let folder = census();
    served_read_only_and_then_written(folder.path(), folder.path());
}

#[test]
fn a_disk_that_becomes_read_only_stops_reports_and_nothing_else() {
    let folder = census();
    let server = Server::start(&mut serving(folder.path()));
    let Some(frozen) = Frozen::new(&folder.path().join("census.db-wal")) else { return };
    assert_eq!(report(&server, 9).status, 503);
    can_only_be_read(&server);
    frozen.thaw();
    takes_reports_again(&server);
    let log = server.stop();
    assert!(log.contains("takes no writes") && !log.contains("panicked"), "{log}");
}

#[test]
fn without_a_census_a_read_only_folder_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(_frozen) = Frozen::new(folder.path()) else { return };
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("there is no database at"), "{words}");
}
