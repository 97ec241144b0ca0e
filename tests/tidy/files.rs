//! Sizes, names, and what must not be written.

use std::fs;
use std::process::Command;

use technopolice_tests::repository;

/// Lines of a source file at the most; tests and generated files apart.
const LINES: usize = 500;

/// Bytes of reference data at the most.
const DATA: u64 = 8 * 1024 * 1024;

/// The files of the repository below a folder that end with `.extension`, with their texts.
pub(crate) fn tracked(folder: &str, extension: &str) -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", folder])
        .current_dir(repository())
        .output()
        .expect("the tests run in a git work tree");
    let names = String::from_utf8(listed.stdout).expect("our file names are UTF-8");
    let wanted = names.lines().filter(|name| name.ends_with(&format!(".{extension}")));
    let read = |name: &str| fs::read_to_string(repository().join(name)).ok().map(|text| (name.to_owned(), text));
    wanted.filter_map(read).collect()
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains(".test.")
}

#[test]
fn no_source_file_is_too_long_to_read() {
    let sources = ["rs", "ts"].iter().flat_map(|extension| tracked(".", extension));
    for (path, text) in sources.filter(|(path, _)| !is_test(path)) {
        let lines = text.lines().count();
        assert!(lines <= LINES, "{path} has {lines} lines");
    }
}

#[test]
fn a_library_root_is_a_table_of_contents() {
    for (path, text) in tracked("crates", "rs").into_iter().filter(|(path, _)| path.ends_with("src/lib.rs")) {
        let lines = text.lines().count();
        assert!(lines <= 100, "{path} has {lines} lines");
    }
}

#[test]
fn nothing_is_left_unfinished_or_silenced() {
    let marks = ["todo!(", "unimplemented!(", "#[ignore", "FIXME", "#[allow(", "#![allow("];
    for (path, text) in tracked(".", "rs").into_iter().filter(|(path, _)| !path.starts_with("tests/tidy/")) {
        for mark in marks {
            assert!(!text.contains(mark), "{path} has {mark}");
        }
    }
    let marks = ["@ts-ignore", "@ts-nocheck", "eslint-disable", "test.skip(", "it.skip(", "describe.skip("];
    for (path, text) in tracked(".", "ts") {
        for mark in marks {
            assert!(!text.contains(mark), "{path} has {mark}");
        }
    }
}

#[test]
fn the_pages_name_no_other_origin() {
    let own = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink"];
    let sources = [("web/src", "ts"), ("web/src", "css"), ("crates/server/templates", "html")];
    for (path, text) in sources.iter().flat_map(|(folder, extension)| tracked(folder, extension)) {
        for attribute in ["src=\"http", "@import \"http", "url(http", "fetch(\"http", "import(\"http"] {
            let stray = text.contains(attribute) && !own.iter().any(|address| text.contains(address));
            assert!(!stray, "{path} loads from another origin: {attribute}");
        }
    }
}

#[test]
fn the_reference_data_stays_small_and_every_file_is_described() {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", "data"])
        .current_dir(repository())
        .output()
        .expect("the tests run in a git work tree");
    let readme = fs::read_to_string(repository().join("data/README.md")).expect("the data is described");
    let mut total = 0;
    for name in String::from_utf8(listed.stdout).expect("our file names are UTF-8").lines() {
        total += fs::metadata(repository().join(name)).map_or(0, |file| file.len());
        let short = name.trim_start_matches("data/");
        assert!(short.contains(".md") || readme.contains(short), "data/README.md does not speak of {short}");
    }
    assert!(total <= DATA, "the reference data has {total} bytes");
}

#[test]
fn the_top_level_holds_only_what_was_agreed() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "crates",
        "migrations",
        "web",
        "data",
        "tests",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
    ];
    let listed = Command::new("git").args(["ls-files"]).current_dir(repository()).output().expect("a git work tree");
    for name in String::from_utf8(listed.stdout).expect("our file names are UTF-8").lines() {
        let top = name.split('/').next().unwrap_or_default();
        assert!(top.starts_with('.') || agreed.contains(&top), "{top} does not belong at the top");
    }
}
