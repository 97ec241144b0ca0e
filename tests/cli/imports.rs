//! What OpenStreetMap knows, in and out again.

use std::fs;

use serde_json::{Value, json};

use crate::commands::{fixture, json, run};

fn counts(report: &Value) -> [u64; 5] {
    ["read", "new", "updated", "unchanged", "outside_coverage"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{name}: {report}")))
}

#[test]
fn of_the_fourteen_cameras_of_the_monaco_extract_one_stands_in_france() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = json(folder.path(), &["import", "osm", &fixture("monaco.osm.pbf"), "--json"]);
    assert_eq!(counts(&report), [14, 1, 0, 0, 13]);
    assert!(report["quarantined"].is_array());
    let again = json(folder.path(), &["import", "osm", &fixture("monaco.osm.pbf"), "--json"]);
    assert_eq!(counts(&again), [14, 0, 0, 1, 13]);
    let both = tempfile::tempdir().expect("a folder");
    let report = json(both.path(), &["--coverage", "FR,MC", "import", "osm", &fixture("monaco.osm.pbf"), "--json"]);
    assert_eq!(counts(&report), [14, 14, 0, 0, 0]);
    assert_eq!(json(both.path(), &["check", "--json"]), json!({"revisions": 14, "entities": 14, "faults": []}));
}

#[test]
fn the_devices_of_helsinki_lie_outside_and_all_are_accounted_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = json(folder.path(), &["import", "osm", &fixture("helsinki.osm.pbf"), "--json"]);
    let [read, new, updated, unchanged, outside] = counts(&report);
    assert!(read >= 221, "{report}");
    assert_eq!((new, updated, unchanged), (0, 0, 0));
    let quarantined =
        report["quarantined"].as_array().expect("a list").iter().filter(|entry| entry["imported"] == false).count()
            as u64;
    assert!(outside <= read && outside + quarantined >= read, "{report}");
}

#[test]
fn a_batch_can_be_taken_back_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = json(folder.path(), &["--coverage", "FR,MC", "import", "osm", &fixture("monaco.osm.pbf"), "--json"]);
    let batch = report["batch"].as_str().expect("a batch");
    let rolled_back = run(folder.path(), &["import", "roll-back", batch]);
    assert!(rolled_back.status.success(), "{}", String::from_utf8_lossy(&rolled_back.stderr));
    let check = json(folder.path(), &["check", "--json"]);
    assert_eq!((&check["revisions"], &check["faults"]), (&json!(28), &json!([])));
}

#[test]
fn overpass_answers_are_read_and_elements_without_a_place_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("overpass.json");
    let camera = |id: u32, tags: Value| json!({"type": "node", "id": id, "version": 2, "lat": 43.6971, "lon": 7.2706, "tags": tags});
    let elements = json!({"elements": [
        camera(1, json!({"man_made": "surveillance", "surveillance:type": "camera;ALPR", "camera:direction": "270-90"})),
        camera(2, json!({"man_made": "surveillance", "surveillance:type": "Axis M3045"})),
        {"type": "node", "id": 3, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 4, "lat": 43.7, "lon": 999, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 5, "lat": 43.7, "lon": 7.27, "tags": {"amenity": "bench"}},
    ]});
    fs::write(&file, elements.to_string()).expect("a file");
    let report = json(folder.path(), &["import", "osm", &file.display().to_string(), "--json"]);
    assert_eq!(report["read"], 4, "{report}");
    let quarantined: Vec<&str> =
        report["quarantined"].as_array().expect("a list").iter().filter_map(|entry| entry["id"].as_str()).collect();
    for id in ["node/2", "node/3", "node/4"] {
        assert!(quarantined.contains(&id), "{report}");
    }
    assert!(report["quarantined"].as_array().expect("a list").iter().all(|entry| entry["reason"].is_string()));
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = fs::read(fixture("monaco.osm.pbf")).expect("the fixture");
    let cases: [(&str, Vec<u8>); 5] = [
        ("truncated.osm.pbf", whole[..whole.len() / 2].to_vec()),
        ("empty.osm.pbf", Vec::new()),
        ("page.osm.pbf", b"<html></html>".to_vec()),
        ("broken.json", b"{\"elements\":[{\"type\":\"node\"".to_vec()),
        ("list.json", b"[1,2,3]".to_vec()),
    ];
    for (name, bytes) in cases {
        let file = folder.path().join(name);
        fs::write(&file, bytes).expect("a file");
        let output = run(folder.path(), &["import", "osm", &file.display().to_string(), "--json"]);
        assert!(!output.status.success(), "{name}");
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(words.contains("technopolice: ") && !words.contains("panicked"), "{name}: {words}");
    }
    let missing = run(folder.path(), &["import", "osm", "nowhere.osm.pbf"]);
    assert!(!missing.status.success());
    assert_eq!(json(folder.path(), &["check", "--json"])["revisions"], 0);
}

#[test]
fn a_real_census_refuses_fictional_devices() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = run(folder.path(), &["sample", "--seed", "1", "--devices", "10"]);
    assert!(!refused.status.success());
    assert_eq!(json(folder.path(), &["check", "--json"])["revisions"], 0);
    let demo = tempfile::tempdir().expect("a folder");
    assert!(run(demo.path(), &["sample", "--seed", "1", "--devices", "10", "--fictional"]).status.success());
    assert_eq!(json(demo.path(), &["check", "--json"])["entities"], 10);
    let lines = run(demo.path(), &["sample", "--seed", "1", "--devices", "10", "--out", "-"]);
    let again = run(demo.path(), &["sample", "--seed", "1", "--devices", "10", "--out", "-"]);
    assert_eq!(lines.stdout, again.stdout, "the same seed gives the same devices");
    let text = String::from_utf8(lines.stdout).expect("text");
    assert_eq!(text.lines().count(), 10);
    assert!(text.lines().all(|line| line.contains("\"fictional\":true")));
}
