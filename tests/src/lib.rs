//! What the tests from outside share: the real program and a client for it, databases that come and go with a test.

mod client;
mod cluster;
mod database;
mod server;

use std::path::{Path, PathBuf};

pub use client::{Answer, encoded};
pub use database::{Engine, TestDatabase};
pub use server::{Server, binary, demo};

/// The top folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// A program of the machine, looked for in `PATH`.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Says that something could not be tested here.
///
/// # Panics
/// When `TECHNOPOLICE_REQUIRE=all`: then everything must be tested.
pub fn skipped(reason: &str) {
    assert!(std::env::var("TECHNOPOLICE_REQUIRE").as_deref() != Ok("all"), "required here: {reason}");
    println!("skipped: {reason}");
}
