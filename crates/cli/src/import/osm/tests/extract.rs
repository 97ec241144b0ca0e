//! Small extracts made by hand: the fixtures hold no way and no relation that describes a device.

use census::osm::Reason;

use super::{Error, read_content, set_aside};

/// A length-delimited protobuf field.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2], &varint(content.len() as u64)[..], content].concat()
}

/// A protobuf field of type varint.
fn number(number: u8, value: u64) -> Vec<u8> {
    [&[number << 3], &varint(value)[..]].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn packed(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| varint(*value)).collect()
}

/// An uncompressed block of a file, with its header.
fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let body = field(1, content);
    let header = [field(1, kind.as_bytes()), number(3, body.len() as u64)].concat();
    [&(header.len() as u32).to_be_bytes()[..], &header, &body].concat()
}

fn header(feature: &str) -> Vec<u8> {
    blob("OSMHeader", &field(4, feature.as_bytes()))
}

fn block(strings: &[&str], group: &[u8]) -> Vec<u8> {
    let table: Vec<u8> = strings.iter().flat_map(|text| field(1, text.as_bytes())).collect();
    blob("OSMData", &[field(1, &table), field(2, group)].concat())
}

/// A node in units of 100 nanodegrees; its tags point into the strings.
fn node(id: i64, latitude: i64, longitude: i64, tag: Option<(u64, u64)>) -> Vec<u8> {
    let tags = tag.map(|(key, value)| [field(2, &packed(&[key])), field(3, &packed(&[value]))].concat());
    let place = [number(1, zigzag(id)), number(8, zigzag(latitude)), number(9, zigzag(longitude))].concat();
    field(1, &[place, tags.unwrap_or_default()].concat())
}

fn way(id: u64, nodes: &[i64]) -> Vec<u8> {
    let before = std::iter::once(&0).chain(nodes);
    let steps: Vec<u64> = nodes.iter().zip(before).map(|(node, before)| zigzag(node - before)).collect();
    field(3, &[number(1, id), field(2, &packed(&[1])), field(3, &packed(&[2])), field(8, &packed(&steps))].concat())
}

#[test]
fn a_closed_way_is_its_middle_and_what_has_no_single_place_is_told() {
    let degrees = |degrees: i64| degrees * 10_000_000;
    let corners = [(1, 48, 2), (2, 49, 2), (3, 49, 3), (4, 48, 3)];
    let places: Vec<u8> =
        corners.iter().flat_map(|(id, lat, lon)| node(*id, degrees(*lat), degrees(*lon), None)).collect();
    let device = node(5, degrees(48), degrees(2), Some((1, 2)));
    let ways = [way(10, &[1, 2, 3, 4, 1]), way(11, &[1, 2, 3]), way(12, &[1, 2, 99, 1])].concat();
    let relation = field(4, &[number(1, 13), field(2, &packed(&[1])), field(3, &packed(&[2]))].concat());
    let strings = ["", "man_made", "surveillance"];
    let file = [
        header("OsmSchema-V0.6"),
        block(&[""], &places),
        block(&strings, &device),
        block(&strings, &ways),
        block(&strings, &relation),
    ];
    let (devices, report) = read_content(&file.concat()).expect("a readable extract");
    let found: Vec<(&str, f64, f64)> = devices
        .iter()
        .map(|device| (device.upstream[0].id.as_str(), device.position.latitude(), device.position.longitude()))
        .collect();
    assert_eq!(found, [("way/10", 48.5, 2.5), ("node/5", 48.0, 2.0)]);
    let expected = [
        ("relation/13", Reason::NoSinglePlace, true),
        ("way/11", Reason::NoSinglePlace, true),
        ("way/12", Reason::NoPosition, true),
    ];
    assert_eq!(set_aside(&report), expected);
}

#[test]
fn an_extract_with_history_is_refused() {
    let error = read_content(&header("HistoricalInformation")).expect_err("a history file");
    assert!(matches!(error, Error::Feature(feature) if feature == "HistoricalInformation"));
}
