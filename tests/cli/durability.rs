//! A report once acknowledged is never lost, whatever happens to the process.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use technopolice_tests::{Server, binary};
use uuid::Uuid;

use crate::commands::{database, json};

fn serve(folder: &Path) -> Server {
    let mut command = Command::new(binary());
    command.current_dir(folder).args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--no-rate-limits",
        "--publication",
        "immediate",
    ]);
    Server::start(command.args(["--database", &database(folder)]))
}

#[test]
fn a_report_that_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let acknowledged = AtomicU32::new(0);
    for round in 0..6_u32 {
        let mut server = serve(folder.path());
        let base = server.url("/api/v1/contributions");
        let dead = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for writer in 0..4_u32 {
                let (base, dead, acknowledged) = (&base, &dead, &acknowledged);
                scope.spawn(move || {
                    for n in 0..10_000_u32 {
                        let id = Uuid::from_u128(u128::from(round) << 64 | u128::from(writer) << 32 | u128::from(n));
                        let body = json!({"client_id": id, "intent": "new", "patch": {"kind": "camera", "position": [7.27 + f64::from(n) * 1e-5, 43.7]}});
                        let sent = ureq::post(base.as_str()).header("content-type", "application/json").send(body.to_string());
                        match sent {
                            Ok(answer) if answer.status() == 201 => acknowledged.fetch_add(1, Ordering::SeqCst),
                            _ if dead.load(Ordering::SeqCst) => return,
                            other => panic!("{other:?}"),
                        };
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(150));
            dead.store(true, Ordering::SeqCst);
            server.child().kill().expect("kill -9");
        });
    }
    let report = json(folder.path(), &["check", "--json"]);
    assert_eq!(report["faults"], json!([]));
    let kept = report["devices"].as_u64().expect("a count");
    let acknowledged = u64::from(acknowledged.load(Ordering::SeqCst));
    // A report on its way when the process died may be kept without having been acknowledged, never the reverse.
    assert!(
        acknowledged > 0 && (acknowledged..=acknowledged + 24).contains(&kept),
        "{acknowledged} acknowledged, {kept} kept"
    );
}

#[test]
fn the_server_stops_when_asked_and_starts_again_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(folder.path());
    let body = json!({"client_id": Uuid::from_u128(1), "intent": "new", "patch": {"kind": "camera", "position": [7.2706, 43.6971]}});
    let id = server.post("/api/v1/contributions", &body).json()["entity"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(server.stop(), "");
    let server = serve(folder.path());
    assert_eq!(server.get(&format!("/api/v1/devices/{id}")).status, 200);
    let log = server.stop();
    assert_eq!(log, "", "nothing to warn of");
}
