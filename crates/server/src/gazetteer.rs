//! The names of the streets that this server has tiles of, for a search that needs no network.
//!
//! Only an archive of a few towns is read whole, such as the sample; the streets of a country would be no list to keep
//! on a telephone.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use geodata::{Position, StreetLine, TileCoord, street_lines};
use serde_json::{Value, json};

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::places::Places;
use crate::state::AppState;
use crate::streets::Streets;

/// Tiles of the deepest zoom that are read at the most: some 250 km².
const MOST_TILES: usize = 100;

/// A street: where its middle lies, and how far its ends are from there.
#[derive(Debug, Clone, PartialEq)]
struct Street {
    name: String,
    town: String,
    middle: Position,
    reach_m: f64,
}

/// `GET /streets/names.json`: 404 where there are no streets, or too many.
pub(crate) async fn names(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let gathered = || read(state.streets.as_ref()?, &state.places).map(|streets| json_of(&streets));
    let list = state.gazetteer.get_or_init(gathered).clone().ok_or(Error::NotFound)?;
    Ok(answer(&headers, "application/json", Keep::Day, list))
}

/// `[name, town, longitude, latitude, metres]` a street.
fn json_of(streets: &[Street]) -> String {
    let round = |value: f64| (value * 1e5).round() / 1e5;
    let row = |street: &Street| {
        let (longitude, latitude) = (round(street.middle.longitude()), round(street.middle.latitude()));
        json!([street.name, street.town, longitude, latitude, street.reach_m.round()])
    };
    json!({"streets": streets.iter().map(row).collect::<Vec<Value>>()}).to_string()
}

/// The streets by name and town; `None` when there are too many tiles or one cannot be read.
fn read(archive: &Streets, places: &Places) -> Option<Vec<Street>> {
    let tiles = tiles_of(archive)?;
    let mut parts: BTreeMap<(String, String), Vec<Position>> = BTreeMap::new();
    for tile in tiles {
        let Some(bytes) = archive.unpacked(tile).ok()? else { continue };
        for street in street_lines(tile, &bytes, "transportation_name").ok()? {
            let (Some(name), Some(at)) = (named(&street), street.line.get(street.line.len() / 2)) else { continue };
            let Some(town) = places.locate(*at).territory else { continue };
            parts.entry((name, town.name.clone())).or_default().extend(&street.line);
        }
    }
    Some(parts.into_iter().filter_map(|((name, town), line)| street(name, town, &line)).collect())
}

/// Rails have names too, but nobody lives along them.
fn named(street: &StreetLine) -> Option<String> {
    let is_street = !matches!(street.class.as_str(), "rail" | "transit" | "ferry" | "aerialway");
    street.name.clone().filter(|name| is_street && !name.trim().is_empty())
}

/// The point of a line nearest to the middle of its box, and the metres to its farthest one.
fn street(name: String, town: String, line: &[Position]) -> Option<Street> {
    let span = |values: &dyn Fn(&Position) -> f64| {
        let (least, most) = line.iter().map(values).fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        f64::midpoint(least, most)
    };
    let centre = Position::new(span(&|at| at.longitude()), span(&|at| at.latitude())).ok()?;
    let middle = *line.iter().min_by(|a, b| a.distance_m(centre).total_cmp(&b.distance_m(centre)))?;
    let reach_m = line.iter().map(|at| at.distance_m(middle)).fold(0.0, f64::max);
    Some(Street { name, town, middle, reach_m })
}

fn tiles_of(archive: &Streets) -> Option<Vec<TileCoord>> {
    let bounds = archive.bounds();
    let corner = |longitude, latitude| {
        Position::new(longitude, latitude).ok().map(|at| TileCoord::containing(at, archive.max_zoom()))
    };
    let (from, to) = (corner(bounds.west(), bounds.north())?, corner(bounds.east(), bounds.south())?);
    let (columns, rows) = (from.x()..=to.x(), from.y()..=to.y());
    if columns.clone().count() * rows.clone().count() > MOST_TILES {
        return None;
    }
    let z = u32::from(archive.max_zoom());
    Some(rows.flat_map(|y| columns.clone().filter_map(move |x| TileCoord::new(z, x, y).ok())).collect())
}

#[cfg(test)]
mod tests {
    use geodata::Territories;

    use super::*;

    #[test]
    fn the_sample_knows_its_streets_and_their_town() {
        let streets = read(
            &crate::sample_streets().expect("the sample"),
            &Places::new(Territories::embedded(), "FR,MC".parse().expect("countries")),
        )
        .expect("a list");
        assert!(streets.len() > 150, "{}", streets.len());
        let costa = streets.iter().find(|street| street.name == "Avenue de la Costa").expect("a street of Monaco");
        assert_eq!(costa.town, "Monaco");
        assert!((50.0..1500.0).contains(&costa.reach_m), "{}", costa.reach_m);
        assert!(streets.iter().any(|street| street.town == "Beausoleil"));
        assert!(json_of(&streets).len() < 64 * 1024);
    }
}
