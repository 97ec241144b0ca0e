//! A rectangle of longitudes and latitudes, which may cross the antimeridian.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{InvalidPosition, Position};

/// Why four numbers are not a bounding box.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidBbox {
    /// Not four (or six) numbers separated by commas.
    #[error("expected west,south,east,north in degrees, found {0:?}")]
    Text(String),
    /// A corner that is not on the Earth.
    #[error(transparent)]
    Corner(#[from] InvalidPosition),
    /// The southern edge lies north of the northern edge.
    #[error("south {south} lies north of north {north}")]
    UpsideDown {
        /// The southern edge as given.
        south: f64,
        /// The northern edge as given.
        north: f64,
    },
}

/// West, south, east, north in degrees. `west > east` means that the box crosses the antimeridian (RFC 7946 §5.2).
///
/// Written as `west,south,east,north`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bbox {
    /// The whole Earth.
    pub const WORLD: Self = Self { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

    /// A box from its edges, in degrees.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, InvalidBbox> {
        let (southwest, northeast) = (Position::new(west, south)?, Position::new(east, north)?);
        if south > north {
            return Err(InvalidBbox::UpsideDown { south, north });
        }
        Ok(Self {
            west: southwest.longitude(),
            south: southwest.latitude(),
            east: northeast.longitude(),
            north: northeast.latitude(),
        })
    }

    /// Western edge in degrees.
    pub fn west(self) -> f64 {
        self.west
    }

    /// Southern edge in degrees.
    pub fn south(self) -> f64 {
        self.south
    }

    /// Eastern edge in degrees.
    pub fn east(self) -> f64 {
        self.east
    }

    /// Northern edge in degrees.
    pub fn north(self) -> f64 {
        self.north
    }

    /// The square-ish box that holds every point within `metres` of `centre`.
    pub fn around(centre: Position, metres: f64) -> Self {
        let dlat = metres / 111_195.0;
        let dlon = dlat / centre.latitude().to_radians().cos().max(0.01);
        Self {
            west: (centre.longitude() - dlon).max(-180.0),
            south: (centre.latitude() - dlat).max(-90.0),
            east: (centre.longitude() + dlon).min(180.0),
            north: (centre.latitude() + dlat).min(90.0),
        }
    }

    /// Is the position inside, edges included?
    pub fn contains(self, position: Position) -> bool {
        let (lon, lat) = (position.longitude(), position.latitude());
        let within = if self.crosses_antimeridian() {
            lon >= self.west || lon <= self.east
        } else {
            (self.west..=self.east).contains(&lon)
        };
        within && (self.south..=self.north).contains(&lat)
    }

    /// Is the other box inside, edges included? Neither may cross the antimeridian.
    pub(crate) fn covers(self, other: &Self) -> bool {
        self.west <= other.west && other.east <= self.east && self.south <= other.south && other.north <= self.north
    }

    /// Do the boxes share a point? Neither may cross the antimeridian.
    pub(crate) fn overlaps(self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// The middle of the box in degrees.
    pub fn centre(self) -> Position {
        let east = if self.crosses_antimeridian() { self.east + 360.0 } else { self.east };
        let longitude = f64::midpoint(self.west, east);
        let longitude = if longitude > 180.0 { longitude - 360.0 } else { longitude };
        Position::new(longitude, f64::midpoint(self.south, self.north)).expect("the middle of a box on the Earth")
    }

    /// The box around the same middle with its sides so many times as long; a box that crosses the antimeridian as it
    /// is.
    #[must_use]
    pub fn scaled(self, share: f64) -> Self {
        if self.crosses_antimeridian() {
            return self;
        }
        let (x, y) = (f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north));
        let (dx, dy) = ((self.east - self.west) * share / 2.0, (self.north - self.south) * share / 2.0);
        Self {
            west: (x - dx).max(-180.0),
            south: (y - dy).max(-90.0),
            east: (x + dx).min(180.0),
            north: (y + dy).min(90.0),
        }
    }

    /// The part of a box inside another around the same middle.
    #[must_use]
    pub(crate) fn within(self, other: Self) -> Self {
        if other.crosses_antimeridian() {
            return other;
        }
        Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        }
    }

    /// Does the box cross the 180th meridian?
    pub fn crosses_antimeridian(self) -> bool {
        self.west > self.east
    }

    /// One box, or the two halves of a box that crosses the antimeridian; no result crosses it.
    pub fn pieces(self) -> Vec<Self> {
        if self.crosses_antimeridian() {
            vec![Self { east: 180.0, ..self }, Self { west: -180.0, ..self }]
        } else {
            vec![self]
        }
    }
}

/// `west,south,east,north`, or six numbers with heights, which are ignored (OGC API Features 1.0, §7.15.3).
impl FromStr for Bbox {
    type Err = InvalidBbox;

    fn from_str(text: &str) -> Result<Self, InvalidBbox> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some([west, south, east, north] | [west, south, _, east, north, _]) => {
                Self::new(*west, *south, *east, *north)
            }
            _ => Err(InvalidBbox::Text(text.chars().take(80).collect())),
        }
    }
}

impl TryFrom<String> for Bbox {
    type Error = InvalidBbox;

    fn try_from(text: String) -> Result<Self, InvalidBbox> {
        text.parse()
    }
}

impl From<Bbox> for String {
    fn from(bbox: Bbox) -> Self {
        bbox.to_string()
    }
}

impl fmt::Display for Bbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.west, self.south, self.east, self.north)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_across_the_antimeridian_holds_both_sides() {
        let fiji: Bbox = "177,-20,-178,-15".parse().expect("a valid box");
        let inside = |lon| fiji.contains(Position::new(lon, -17.0).expect("a valid position"));
        assert!(inside(179.0) && inside(-179.0) && !inside(0.0));
        assert_eq!(fiji.pieces().len(), 2);
    }

    #[test]
    fn boxes_that_make_no_sense_are_refused() {
        for text in ["", "1,2,3", "2,50,3,49", "2,48,3,91", "NaN,0,1,1", "a,b,c,d", "1,2,3,4,5"] {
            assert!(text.parse::<Bbox>().is_err(), "{text}");
        }
    }
}
