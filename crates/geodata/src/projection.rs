//! Plane coordinates of French lists, turned into longitude and latitude.

use std::fmt;
use std::str::FromStr;

use proj4rs::Proj;
use proj4rs::transform::transform;

use crate::{InvalidPosition, Position};

/// A coordinate reference system that lists of French towns come in, by its EPSG code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crs(u16);

/// A name of no system that is known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a known coordinate reference system; expected one of {known}", known = known())]
pub struct InvalidCrs(pub String);

/// Longitude and latitude of the World Geodetic System.
const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

/// Lambert-93, the legal system of metropolitan France (decree 2006-272).
const LAMBERT_93: &str =
    "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs";

/// Lambert II étendu, which old lists still use (IGN, NTG 71).
const LAMBERT_2: &str = "+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=0 +k_0=0.99987742 +x_0=600000 +y_0=2200000 \
    +a=6378249.2 +b=6356515 +towgs84=-168,-60,320,0,0,0,0 +pm=paris +units=m +no_defs";

const WEB_MERCATOR: &str = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs";

impl Crs {
    /// Longitude and latitude in degrees.
    pub const DEGREES: Self = Self(4326);
    /// Lambert-93.
    pub const LAMBERT_93: Self = Self(2154);

    /// Every known system: degrees, Lambert-93, the nine conic zones, Lambert II étendu, web maps, and the UTM zones
    /// of Guadeloupe and Martinique, French Guiana, Réunion and Mayotte.
    pub fn all() -> impl Iterator<Item = Self> {
        [4326, 2154].into_iter().chain(3942..=3950).chain([27572, 3857, 5490, 2972, 2975, 4471]).map(Self)
    }

    /// Is it in degrees, so that nothing is to be turned?
    pub fn is_degrees(self) -> bool {
        self == Self::DEGREES
    }

    /// Its parameters as PROJ writes them; the source is the EPSG registry.
    fn parameters(self) -> String {
        let utm = |zone: &str| format!("+proj=utm +zone={zone} +ellps=GRS80 +units=m +no_defs");
        match self.0 {
            2154 => LAMBERT_93.to_owned(),
            zone @ 3942..=3950 => conic(zone - 3900),
            27572 => LAMBERT_2.to_owned(),
            3857 => WEB_MERCATOR.to_owned(),
            5490 => utm("20"),
            2972 => utm("22"),
            2975 => utm("40 +south"),
            4471 => utm("38 +south"),
            _ => WGS84.to_owned(),
        }
    }

    /// Where a pair of coordinates lies: x and y in metres, or longitude and latitude in degrees.
    pub fn position(self, x: f64, y: f64) -> Result<Position, InvalidPosition> {
        if self.is_degrees() {
            return Position::new(x, y);
        }
        let nowhere = (f64::NAN, f64::NAN);
        let (longitude, latitude) = self.degrees(x, y).unwrap_or(nowhere);
        Position::new(longitude, latitude).map(|position| position.rounded(1e-7))
    }

    fn degrees(self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (from, to) = (Proj::from_proj_string(&self.parameters()).ok()?, Proj::from_proj_string(WGS84).ok()?);
        let mut point = (x, y, 0.0);
        transform(&from, &to, &mut point).ok()?;
        Some((point.0.to_degrees(), point.1.to_degrees()))
    }
}

/// The conic projection of nine zones, one for each parallel from 42 to 50 (IGN, RGF93 CC42 to CC50).
fn conic(parallel: u16) -> String {
    let middle = f64::from(parallel);
    let (south, north, y) = (middle - 0.75, middle + 0.75, 1_200_000 + 1_000_000 * (u32::from(parallel) - 42));
    format!(
        "+proj=lcc +lat_0={middle} +lon_0=3 +lat_1={south} +lat_2={north} +x_0=1700000 +y_0={y} +ellps=GRS80 +units=m +no_defs"
    )
}

fn known() -> String {
    Crs::all().map(|crs| crs.to_string()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl FromStr for Crs {
    type Err = InvalidCrs;

    fn from_str(text: &str) -> Result<Self, InvalidCrs> {
        let invalid = || InvalidCrs(text.chars().take(40).collect());
        let code = text.trim().rsplit(':').next().unwrap_or_default();
        let code: u16 = code.parse().map_err(|_| invalid())?;
        Self::all().find(|crs| crs.0 == code).ok_or_else(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Eiffel Tower: by the formula of the spherical Mercator, and as the maps of IGN give it in Lambert-93.
    #[test]
    fn the_same_place_is_found_from_every_system() {
        let cases = [
            ("EPSG:4326", 2.294_481, 48.858_370),
            ("EPSG:2154", 648_237.3, 6_862_271.7),
            ("EPSG:3857", 255_420.5, 6_250_863.8),
        ];
        let tower = Position::new(2.294_481, 48.858_370).expect("a place");
        for (crs, x, y) in cases {
            let found = crs.parse::<Crs>().expect("known").position(x, y).expect("a place");
            assert!(found.distance_m(tower) < 5.0, "{crs}: {found:?} is {} m off", found.distance_m(tower));
        }
    }

    #[test]
    fn every_system_knows_its_own_origin() {
        let origins = [("2154", 700_000.0, 6_600_000.0, 46.5), ("3949", 1_700_000.0, 8_200_000.0, 49.0)];
        for (crs, x, y, latitude) in origins {
            let found = crs.parse::<Crs>().expect("known").position(x, y).expect("a place");
            assert!((found.longitude() - 3.0).abs() < 1e-6 && (found.latitude() - latitude).abs() < 1e-6, "{found:?}");
        }
        let reunion = "EPSG:2975".parse::<Crs>().expect("known").position(338_700.0, 7_691_500.0).expect("a place");
        assert!((55.0..56.0).contains(&reunion.longitude()) && (-21.5..-20.5).contains(&reunion.latitude()));
        for crs in Crs::all() {
            assert!(crs.position(1e300, f64::NAN).is_err(), "{crs}");
        }
    }

    #[test]
    fn other_names_are_refused_with_those_that_exist() {
        let refused = "EPSG:9999".parse::<Crs>().expect_err("unknown");
        assert!(refused.to_string().contains("EPSG:2154"));
    }
}
