//! Both descriptions of the API against the program: schemathesis sends what they allow and what they forbid.

use std::path::PathBuf;
use std::process::Command;

use technopolice_tests::{demo, skipped};

/// What must hold of every answer: no error of ours, no status, type or shape that is not described, no method that is
/// not. That something is *refused* although its shape is right is no fault: a shape does not tell a day that has not
/// come yet.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,missing_required_header,unsupported_method";

/// And nothing forbidden is taken.
const REFUSES: &str = "negative_data_rejection";

/// The same requests every time.
const SEED: &str = "2019";

fn schemathesis() -> Option<PathBuf> {
    let python = PathBuf::from(std::env::var_os("TECHNOPOLICE_PYTHON")?);
    Some(python.with_file_name("schemathesis")).filter(|program| program.exists())
}

fn nothing_is_found(description: &str, base: &str, checks: &str, examples: &str) {
    let Some(program) = schemathesis() else {
        return skipped("schemathesis not found (set TECHNOPOLICE_PYTHON)");
    };
    let (server, folder) = (demo(), tempfile::tempdir().expect("a folder"));
    let output = Command::new(program)
        .arg("run")
        .arg(server.url(description))
        .args(["--url", &server.url(base), "--checks", checks, "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", examples, "--seed", SEED, "--generation-database", "none", "--workers", "2"])
        .args(["--no-color", "--continue-on-failure"])
        .current_dir(folder.path())
        .output();
    let output = output.expect("schemathesis runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{description}: {text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(server.get("/readyz").status, 200);
    let log = server.stop();
    assert!(!log.contains("ERROR"), "{log}");
}

#[test]
fn the_api_answers_whatever_its_description_allows_as_it_says() {
    nothing_is_found("/api/openapi.json", "", &format!("{CHECKS},{REFUSES}"), "20");
}

#[test]
fn the_layers_answer_whatever_their_description_allows_as_it_says() {
    // The standard lets a server lower a `limit` that is beyond the maximum it tells, and ours does.
    nothing_is_found("/ogc/api", "/ogc", CHECKS, "8");
}
