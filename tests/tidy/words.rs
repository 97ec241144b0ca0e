//! The documents speak of what exists.

use std::fs;

use technopolice_tests::repository;

fn text(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_readme_is_short_and_names_the_two_commands() {
    let readme = text("README.md");
    assert!(readme.lines().count() <= 120);
    assert!(readme.contains("cargo run --release -- demo") && readme.contains("cargo test --workspace"));
    assert!(text(".ci/run").contains("cargo test --workspace"));
}

#[test]
fn the_paths_that_the_documents_name_exist() {
    for document in ["README.md", "ARCHITECTURE.md", "data/README.md", "migrations/README.md"] {
        let text = text(document);
        for piece in text.split('`').skip(1).step_by(2) {
            let roots = ["crates/", "migrations/", "web/", "tests/", "data/", ".ci/", ".github/"];
            let plain = piece.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            if plain && roots.iter().any(|root| piece.starts_with(root)) {
                let made = ["web/dist", "web/node_modules"].iter().any(|folder| piece.starts_with(folder));
                assert!(made || repository().join(piece).exists(), "{document} names {piece}, which does not exist");
            }
        }
    }
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |folder: &str| {
        let entries = fs::read_dir(repository().join(folder)).expect("there are migrations");
        let mut names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}
