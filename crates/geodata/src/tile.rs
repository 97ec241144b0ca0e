//! Tiles of the Web-Mercator pyramid (EPSG:3857, "XYZ" numbering).

use crate::{Bbox, Position};

/// Latitude at which the Web-Mercator square ends.
pub(crate) const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// Why three numbers are not a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no tile {z}/{x}/{y}: zooms run from 0 to 24 and columns and rows from 0 to 2^zoom - 1")]
pub struct InvalidTile {
    /// The zoom as given.
    pub z: u32,
    /// The column as given.
    pub x: u32,
    /// The row as given.
    pub y: u32,
}

/// A tile: zoom 0..=24, column and row below 2^zoom, row 0 at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileCoord {
    z: u8,
    x: u32,
    y: u32,
}

impl TileCoord {
    /// The whole world.
    pub const WORLD: Self = Self { z: 0, x: 0, y: 0 };

    /// The deepest zoom that is addressed.
    pub const MAX_ZOOM: u8 = 24;

    /// A tile, if there is one of that name.
    pub fn new(z: u32, x: u32, y: u32) -> Result<Self, InvalidTile> {
        if z > u32::from(Self::MAX_ZOOM) || x >> z != 0 || y >> z != 0 {
            return Err(InvalidTile { z, x, y });
        }
        Ok(Self { z: z as u8, x, y })
    }

    /// The tile of that zoom that holds the position.
    pub fn containing(position: Position, z: u8) -> Self {
        let z = z.min(Self::MAX_ZOOM);
        let (x, y) = mercator(position);
        let side = f64::from(1_u32 << z);
        let index = |unit: f64| ((unit * side) as u32).min((1_u32 << z) - 1);
        Self { z, x: index(x), y: index(y) }
    }

    /// The four tiles of the next zoom that it is made of; itself at the deepest zoom.
    pub fn children(self) -> Vec<Self> {
        if self.z >= Self::MAX_ZOOM {
            return vec![self];
        }
        let quarter = |dx: u32, dy: u32| Self { z: self.z + 1, x: self.x << 1 | dx, y: self.y << 1 | dy };
        vec![quarter(0, 0), quarter(1, 0), quarter(0, 1), quarter(1, 1)]
    }

    /// Zoom.
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column, 0 in the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row, 0 in the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The degrees that the tile covers.
    pub fn bbox(self) -> Bbox {
        let side = f64::from(1_u32 << self.z);
        let northwest = inverse_mercator(f64::from(self.x) / side, f64::from(self.y) / side);
        let southeast = inverse_mercator(f64::from(self.x + 1) / side, f64::from(self.y + 1) / side);
        Bbox::new(northwest.0, southeast.1, southeast.0, northwest.1)
            .expect("the corners of a tile are on the Earth and in order")
    }

    /// Where a position falls in the tile, in `extent` units from the upper left corner; may lie outside `0..extent`.
    pub fn project(self, longitude: f64, latitude: f64, extent: f64) -> (f64, f64) {
        let (x, y) = mercator_degrees(longitude, latitude);
        let side = f64::from(1_u32 << self.z);
        ((x * side - f64::from(self.x)) * extent, (y * side - f64::from(self.y)) * extent)
    }
}

/// Unit-square Web-Mercator coordinates: (0, 0) is north-west, (1, 1) south-east.
pub(crate) fn mercator(position: Position) -> (f64, f64) {
    mercator_degrees(position.longitude(), position.latitude())
}

/// As [`mercator`], from bare degrees; latitudes beyond the square are clamped to its edge.
pub(crate) fn mercator_degrees(longitude: f64, latitude: f64) -> (f64, f64) {
    let sin = latitude.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().sin();
    let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI);
    ((longitude + 180.0) / 360.0, y.clamp(0.0, 1.0))
}

/// Longitude and latitude in degrees of a point of the unit square.
pub(crate) fn inverse_mercator(x: f64, y: f64) -> (f64, f64) {
    let latitude = (std::f64::consts::PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees();
    (x * 360.0 - 180.0, latitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_covers_the_positions_it_contains() {
        let paris = Position::new(2.3522, 48.8566).expect("a valid position");
        let tile = TileCoord::containing(paris, 14);
        assert_eq!((tile.x(), tile.y()), (8299, 5636));
        assert!(tile.bbox().contains(paris));
        let (x, y) = tile.project(paris.longitude(), paris.latitude(), 4096.0);
        assert!((0.0..4096.0).contains(&x) && (0.0..4096.0).contains(&y));
    }

    #[test]
    fn tiles_that_do_not_exist_are_refused() {
        assert!(
            TileCoord::new(0, 1, 0).is_err() && TileCoord::new(3, 0, 8).is_err() && TileCoord::new(25, 0, 0).is_err()
        );
        assert!(TileCoord::new(24, (1 << 24) - 1, 0).is_ok());
    }
}
