//! Where a thing is, in WGS 84 degrees.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Mean radius of the Earth in metres (IUGG), for distances on the sphere.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Why a number or a text is not a position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidPosition {
    /// A longitude outside -180..=180, or not a number at all.
    #[error("longitude {0} is outside -180..=180")]
    Longitude(f64),
    /// A latitude outside -90..=90, or not a number at all.
    #[error("latitude {0} is outside -90..=90")]
    Latitude(f64),
    /// A text that is not two numbers.
    #[error("expected two numbers in degrees, found {0:?}")]
    Text(String),
}

/// Degrees east of Greenwich, -180..=180, rounded to 7 decimals (about one centimetre).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Longitude(f64);

/// Degrees north of the equator, -90..=90, rounded to 7 decimals (about one centimetre).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Latitude(f64);

/// Seven decimals are more than any report knows, and make the value the same in text, JSON and both databases.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

impl TryFrom<f64> for Longitude {
    type Error = InvalidPosition;

    fn try_from(degrees: f64) -> Result<Self, InvalidPosition> {
        if (-180.0..=180.0).contains(&degrees) {
            Ok(Self(rounded(degrees)))
        } else {
            Err(InvalidPosition::Longitude(degrees))
        }
    }
}

impl TryFrom<f64> for Latitude {
    type Error = InvalidPosition;

    fn try_from(degrees: f64) -> Result<Self, InvalidPosition> {
        if (-90.0..=90.0).contains(&degrees) {
            Ok(Self(rounded(degrees)))
        } else {
            Err(InvalidPosition::Latitude(degrees))
        }
    }
}

impl From<Longitude> for f64 {
    fn from(longitude: Longitude) -> f64 {
        longitude.0
    }
}

impl From<Latitude> for f64 {
    fn from(latitude: Latitude) -> f64 {
        latitude.0
    }
}

/// A point on the Earth. In JSON, the RFC 7946 order: `[longitude, latitude]`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(from = "(Longitude, Latitude)", into = "(Longitude, Latitude)")]
pub struct Position {
    longitude: Longitude,
    latitude: Latitude,
}

impl From<(Longitude, Latitude)> for Position {
    fn from((longitude, latitude): (Longitude, Latitude)) -> Self {
        Self { longitude, latitude }
    }
}

impl From<Position> for (Longitude, Latitude) {
    fn from(position: Position) -> Self {
        (position.longitude, position.latitude)
    }
}

impl Position {
    /// A position from degrees, longitude first.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self, InvalidPosition> {
        Ok(Self { longitude: longitude.try_into()?, latitude: latitude.try_into()? })
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude.0
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude.0
    }

    /// The nearest crossing of a grid of this many degrees: less is told of where it is.
    #[must_use]
    pub fn rounded(self, degrees: f64) -> Self {
        let round = |value: f64| (value / degrees).round() * degrees;
        Self::new(round(self.longitude()), round(self.latitude())).unwrap_or(self)
    }

    /// Great-circle distance in metres (haversine formula, mean Earth radius).
    pub fn distance_m(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.latitude().to_radians(), other.latitude().to_radians());
        let half_lat = ((lat2 - lat1) / 2.0).sin();
        let half_lon = ((other.longitude() - self.longitude()).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + lat1.cos() * lat2.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
    }
}

/// Latitude first, as people and phones write it: `48.8566, 2.3522`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}, {:.6}", self.latitude(), self.longitude())
    }
}

/// Reads what people paste: latitude first, separated by a comma, a semicolon or a space; decimal commas are
/// understood when the separator is not a comma (`48,8566 2,3522`).
impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let invalid = || InvalidPosition::Text(text.chars().take(60).collect());
        let trimmed = text.trim().trim_start_matches("geo:");
        let (first, second) = split_pair(trimmed).ok_or_else(invalid)?;
        let number = |part: &str| part.trim().trim_end_matches('°').replace(',', ".").parse::<f64>();
        let latitude = number(first).map_err(|_| invalid())?;
        let longitude = number(second).map_err(|_| invalid())?;
        Self::new(longitude, latitude)
    }
}

/// The two halves of a pasted pair; a lone comma separates, several commas with a space or a semicolon are decimals.
fn split_pair(text: &str) -> Option<(&str, &str)> {
    if let Some(pair) = text.split_once(';') {
        return Some(pair);
    }
    if text.matches(',').count() == 1 {
        return text.split_once(',');
    }
    if text.matches(',').count() == 3 {
        return text.split_once(", ");
    }
    text.split_once(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_understood() {
        let expected = Position::new(2.3522, 48.8566).expect("a valid position");
        for text in [
            "48.8566, 2.3522",
            "48.8566,2.3522",
            "48.8566 2.3522",
            "48,8566 2,3522",
            "48,8566; 2,3522",
            "geo:48.8566,2.3522",
            "48,8566, 2,3522",
        ] {
            assert_eq!(text.parse::<Position>(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_on_the_earth_is_refused() {
        assert_eq!(Position::new(2.0, 91.0), Err(InvalidPosition::Latitude(91.0)));
        assert_eq!(Position::new(180.5, 0.0), Err(InvalidPosition::Longitude(180.5)));
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert!(Position::new(0.0, f64::INFINITY).is_err());
        assert!("abc".parse::<Position>().is_err());
        assert!(serde_json::from_str::<Position>("[2.0, 91]").is_err());
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let south = Position::new(2.0, 48.0).expect("a valid position");
        let north = Position::new(2.0, 49.0).expect("a valid position");
        assert!((south.distance_m(north) - 111_195.0).abs() < 10.0);
    }
}
