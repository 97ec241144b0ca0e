//! The readers that people use, on one served sample.

use technopolice_tests::{program, python, skipped};

use crate::releases::serving;

#[test]
fn every_reader_finds_the_same_cameras_in_the_same_box() {
    if program("ogr2ogr").is_none() {
        return skipped("ogr2ogr not found");
    }
    let (census, folder) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let server = serving(census.path(), &["2026.11"]);
    let place = folder.path().display().to_string();
    let Some(found) = python("tests/api/readers.py", &[&server.url(""), &place]) else { return };
    let found = found.as_object().expect("readers");
    assert_eq!(found.len(), 6);
    let (_, first) = found.iter().next().expect("a reader");
    assert!(first[0].as_u64().is_some_and(|count| count > 5), "{first}");
    for (reader, answer) in found {
        assert_eq!(answer, first, "{reader}");
    }
    assert!(!server.stop().contains("ERROR"));
}
