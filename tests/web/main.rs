//! The pages in a real browser: journeys, accessibility, screenshots, and no request to anybody else.

use std::path::Path;
use std::process::Command;

use technopolice_tests::{demo, program, repository, skipped};

/// What the journeys need that a machine may not have.
fn missing() -> Option<&'static str> {
    let chromium = std::env::var_os("CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists();
    let modules = repository().join("web/node_modules/playwright-core").exists();
    match (program("node").is_some(), chromium, modules) {
        (false, ..) => Some("node not found"),
        (_, false, _) => Some("Chromium not found"),
        (.., false) => Some("web/node_modules not found (the scripts were built without npm)"),
        _ => None,
    }
}

#[test]
fn people_arrive_where_they_want_to_in_a_real_browser() {
    if let Some(reason) = missing() {
        return skipped(reason);
    }
    let server = demo();
    let pictures = repository().join("target/screenshots");
    let output = Command::new("node")
        .arg(repository().join("tests/web/journeys.mjs"))
        .arg(server.url(""))
        .env("SCREENSHOTS", &pictures)
        .output()
        .expect("node runs");
    let (words, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{words}");
    assert!(output.status.success(), "{words}\n{errors}");
    assert_eq!(server.stop(), "", "the log must hold no warning");
}
