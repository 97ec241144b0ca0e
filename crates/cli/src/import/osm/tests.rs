use std::fs;
use std::path::PathBuf;

use census::osm::Reason;
use census::{Device, DeviceKind, Form, Language};
use geodata::territory::{Coverage, Locator, Territories};
use uuid::Uuid;

use super::*;

mod extract;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/fixtures").join(name)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn everywhere(_: Position) -> Place {
    Place::Territory("93066".to_owned())
}

/// What would go to the store, and the report before it did.
fn read(path: &Path, locate: &dyn Fn(Position) -> Place) -> Result<(Vec<Device>, Report), Error> {
    let Gathered { spool, unreadable, .. } = gather(path, &ProgressBar::hidden())?;
    let elements: Vec<Element> = spool.elements()?.collect::<io::Result<_>>()?;
    let mut report = Report::new(BatchId(Uuid::nil()), unreadable);
    let records = take_over(&elements, &|element| map(element, today(), locate), &mut report);
    assert_eq!(report.read, records.len() as u64 + report.outside_coverage + report.refused);
    Ok((records.into_iter().map(|record| record.device).collect(), report))
}

/// Reads content from a file of its own.
fn read_content(content: &[u8]) -> Result<(Vec<Device>, Report), Error> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), content).expect("written");
    read(file.path(), &everywhere)
}

fn read_covered(name: &str, coverage: &str) -> (Vec<Device>, Report) {
    let countries = coverage.split(',').map(|country| country.parse().expect("a country"));
    let locator = Locator::new(Territories::embedded(), countries.collect::<Coverage>());
    let locate = |position| {
        let location = locator.locate(position);
        let country = location.country.map(|country| country.to_string());
        location.territory.map_or(Place::Outside(country), |territory| Place::Territory(territory.code.to_string()))
    };
    read(&fixture(name), &locate).expect("a readable extract")
}

fn count(devices: &[Device], has: impl Fn(&Device) -> bool) -> usize {
    devices.iter().filter(|device| has(device)).count()
}

/// The value and reason of each thing set aside, and whether its element was refused.
fn set_aside(report: &Report) -> Vec<(&str, Reason, bool)> {
    report.quarantined.iter().map(|odd| (odd.id.as_str(), odd.reason, !odd.imported)).collect()
}

#[test]
fn monaco_has_fourteen_cameras_of_which_at_least_thirteen_are_not_in_france() {
    // The fourteenth stands on the border, where contours and country boundaries are both a guess.
    let (devices, report) = read_covered("monaco.osm.pbf", "FR");
    assert!(report.read == 14 && report.outside_coverage >= 13 && devices.len() <= 1, "{report:?}");
    assert!(report.outside_by_country.get("MC").is_some_and(|monaco| *monaco >= 13), "{report:?}");
    let (devices, report) = read_covered("monaco.osm.pbf", "FR,MC");
    assert_eq!((report.read, report.outside_coverage, devices.len()), (14, 0, 14));
    assert!(count(&devices, |device| device.territory == "MC") >= 13);
    let forms = [Form::Dome, Form::Fixed, Form::Ptz].map(|form| count(&devices, |device| device.form == Some(form)));
    assert_eq!(forms, [8, 3, 3]);
    assert_eq!(count(&devices, |device| device.kind == DeviceKind::Camera), 14);
    let pole =
        devices.iter().find(|device| device.upstream[0].id == "node/6459866647").expect("the camera of the model");
    assert_eq!((pole.bearing(), pole.upstream[0].version), (Some(240.0), Some(1)));
}

#[test]
fn helsinki_is_outside_france_and_an_unknown_type_stays_unknown() {
    let (devices, report) = read_covered("helsinki.osm.pbf", "FR");
    assert_eq!((devices.len(), report.outside_coverage, report.quarantined.len()), (0, report.read, 0));
    let (devices, report) = read(&fixture("helsinki.osm.pbf"), &everywhere).expect("a readable extract");
    assert_eq!(report.refused, 0);
    let kinds: Vec<(&str, u64)> = report.kinds.into_iter().collect();
    assert_eq!(kinds, [("camera", 6), ("speed_camera", 2), ("unknown", 215)], "221 surveillance devices and 2 radars");
    assert!(
        devices
            .iter()
            .filter(|device| device.kind == DeviceKind::Unknown)
            .all(|device| !device.basis.contains_key("kind"))
    );
}

#[test]
fn a_truncated_or_damaged_extract_is_an_error_wherever_it_ends() {
    let whole = fs::read(fixture("monaco.osm.pbf")).expect("the fixture");
    let ends = [0, 3, 4, 17, 100, 300, 4_000, whole.len() / 2, whole.len() - 5_000, whole.len() - 1];
    for end in ends {
        assert!(read_content(&whole[..end]).is_err(), "cut after {end} bytes");
    }
    let mut damaged = whole.clone();
    damaged[whole.len() / 2..whole.len() / 2 + 64].fill(0xFF);
    assert!(read_content(&damaged).is_err());
    let mut half_a_length = whole;
    half_a_length.extend([0, 0, 0]);
    assert!(matches!(read_content(&half_a_length), Err(Error::Truncated)));
}

#[test]
fn what_is_no_extract_is_named() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "an empty file"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"BZh91AY", "bzip2"),
        (b"<?xml version='1.0'?><osm/>", "XML"),
        (b" [{\"osmId\": 1}]", "\"elements\""),
        (b"\x89PNG\r\n", "something else"),
        (b"{\"features\": []}", "has no \"elements\""),
        (b"{\"elements\": {}}", "a list of elements"),
    ];
    for (content, words) in cases {
        let error = read_content(content).expect_err("no extract").to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn an_overpass_answer_is_read_to_its_last_element() {
    let answer = br#"{"version": 0.6, "osm3s": {"copyright": "x"}, "elements": [
        {"type": "node", "id": 1, "version": 3, "lat": 48.85, "lon": 2.35, "tags": {"man_made": "surveillance", "surveillance:type": "camera"}},
        {"type": "node", "id": 2, "lat": 48.85, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 3, "lat": 91, "lon": 2.35, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 4, "lat": "48.85", "lon": 2.35, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 5, "lat": 48.85, "lon": 2.35, "tags": {"man_made": "surveillance", "surveillance:type": "Flock"}},
        {"type": "node", "id": 6, "lat": 48.85, "lon": 2.35, "tags": {"man_made": "surveillance", "height": 4}},
        {"type": "node", "id": 7, "lat": 48.85, "lon": 2.35, "tags": {"amenity": "bank", "surveillance": "indoor"}},
        {"type": "node", "id": 8, "lat": 48.85, "lon": 2.35},
        {"type": "way", "id": 9, "center": {"lat": 48.9, "lon": 2.4}, "nodes": [1, 2, 3, 1], "tags": {"man_made": "surveillance"}},
        {"type": "way", "id": 10, "center": {"lat": 48.9, "lon": 2.4}, "nodes": [1, 2, 3], "tags": {"man_made": "surveillance"}},
        {"type": "way", "id": 11, "geometry": [{"lat": 48, "lon": 2}, {"lat": 49, "lon": 2}, {"lat": 49, "lon": 3}, {"lat": 48, "lon": 3}, {"lat": 48, "lon": 2}], "tags": {"man_made": "surveillance"}},
        {"type": "way", "id": 12, "tags": {"man_made": "surveillance"}},
        {"type": "relation", "id": 13, "tags": {"man_made": "surveillance"}},
        {"type": "node", "lat": 48.85, "lon": 2.35, "tags": {"man_made": "surveillance"}},
        {"type": "node", "id": 15, "lat": 48.85, "lon": 2.35, "tags": ["man_made"]},
        "node 16"
    ]}"#;
    let (devices, report) = read_content(answer).expect("a readable answer");
    let names: Vec<&str> = devices.iter().map(|device| device.upstream[0].id.as_str()).collect();
    // In the order of place, as a big import is quickest.
    assert_eq!(names, ["way/9", "node/1", "node/6", "way/11"]);
    assert_eq!(devices[2].height_m, Some(4.0));
    assert_eq!((devices[3].position.longitude(), devices[3].position.latitude()), (2.5, 48.5));
    // What has no place comes before what has one.
    let expected = [
        ("elements[13]", Reason::Unreadable, true),
        ("elements[14]", Reason::Unreadable, true),
        ("elements[15]", Reason::Unreadable, true),
        ("node/2", Reason::NoPosition, true),
        ("node/3", Reason::ImpossiblePosition, true),
        ("node/4", Reason::ImpossiblePosition, true),
        ("way/10", Reason::NoSinglePlace, true),
        ("way/12", Reason::NoPosition, true),
        ("relation/13", Reason::NoSinglePlace, true),
        ("node/5", Reason::UnknownValue, true),
    ];
    assert_eq!(set_aside(&report), expected);
    assert_eq!((report.read, report.refused), (14, 10));
}

#[test]
fn an_overpass_answer_that_was_cut_short_is_an_error() {
    let elements =
        br#"{"elements": [{"type": "node", "id": 1, "lat": 48.85, "lon": 2.35, "tags": {"man_made": "surveillance"}}"#;
    assert!(matches!(read_content(elements), Err(Error::Json(_))));
    let timed_out =
        [&elements[..], br#"], "remark": "runtime error: Query timed out in \"query\" at line 3"}"#].concat();
    assert!(matches!(read_content(&timed_out), Err(Error::Incomplete(_))));
    let huge =
        br#"{"elements": [{"type": "node", "id": 1, "lat": 1e400, "lon": 2, "tags": {"man_made": "surveillance"}}]}"#;
    assert!(matches!(read_content(huge), Err(Error::Json(_))));
}

#[test]
fn the_report_groups_what_it_set_aside_and_the_json_has_it_all() {
    let node = |id: u32| {
        format!(
            r#"{{"type": "node", "id": {id}, "lat": 48, "lon": 2, "tags": {{"man_made": "surveillance", "surveillance": "webcam"}}}}"#
        )
    };
    let answer = format!(r#"{{"elements": [{}]}}"#, (1..=1200).map(node).collect::<Vec<_>>().join(","));
    let (_, report) = read_content(answer.as_bytes()).expect("a readable answer");
    let text = report.text(Language::French);
    assert!(
        text.contains("1\u{202F}200 × surveillance=webcam : valeur inconnue (node/1, node/2, node/3, …)"),
        "{text}"
    );
    assert!(report.text(Language::English).contains("1,200 × surveillance=webcam : unknown value"));
    let json: serde_json::Value = serde_json::from_str(&report.json()).expect("one JSON object");
    assert_eq!(json["quarantined"].as_array().map(Vec::len), Some(1200));
    let odd = serde_json::json!({"id": "node/1", "tag": "surveillance", "value": "webcam", "reason": "unknown_value", "imported": true});
    assert_eq!(json["quarantined"][0], odd);
}

#[tokio::test]
async fn an_import_twice_changes_nothing_and_a_broken_file_leaves_no_trace() {
    let url = "sqlite::memory:".parse().expect("an address");
    let store = Store::open(&url, store::Options::default()).await.expect("a store");
    let surroundings = Surroundings { store: &store, locate: &everywhere, today: today() };
    let whole = fixture("monaco.osm.pbf");
    let first = run(&surroundings, &whole).await.expect("imported");
    let second = run(&surroundings, &whole).await.expect("imported");
    assert_eq!((first.read, first.new, second.new, second.updated, second.unchanged), (14, 14, 0, 0, 14));
    assert!(first.accounted().is_ok() && second.accounted().is_ok());

    let cut = tempfile::NamedTempFile::new().expect("a file");
    fs::write(cut.path(), &fs::read(&whole).expect("the fixture")[..300_000]).expect("written");
    assert!(matches!(run(&surroundings, cut.path()).await, Err(Error::Pbf(_))));
    assert_eq!(store.batches().await.expect("batches").len(), 2);

    let rolled_back = store.roll_back(first.batch.parse().expect("a batch")).await.expect("rolled back");
    assert_eq!((rolled_back.devices_removed, rolled_back.conflicts.len()), (14, 0));
    store.close().await;
}
