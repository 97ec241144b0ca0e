//! A report once acknowledged is never lost, whatever happens to the process.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use technopolice_tests::{Server, binary};
use uuid::Uuid;

use crate::commands::{database, json};

/// The command that serves the census of a folder.
pub(crate) fn serving(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder).args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--no-rate-limits",
        "--publication",
        "immediate",
    ]);
    command.args(["--database", &database(folder)]);
    command
}

fn serve(folder: &Path) -> Server {
    Server::start(&mut serving(folder))
}

/// Sends a report; the device that it became.
fn report(url: &str, id: Uuid) -> Result<String, ureq::Error> {
    let east = 7.27 + (id.as_u128() & 0xffff_ffff) as f64 * 1e-5;
    let body = json!({"client_id": id, "intent": "new", "patch": {"kind": "camera", "position": [east, 43.7]}});
    let mut sent = ureq::post(url).header("content-type", "application/json").send(body.to_string())?;
    let answer: serde_json::Value = sent.body_mut().read_json()?;
    Ok(answer["entity"]["id"].as_str().expect("a published device").to_owned())
}

/// Four writers send reports until the server dies in the midst of them; the devices that were acknowledged.
pub(crate) fn kill_amid_reports(mut server: Server, round: u32, after: Duration) -> Vec<String> {
    let (url, dead) = (server.url("/api/v1/contributions"), AtomicBool::new(false));
    let acknowledged = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for writer in 0..4_u32 {
            let (url, dead, acknowledged) = (&url, &dead, &acknowledged);
            scope.spawn(move || {
                for n in 0..10_000_u32 {
                    let id = Uuid::from_u128(u128::from(round) << 64 | u128::from(writer) << 32 | u128::from(n));
                    match report(url, id) {
                        Ok(device) => acknowledged.lock().expect("no writer panicked").push(device),
                        Err(_) if dead.load(Ordering::SeqCst) => return,
                        other => panic!("{other:?}"),
                    }
                }
            });
        }
        std::thread::sleep(after);
        dead.store(true, Ordering::SeqCst);
        server.child().kill().expect("kill -9");
    });
    acknowledged.into_inner().expect("no writer panicked")
}

#[test]
fn a_report_that_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().expect("a folder");
    let reports = (0..6).map(|round| kill_amid_reports(serve(folder.path()), round, Duration::from_millis(150)).len());
    let acknowledged = reports.sum::<usize>() as u64;
    let report = json(folder.path(), &["check", "--json"]);
    assert_eq!(report["faults"], json!([]));
    let kept = report["entities"].as_u64().expect("a count");
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
