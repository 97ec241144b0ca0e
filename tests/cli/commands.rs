//! Running the program and reading what it says.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use technopolice_tests::{binary, repository};

/// The address of a database in a folder.
pub(crate) fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("census.db").display())
}

/// Runs the program on the database of a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command
        .current_dir(folder)
        .env("TECHNOPOLICE_DATABASE", database(folder))
        .env("TECHNOPOLICE_PUBLICATION", "immediate");
    command.args(arguments).output().expect("the program runs")
}

/// What a command printed, as JSON; it must have succeeded.
pub(crate) fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {errors}"))
}

/// A file of `data/fixtures`.
pub(crate) fn fixture(name: &str) -> String {
    repository().join("data/fixtures").join(name).display().to_string()
}
