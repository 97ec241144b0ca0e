//! What the tests from outside share: the real program and a client for it, databases that come and go with a test.

mod bucket;
mod client;
mod cluster;
mod database;
mod server;
mod wait;

use std::path::{Path, PathBuf};

pub use bucket::Bucket;
pub use client::{Answer, encoded};
pub use database::{Engine, TestDatabase};
pub use server::{Server, binary, demo};
pub use wait::{wait_for, wait_until};

/// The top folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// A program of the machine, looked for in `PATH`.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Runs a script of this repository with the Python that holds the readers of our files, and gives back the JSON that it
/// prints; says so and gives nothing where there is none.
///
/// # Panics
/// When the script fails.
pub fn python(script: &str, arguments: &[&str]) -> Option<serde_json::Value> {
    let Some(python) = std::env::var_os("TECHNOPOLICE_PYTHON") else {
        skipped("the readers of our files not found (set TECHNOPOLICE_PYTHON)");
        return None;
    };
    let output = std::process::Command::new(python).arg(repository().join(script)).args(arguments).output();
    let output = output.expect("Python runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}: {out}{err}");
    Some(serde_json::from_str(&out).unwrap_or_else(|error| panic!("{script}: {error}: {out}{err}")))
}

/// Says that something could not be tested here.
///
/// # Panics
/// When `TECHNOPOLICE_REQUIRE=all`: then everything must be tested.
pub fn skipped(reason: &str) {
    assert!(std::env::var("TECHNOPOLICE_REQUIRE").as_deref() != Ok("all"), "required here: {reason}");
    println!("skipped: {reason}");
}
