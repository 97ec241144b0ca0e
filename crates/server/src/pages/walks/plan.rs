//! The plan of a sheet: streets, squares and what is known, as lines of an SVG drawing.

use std::collections::BTreeMap;

use geodata::{Position, Sheet, Square, StreetLine, TileCoord, street_lines};

use crate::state::AppState;

/// Units of the drawing along one side of a square.
pub(super) const UNITS: f64 = 100.0;

/// Metres below which a name does not fit along its street.
const NAMED_FROM_M: f64 = 90.0;

/// Streets of one width as the `d` of a path.
pub(crate) struct Streets {
    pub(crate) class: &'static str,
    pub(crate) path: String,
}

/// The name of a street, along it.
pub(crate) struct StreetName {
    pub(crate) text: String,
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// Degrees clockwise, never upside down.
    pub(crate) turn: i32,
}

/// What lies under the squares; empty where the server has no streets.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) streets: Vec<Streets>,
    pub(crate) names: Vec<StreetName>,
}

/// Where a position lies in the drawing of a sheet.
pub(super) fn at(sheet: Sheet, position: Position) -> (f64, f64) {
    first(sheet).project(position.longitude(), position.latitude(), UNITS)
}

fn first(sheet: Sheet) -> TileCoord {
    let bbox = sheet.bbox();
    // A hair inside of the corner, which belongs to four squares.
    let corner = Position::new(bbox.west() + 1e-6, bbox.north() - 1e-6).unwrap_or(sheet.centre());
    Square::containing(corner).tile()
}

/// The streets of a sheet, from the tiles of the server.
pub(super) fn drawn(state: &AppState, sheet: Sheet) -> Plan {
    let lines = |layer| {
        tiles(state, sheet).flat_map(move |(tile, bytes)| street_lines(tile, &bytes, layer).unwrap_or_default())
    };
    let mut paths: BTreeMap<&'static str, String> = BTreeMap::new();
    for street in lines("transportation") {
        if let Some(class) = class(&street) {
            path(paths.entry(class).or_default(), sheet, &street.line);
        }
    }
    let mut longest: BTreeMap<String, (f64, StreetLine)> = BTreeMap::new();
    for street in lines("transportation_name") {
        let (Some(name), Some(_)) = (street.name.clone(), class(&street)) else { continue };
        let on_sheet: Vec<Position> = street.line.into_iter().filter(|at| sheet.label_of(*at).is_some()).collect();
        let length: f64 = on_sheet.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
        let longer = longest.get(&name).is_none_or(|(known, _)| length > *known);
        if longer && length > NAMED_FROM_M {
            longest.insert(name, (length, StreetLine { line: on_sheet, ..street }));
        }
    }
    Plan {
        streets: paths.into_iter().map(|(class, path)| Streets { class, path }).collect(),
        names: longest.into_iter().filter_map(|(name, (_, street))| label(sheet, name, &street.line)).collect(),
    }
}

/// The tiles under a sheet, unpacked.
fn tiles(state: &AppState, sheet: Sheet) -> impl Iterator<Item = (TileCoord, Vec<u8>)> {
    let bbox = sheet.bbox();
    let archive = state.streets.as_ref();
    let corner = |longitude, latitude| {
        Some(TileCoord::containing(Position::new(longitude, latitude).ok()?, archive?.max_zoom()))
    };
    let corners = corner(bbox.west(), bbox.north()).zip(corner(bbox.east(), bbox.south()));
    let names = corners.into_iter().flat_map(|(from, to)| {
        (from.y()..=to.y()).flat_map(move |y| (from.x()..=to.x()).map(move |x| (u32::from(from.z()), x, y)))
    });
    names.filter_map(move |(z, x, y)| {
        let tile = TileCoord::new(z, x, y).ok()?;
        Some((tile, archive?.unpacked(tile).ok()??))
    })
}

fn class(street: &StreetLine) -> Option<&'static str> {
    Some(match street.class.as_str() {
        "motorway" | "trunk" | "primary" | "secondary" => "plan-wide",
        "tertiary" | "minor" | "busway" => "plan-street",
        "service" | "track" => "plan-narrow",
        "path" | "pedestrian" => "plan-path",
        "rail" | "transit" => "plan-rail",
        _ => return None,
    })
}

/// Adds a line in whole units; what lies beside the sheet is cut off by the drawing.
fn path(path: &mut String, sheet: Sheet, line: &[Position]) {
    let mut last = None;
    for (step, position) in line.iter().enumerate() {
        let (x, y) = at(sheet, *position);
        let point = (x.round() as i32, y.round() as i32);
        if last.replace(point) != Some(point) {
            let letter = if step == 0 { "M" } else { "L" };
            path.extend([letter, &point.0.to_string(), " ", &point.1.to_string()]);
        }
    }
}

/// The name at the middle of a line, turned as the line runs there.
fn label(sheet: Sheet, text: String, line: &[Position]) -> Option<StreetName> {
    let points: Vec<(f64, f64)> = line.iter().map(|position| at(sheet, *position)).collect();
    let middle = points.len() / 2;
    let (from, to) = (points.get(middle.checked_sub(1)?)?, points.get(middle)?);
    let turn = (to.1 - from.1).atan2(to.0 - from.0).to_degrees().round() as i32;
    let upright = match turn {
        91.. => turn - 180,
        ..=-91 => turn + 180,
        turn => turn,
    };
    let (x, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    Some(StreetName { text, x: x.round() as i32, y: y.round() as i32, turn: upright })
}
