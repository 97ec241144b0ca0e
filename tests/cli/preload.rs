//! Small C libraries that stand between the program and the system.

use std::path::PathBuf;
use std::process::Command;

use technopolice_tests::{program, repository, skipped};

/// The library of a source file in this folder; `None` where there is no compiler.
pub(crate) fn compiled(source: &str) -> Option<PathBuf> {
    let Some(gcc) = program("gcc") else {
        skipped("gcc not found");
        return None;
    };
    let library = tempfile::tempdir().expect("a folder").keep().join("preloaded.so");
    let mut compile = Command::new(gcc);
    compile.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library);
    let status = compile.arg(repository().join("tests/cli").join(source)).args(["-ldl", "-lpthread"]).status();
    assert!(status.expect("gcc runs").success());
    Some(library)
}
