//! The crates import one way only.

use std::collections::BTreeSet;
use std::fs;

use technopolice_tests::repository;
use toml::Table;

/// Crate, and which of ours it may import (`ARCHITECTURE.md`).
const EDGES: &[(&str, &str, &[&str])] = &[
    ("crates/geodata", "geodata", &[]),
    ("crates/census", "census", &["geodata"]),
    ("crates/store", "store", &["geodata", "census"]),
    ("crates/photo", "photo", &[]),
    ("crates/still", "still", &["geodata"]),
    ("crates/release", "release", &["geodata", "census", "store"]),
    ("crates/server", "server", &["geodata", "census", "store", "photo", "still", "release", "web"]),
    ("crates/cli", "technopolice", &["geodata", "census", "store", "photo", "still", "release", "server"]),
    ("crates/refdata", "refdata", &["geodata"]),
    ("web", "web", &[]),
];

/// Programs with a workspace of their own, which import none of ours.
const APART: &[&str] = &["crates/still-maplibre"];

const OURS: &[&str] =
    &["geodata", "census", "store", "photo", "still", "release", "server", "technopolice", "refdata", "web"];

fn manifest(folder: &str) -> Table {
    let text = fs::read_to_string(repository().join(folder).join("Cargo.toml")).expect("every crate has a manifest");
    text.parse().expect("a manifest is TOML")
}

fn dependencies(manifest: &Table, section: &str) -> BTreeSet<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_crate_imports_only_what_stands_to_its_left() {
    for (folder, name, allowed) in EDGES {
        let manifest = manifest(folder);
        assert_eq!(manifest["package"]["name"].as_str(), Some(*name));
        for dependency in dependencies(&manifest, "dependencies").iter().filter(|name| OURS.contains(&name.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not import {dependency}");
        }
    }
}

#[test]
fn every_crate_is_in_the_table() {
    let folders = fs::read_dir(repository().join("crates")).expect("there are crates");
    for folder in folders.filter_map(Result::ok).filter(|entry| entry.path().join("Cargo.toml").exists()) {
        let path = format!("crates/{}", folder.file_name().to_string_lossy());
        if APART.contains(&path.as_str()) {
            continue;
        }
        assert!(EDGES.iter().any(|(known, ..)| *known == path), "{path} is not in the table of ARCHITECTURE.md");
    }
}

#[test]
fn versions_stand_in_the_workspace_and_each_says_what_it_is_for() {
    for (folder, name, _) in EDGES {
        let manifest = manifest(folder);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table).cloned().unwrap_or_default();
            for (dependency, spec) in table {
                let inherits = spec.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(inherits, "{name}: {dependency} sets its own version");
            }
        }
    }
    let root = fs::read_to_string(repository().join("Cargo.toml")).expect("the workspace has a manifest");
    let section = root.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    for line in section.unwrap_or_default().lines().filter(|line| line.contains(" = ") && !line.contains("path =")) {
        assert!(line.contains(" # "), "no reason for: {line}");
    }
}

#[test]
fn the_pure_crates_know_no_clock_no_files_and_no_network() {
    let forbidden =
        ["std::fs", "std::net", "std::time", "std::env", "tokio", "async fn", "Utc::now", "Local::now", "Uuid::new_v4"];
    for folder in ["crates/geodata/src", "crates/census/src"] {
        for (path, text) in crate::files::tracked(folder, "rs") {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: String =
                code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for word in forbidden {
                assert!(path.ends_with("tests.rs") || !code.contains(word), "{path} uses {word}");
            }
        }
    }
}
