//! Who looked where: the walks of a territory. Where nobody walked, an empty map says nothing.

use std::collections::BTreeMap;

use census::measure::Known;
use census::{EntityId, EntityKind, Record, squares_of};
use chrono::NaiveDate;
use geodata::territory::Territory;
use geodata::{Bbox, Position, Square};
use serde_json::{Value, json};

use crate::error::Error;
use crate::figures::{current_on, values};
use crate::places::Places;
use crate::state::AppState;

/// Walks that are read for one territory.
const MOST: u32 = 10_000;

/// A walk as the public sees it: a day, some squares, no name.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    /// Its name.
    pub(crate) id: EntityId,
    /// When: a year, a month or a day.
    pub(crate) walked_on: String,
    /// How many went, if that is known.
    pub(crate) people: Option<u64>,
    /// Key of `survey_method`.
    pub(crate) method: Option<String>,
    /// Codes of the communes where it led.
    pub(crate) territories: Vec<String>,
    /// Where they looked.
    pub(crate) squares: Vec<Square>,
    /// Made for the demonstration: nobody walked there.
    pub(crate) fictional: bool,
}

/// How often somebody looked at a square, and when last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Walks that led through it.
    pub(crate) walks: u32,
    /// The last day, month or year.
    pub(crate) last: String,
}

/// How much of a territory somebody looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Effort {
    /// Walks through it.
    pub(crate) walks: u64,
    /// People who went, where that is known; somebody who went twice counts twice.
    pub(crate) people: u64,
    /// Squares of some fifty metres inside it.
    pub(crate) squares: u64,
    /// Their surface.
    pub(crate) km2: f64,
    /// The day, month or year of the first walk.
    pub(crate) first: Option<String>,
    /// That of the last one.
    pub(crate) last: Option<String>,
}

/// The walks through a territory and those inside it that the census stands by, the newest first.
pub(crate) async fn walks(state: &AppState, territory: &Territory) -> Result<Vec<Walk>, Error> {
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    let found = state.store.records_within(EntityKind::Survey, &territory.code, &reach, MOST).await?;
    let current = found.iter().filter(|record| record.is_current);
    current.map(|published| Ok(walk(published.id, &values(published)?))).collect()
}

/// The same as the census knew it at the end of a day.
pub(crate) async fn walks_on(state: &AppState, territory: &Territory, day: NaiveDate) -> Result<Vec<Walk>, Error> {
    let reach = state.places.reach(territory).ok_or(Error::NotFound)?;
    let is_inside = |code: &str| code == territory.code.as_str() || reach.contains(code);
    let through = |record: &Record| record.territories().into_iter().any(is_inside);
    let found = current_on(state, EntityKind::Survey, day, through).await?;
    let mut walks: Vec<Walk> = found.iter().map(|(id, record)| walk(*id, record)).collect();
    walks.sort_by(|one, other| other.walked_on.cmp(&one.walked_on).then(one.id.cmp(&other.id)));
    Ok(walks)
}

fn walk(id: EntityId, record: &Record) -> Walk {
    let is_fictional = record.fictional || record.values.get("fictional").and_then(Value::as_bool).unwrap_or_default();
    Walk {
        id,
        walked_on: record.text("walked_on").unwrap_or_default().to_owned(),
        people: record.number("people"),
        method: record.text("method").map(str::to_owned),
        territories: record.territories().into_iter().map(str::to_owned).collect(),
        squares: record.values.get("path").map(squares_of).unwrap_or_default(),
        fictional: is_fictional,
    }
}

/// The walks among the records of a territory, summed up.
pub(crate) fn effort(places: &Places, territory: &Territory, records: &[Known]) -> Effort {
    let surveys = records.iter().filter(|(_, record)| record.kind == EntityKind::Survey);
    let walks: Vec<Walk> = surveys.map(|(id, record)| walk(*id, record)).collect();
    let Some(reach) = places.reach(territory) else { return Effort::default() };
    let is_inside = |square: &Square| {
        let code = places.locate(square.centre()).territory.map(|found| &found.code);
        code.is_some_and(|code| reach.contains(code))
    };
    let inside: Vec<Square> = squares(&walks).into_keys().filter(is_inside).collect();
    let days = || walks.iter().map(|walk| walk.walked_on.clone()).filter(|day| !day.is_empty());
    Effort {
        walks: walks.len() as u64,
        people: walks.iter().filter_map(|walk| walk.people).sum(),
        squares: inside.len() as u64,
        // A sum of nothing would be -0.0.
        km2: inside.iter().map(|square| surface_km2(square.bbox())).fold(0.0, |sum, km2| sum + km2),
        first: days().min(),
        last: days().max(),
    }
}

/// The surface of a small box.
fn surface_km2(bbox: Bbox) -> f64 {
    let corner = |longitude: f64, latitude: f64| Position::new(longitude, latitude);
    let (from, east, north) =
        (corner(bbox.west(), bbox.south()), corner(bbox.east(), bbox.south()), corner(bbox.west(), bbox.north()));
    match (from, east, north) {
        (Ok(from), Ok(east), Ok(north)) => from.distance_m(east) * from.distance_m(north) / 1e6,
        _ => 0.0,
    }
}

/// The squares of several walks, each once.
pub(crate) fn squares(walks: &[Walk]) -> BTreeMap<Square, Looked> {
    let mut squares = BTreeMap::new();
    for walk in walks {
        for square in &walk.squares {
            let looked = squares.entry(*square).or_insert_with(|| Looked { walks: 0, last: String::new() });
            looked.walks += 1;
            if looked.last < walk.walked_on {
                looked.last.clone_from(&walk.walked_on);
            }
        }
    }
    squares
}

/// The walks as a GeoJSON `FeatureCollection` of `MultiPolygon`s, one feature a walk.
pub(crate) fn walks_json(walks: &[Walk]) -> Value {
    let feature = |walk: &Walk| {
        let rings: Vec<Value> = walk.squares.iter().map(|square| ring(square.bbox())).collect();
        json!({
            "type": "Feature", "id": walk.id.to_string(),
            "geometry": {"type": "MultiPolygon", "coordinates": rings},
            "properties": {"walked_on": walk.walked_on, "people": walk.people, "method": walk.method,
                "territories": walk.territories, "squares": walk.squares.len(), "fictional": walk.fictional},
        })
    };
    json!({"type": "FeatureCollection", "features": walks.iter().map(feature).collect::<Vec<_>>()})
}

/// The squares of all walks as a GeoJSON `FeatureCollection` of `Polygon`s, one feature a square.
pub(crate) fn squares_json(walks: &[Walk]) -> Value {
    let feature = |(square, looked): (Square, Looked)| {
        json!({
            "type": "Feature", "id": square.to_string(),
            "geometry": {"type": "Polygon", "coordinates": ring(square.bbox())},
            "properties": {"walks": looked.walks, "last": looked.last},
        })
    };
    json!({"type": "FeatureCollection", "features": squares(walks).into_iter().map(feature).collect::<Vec<_>>()})
}

/// The coordinates of a polygon without holes, against the clock (RFC 7946 §3.1.6); seven decimals are a centimetre.
fn ring(bbox: Bbox) -> Value {
    let round = |value: f64| (value * 1e7).round() / 1e7;
    let (west, south) = (round(bbox.west()), round(bbox.south()));
    let (east, north) = (round(bbox.east()), round(bbox.north()));
    json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn walk(day: &str, squares: &[&str]) -> Walk {
        let squares = squares.iter().map(|text| text.parse().expect("a square")).collect();
        Walk {
            id: EntityId(Uuid::nil()),
            walked_on: day.to_owned(),
            people: Some(4),
            method: None,
            territories: vec!["75104".to_owned()],
            squares,
            fictional: false,
        }
    }

    #[test]
    fn a_square_knows_how_often_and_when_last_somebody_looked() {
        let walks =
            [walk("2026-10-03", &["19/265862/180422", "19/265863/180422"]), walk("2026-04-11", &["19/265863/180422"])];
        let squares = squares(&walks);
        let looked = squares.get(&"19/265863/180422".parse().expect("a square")).expect("looked at");
        assert_eq!(*looked, Looked { walks: 2, last: "2026-10-03".to_owned() });
        assert_eq!(squares_json(&walks)["features"].as_array().map(Vec::len), Some(2));
        assert_eq!(walks_json(&walks)["features"][0]["properties"]["squares"], 2);
    }
}
