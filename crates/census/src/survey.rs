//! Where people looked on a walk, told so that nobody learns where they live.

use std::collections::BTreeSet;

use geodata::{Position, Square};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Squares that one walk may have: more than 60 km of streets.
const MOST_SQUARES: usize = 2_000;

/// Around each end of a recorded line nothing is kept within this many metres of a point near that end.
const HIDDEN_M: f64 = 200.0;

/// How far that point lies from the end at the most, so that the middle of the gap is not the door of a house.
const SHIFTED_M: f64 = 100.0;

/// Reads where people looked into squares of fifty metres, each once and in an order that tells nothing.
///
/// A list of squares, or a text of them, is taken as it is. A GeoJSON `LineString` or `MultiLineString` loses what lies
/// around the ends of each line: a circle of 200 m whose middle is up to 100 m away from the end, by a hash of the line.
/// The line itself is never kept, so reading what was read changes nothing.
pub(crate) fn walked(value: &Value) -> Result<Value, String> {
    let squares = match value {
        Value::String(text) => listed(text.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty()))?,
        Value::Array(items) => {
            let words = items.iter().map(|item| item.as_str().ok_or_else(|| expected(item)));
            listed(words.collect::<Result<Vec<_>, _>>()?.into_iter())?
        }
        Value::Object(geometry) => of_geometry(geometry)?,
        other => return Err(expected(other)),
    };
    match squares.len() {
        0 => Err("nothing is left of the walk: within 300 m of where a line begins or ends nothing is kept".to_owned()),
        count if count > MOST_SQUARES => Err(format!("{count} squares, at most {MOST_SQUARES}")),
        _ => Ok(squares.iter().map(ToString::to_string).collect()),
    }
}

/// The squares of a value that was read.
pub fn squares_of(value: &Value) -> Vec<Square> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).filter_map(|text| text.parse().ok()).collect()
}

/// What is left of a walk that is erased: one square, within a tenth of a degree of where it was.
pub(crate) fn roughly(path: &Value) -> Value {
    let square = squares_of(path).first().map(|square| Square::containing(square.centre().rounded(0.1)));
    square.iter().map(ToString::to_string).collect()
}

fn expected(found: &Value) -> String {
    let found: String = found.to_string().chars().take(60).collect();
    format!("expected squares such as 19/265862/180422 or a GeoJSON LineString, found {found}")
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> Result<BTreeSet<Square>, String> {
    words.map(|word| word.parse::<Square>().map_err(|error| error.to_string())).collect()
}

fn of_geometry(geometry: &Map<String, Value>) -> Result<BTreeSet<Square>, String> {
    let coordinates = geometry.get("coordinates").cloned().unwrap_or_default();
    let lines: Vec<Vec<Position>> = match geometry.get("type").and_then(Value::as_str) {
        Some("LineString") => serde_json::from_value(coordinates).map(|line| vec![line]),
        Some("MultiLineString") => serde_json::from_value(coordinates),
        _ => return Err("expected a GeoJSON LineString or MultiLineString".to_owned()),
    }
    .map_err(|error| format!("expected positions as [longitude, latitude]: {error}"))?;
    let ends: Vec<Position> = lines.iter().flat_map(|line| ends_of(line)).collect();
    let crossed = lines.iter().flat_map(|line| Square::crossed(line));
    Ok(crossed.filter(|square| ends.iter().all(|end| end.distance_m(square.centre()) > HIDDEN_M)).collect())
}

/// A point near each end of a line. It depends on the whole line, of which nothing else remains.
fn ends_of(line: &[Position]) -> Vec<Position> {
    let text: String = line.iter().map(ToString::to_string).collect();
    let hash = Sha256::digest(text);
    let share = |place: usize| f64::from(u16::from_be_bytes([hash[place], hash[place + 1]])) / f64::from(u16::MAX);
    let ends = line.first().into_iter().chain(line.last());
    ends.enumerate().map(|(end, position)| shifted(*position, share(end * 4), share(end * 4 + 2))).collect()
}

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

fn shifted(position: Position, turn: f64, distance: f64) -> Position {
    let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
    let metres = SHIFTED_M * distance;
    let latitude = position.latitude() + metres * cos / DEGREE_M;
    let longitude = position.longitude() + metres * sin / (DEGREE_M * position.latitude().to_radians().cos().max(0.01));
    Position::new(longitude, latitude).unwrap_or(position)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn street(from: f64, to: f64) -> Vec<[f64; 2]> {
        vec![[from, 48.85], [to, 48.85]]
    }

    #[test]
    fn a_line_becomes_squares_and_its_ends_are_not_among_them() {
        let line = json!({"type": "LineString", "coordinates": street(2.35, 2.37)});
        let squares = walked(&line).expect("a walk");
        let kept = squares_of(&squares);
        assert!(kept.len() > 10, "{}", kept.len());
        for end in [2.35, 2.37] {
            let end = Position::new(end, 48.85).expect("a position");
            assert!(kept.iter().all(|square| square.centre().distance_m(end) > HIDDEN_M - SHIFTED_M));
        }
        assert_eq!(walked(&squares), Ok(squares.clone()), "reading it again changes nothing");
        let typed = kept.iter().rev().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        assert_eq!(walked(&json!(typed)), Ok(squares), "the order tells nothing");
    }

    #[test]
    fn a_way_that_passes_its_own_end_again_does_not_show_it() {
        let home = Position::new(2.35, 48.85).expect("a position");
        let there_and_back =
            json!({"type": "LineString", "coordinates": [[2.35, 48.85], [2.37, 48.85], [2.34, 48.85]]});
        let kept = squares_of(&walked(&there_and_back).expect("a walk"));
        assert!(kept.iter().all(|square| square.centre().distance_m(home) > HIDDEN_M - SHIFTED_M));
    }

    #[test]
    fn what_is_no_walk_is_refused() {
        let short = json!({"type": "LineString", "coordinates": street(2.35, 2.351)});
        let long: Vec<String> = (0..=MOST_SQUARES).map(|row| format!("19/1/{row}")).collect();
        for wrong in [
            short,
            json!(long),
            json!([]),
            json!(3),
            json!({"type": "Point", "coordinates": [2, 48]}),
            json!("C7"),
            json!({"type": "LineString", "coordinates": [[2.3]]}),
        ] {
            assert!(walked(&wrong).is_err(), "{wrong}");
        }
    }
}
