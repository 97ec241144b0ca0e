//! The same rows in every format.

use std::collections::BTreeMap;

use census::{
    Device, DeviceKind, Entity, EntityId, EntityKind, Record, State, Text, Upstream, feature_json, record_json,
};
use chrono::NaiveDate;
use geodata::Position;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use crate::batch::as_text;
use crate::{Batch, Compartment, Format, Table};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");

fn entity(number: u32, state: impl Into<State>) -> Entity {
    let id = EntityId(format!("00000000-0000-4000-8000-{number:012}").parse().expect("an id"));
    Entity { id, version: 1, created_on: DAY, updated_on: DAY, state: state.into() }
}

fn words(text: &str) -> Text<120> {
    serde_json::from_value(text.into()).expect("a text")
}

fn device(number: u32) -> Device {
    let place = Position::new(2.0 + f64::from(number % 100) / 100.0, 48.0 + f64::from(number / 100) / 100.0);
    let mut device = Device::new(DeviceKind::Camera, place.expect("a place"), "75056".to_owned());
    if number.is_multiple_of(2) {
        let id = format!("node/{number}");
        device.upstream = vec![Upstream { source: "osm".to_owned(), id, version: Some(1) }];
    }
    if number == 3 {
        device.operator = Some(words("=1+1, \"quoted\""));
        device.height_m = Some(4.5);
        device.indoor = Some(true);
    }
    device
}

fn devices(count: u32) -> Vec<Batch> {
    let table = Table::of(EntityKind::Device);
    let line = |number| {
        let device = device(number);
        feature_json(&entity(number, device.clone()), &device, Some("Paris"))
    };
    let lines: Vec<String> = (0..count).map(line).collect();
    lines.chunks(77).map(|lines| Batch::cut(&table, lines.join("\n"))).collect()
}

fn written(format: Format, batches: &[Batch], of: Option<Compartment>) -> Vec<u8> {
    let mut writer = format.writer(Table::of(EntityKind::Device), Vec::new()).expect("a writer");
    for batch in batches {
        writer.write(batch, of).expect("written");
    }
    writer.finish().expect("finished")
}

#[test]
fn every_format_has_every_row_once_and_the_same_bytes_again() {
    let batches = devices(1_000);
    for format in Format::ALL {
        assert_eq!(written(format, &batches, None), written(format, &batches, None), "{format:?}");
    }
    let collection: serde_json::Value =
        serde_json::from_slice(&written(Format::GeoJson, &batches, None)).expect("one JSON value");
    assert_eq!(collection["features"].as_array().map(Vec::len), Some(1_000));
    let sequence = String::from_utf8(written(Format::GeoJsonSeq, &batches, None)).expect("UTF-8");
    assert_eq!(sequence.lines().filter(|line| line.starts_with('\u{1e}')).count(), 1_000);
    let table = written(Format::Csv, &batches, None);
    let mut table = csv::Reader::from_reader(table.as_slice());
    let names = table.headers().expect("a header").clone();
    let rows: Vec<_> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!((rows.len(), names.get(1), names.get(2)), (1_000, Some("longitude"), Some("latitude")));
    let reader = SerializedFileReader::new(bytes::Bytes::from(written(Format::Parquet, &batches, None)));
    assert_eq!(reader.expect("Parquet").metadata().file_metadata().num_rows(), 1_000);
}

#[test]
fn the_compartments_together_are_everything() {
    let batches = devices(101);
    let lines = |of| String::from_utf8_lossy(&written(Format::Csv, &batches, of)).lines().count() - 1;
    assert_eq!((lines(Some(Compartment::Own)), lines(Some(Compartment::Osm)), lines(None)), (50, 51, 101));
}

#[test]
fn a_cell_that_looks_like_a_formula_is_text_and_a_number_is_a_number() {
    let table = written(Format::Csv, &devices(4), None);
    let mut table = csv::Reader::from_reader(table.as_slice());
    let rows = table.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row")).collect::<Vec<_>>();
    assert_eq!(rows[3]["operator"], "'=1+1, \"quoted\"");
    assert_eq!((rows[3]["height_m"].as_str(), rows[3]["indoor"].as_str()), ("4.5", "true"));
    assert_eq!((rows[3]["longitude"].as_str(), rows[2]["upstream"].as_str()), ("2.03", "osm:node/2"));
}

#[test]
fn parquet_says_where_everything_is() {
    let batches = devices(300);
    let reader = SerializedFileReader::new(bytes::Bytes::from(written(Format::Parquet, &batches, None)));
    let reader = reader.expect("Parquet");
    let metadata = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
    let geo = metadata.iter().find(|pair| pair.key == "geo").and_then(|pair| pair.value.clone()).expect("geo");
    let geo: serde_json::Value = serde_json::from_str(&geo).expect("JSON");
    assert_eq!(geo["version"], "1.1.0");
    assert_eq!(geo["columns"]["geometry"]["bbox"], serde_json::json!([2.0, 48.0, 2.99, 48.02]));
    let row = reader.get_row_iter(None).expect("rows").nth(3).expect("a fourth row").expect("readable");
    let names: Vec<&str> = row.get_column_iter().map(|(name, _)| name.as_str()).collect();
    let place = |name: &str| names.iter().position(|known| *known == name).expect("a column");
    assert_eq!(row.get_string(place("operator")).expect("text"), "=1+1, \"quoted\"");
    assert_eq!(row.get_bytes(place("geometry")).expect("WKB").len(), 21);
    assert!(row.get_double(place("bearing")).is_err(), "nothing is known of it");
}

/// The levels of an index of 300: 19 nodes above the leaves, 2 above them, and the root.
#[test]
fn a_flatgeobuf_file_has_its_header_its_index_and_its_features() {
    let file = written(Format::FlatGeobuf, &devices(300), None);
    assert_eq!(&file[..4], b"fgb\x03");
    let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize;
    let index = 12 + number(8);
    let real = |at: usize| f64::from_le_bytes(file[at..at + 8].try_into().expect("eight bytes"));
    let extent = [0, 8, 16, 24].map(|at| real(index + at).to_string());
    assert_eq!(extent, ["2", "48", "2.99", "48.02"]);
    let mut at = index + (1 + 2 + 19 + 300) * 40;
    let mut features = 0;
    while at < file.len() {
        at += 4 + number(at);
        features += 1;
    }
    assert_eq!((features, at), (300, file.len()));
}

#[test]
fn an_empty_table_is_a_file_all_the_same() {
    for format in Format::ALL {
        assert!(!written(format, &[], None).is_empty() || format == Format::GeoJsonSeq, "{format:?}");
    }
}

#[test]
fn a_record_has_a_column_for_every_member() {
    for kind in EntityKind::records() {
        let table = Table::of(kind);
        let mut record = Record::new(kind);
        record.values.insert("authority".to_owned(), serde_json::json!({"id": "a", "name": "Nice"}));
        let state = entity(1, record.clone());
        let read: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&record_json(&state, &record)).expect("an object");
        let aside = ["type", "standing", "merged_into", "authority"];
        for name in read.keys().filter(|name| !aside.contains(&name.as_str())) {
            assert!(table.columns.iter().any(|column| column.source == name), "{kind}: no column for {name}");
        }
    }
    let table = Table::of(EntityKind::Contract);
    let mut record = Record::new(EntityKind::Contract);
    record.values.insert("authority".to_owned(), serde_json::json!({"id": "a", "name": "Nice"}));
    let batch = Batch::cut(&table, record_json(&entity(1, record.clone()), &record));
    let row = batch.rows(None).next().expect("a row");
    let text = |name: &str| {
        let place = table.columns.iter().position(|column| column.name == name).expect("a column");
        row.value(place).map(|value| as_text(table.columns[place].kind, value).into_owned())
    };
    assert_eq!((text("authority").as_deref(), text("authority_id").as_deref()), (Some("Nice"), Some("a")));
}

#[test]
fn a_device_has_a_column_for_every_member() {
    let table = Table::of(EntityKind::Device);
    for batch in devices(4) {
        for row in batch.rows(None) {
            let feature: serde_json::Value = serde_json::from_str(row.json()).expect("a feature");
            for (name, value) in feature["properties"].as_object().expect("properties") {
                let place = table.columns.iter().position(|column| column.name == *name);
                let place = place.unwrap_or_else(|| panic!("no column for {name}"));
                let found: serde_json::Value = serde_json::from_str(row.value(place).expect("a value")).expect("JSON");
                assert_eq!(found, *value, "{name}");
            }
        }
    }
}
