//! The spatial key: the Morton code of a position's Web-Mercator cell.
//!
//! Every tile of the pyramid is one contiguous range of keys, so a plain integer index finds what a tile shows
//! without a spatial index, in any database.

use crate::{Bbox, Position, TileCoord, tile};

/// Bits per axis. 28 bits make cells of about 15 cm at the equator.
const BITS: u32 = 28;

/// A position's key: 56 bits, non-negative as a signed 64-bit integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(u64);

/// Keys from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRange {
    /// The smallest key.
    pub first: Cell,
    /// The largest key.
    pub last: Cell,
}

impl From<Position> for Cell {
    fn from(position: Position) -> Self {
        let (x, y) = tile::mercator(position);
        let side = f64::from(1_u32 << BITS);
        let index = |unit: f64| ((unit * side) as u32).min((1 << BITS) - 1);
        Self(interleave(index(x)) | interleave(index(y)) << 1)
    }
}

impl Cell {
    /// The key as the databases keep it.
    pub fn key(self) -> i64 {
        self.0 as i64
    }

    /// A key read back from a database or a cursor.
    pub fn from_key(key: i64) -> Self {
        Self(key as u64 & ((1 << (2 * BITS)) - 1))
    }

    /// The key as a number below 2^56.
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// A key from such a number.
    #[inline]
    pub(crate) fn of_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The first key of the tile of that zoom that [`Cell::prefix`] names.
    pub(crate) fn of_prefix(prefix: u64, zoom: u8) -> Self {
        Self(prefix << (2 * (BITS - u32::from(zoom).min(BITS))))
    }

    /// Column and row of the tile of that zoom, at most 28, that holds the cell.
    #[inline]
    pub fn tile(self, zoom: u8) -> (u32, u32) {
        let shift = BITS - u32::from(zoom).min(BITS);
        (deinterleave(self.0) >> shift, deinterleave(self.0 >> 1) >> shift)
    }

    /// Column and row among all cells, from the north-west.
    #[inline]
    pub(crate) fn column_and_row(self) -> (u32, u32) {
        self.tile(BITS as u8)
    }

    /// Where the cell falls in a tile that holds it, in `1 << bits` units a side, from the upper left corner; exact.
    #[inline]
    pub fn within(self, zoom: u8, bits: u32) -> [u32; 2] {
        let shift = (BITS - u32::from(zoom).min(BITS)).saturating_sub(bits);
        let mask = (1 << bits) - 1;
        [deinterleave(self.0) >> shift & mask, deinterleave(self.0 >> 1) >> shift & mask]
    }

    /// The centre of the cell, in unit-square Web-Mercator coordinates.
    pub fn unit(self) -> (f64, f64) {
        let side = f64::from(1_u32 << BITS);
        ((f64::from(deinterleave(self.0)) + 0.5) / side, (f64::from(deinterleave(self.0 >> 1)) + 0.5) / side)
    }

    /// The centre of the cell: within about 10 cm of the position that the key was made from.
    pub fn position(self) -> Position {
        let (x, y) = self.unit();
        let (longitude, latitude) = tile::inverse_mercator(x, y);
        Position::new(longitude, latitude).expect("the unit square lies on the Earth")
    }

    /// The key cut to the tile of that zoom which holds it: equal for all keys of one tile, in key order.
    pub fn prefix(self, zoom: u8) -> u64 {
        self.0 >> (2 * (BITS - u32::from(zoom).min(BITS)))
    }
}

impl CellRange {
    /// All keys of a tile.
    pub fn of_tile(tile: TileCoord) -> Self {
        let shift = 2 * (BITS - u32::from(tile.z()));
        let first = (interleave(tile.x()) | interleave(tile.y()) << 1) << shift;
        Self { first: Cell(first), last: Cell(first + ((1 << shift) - 1)) }
    }

    /// At most 16 ranges that together hold every key of the box; callers test the exact position again.
    pub fn covering(bbox: Bbox) -> Vec<Self> {
        let mut ranges: Vec<Self> = bbox.pieces().into_iter().flat_map(cover_piece).collect();
        ranges.sort_by_key(|range| range.first);
        ranges.dedup_by(|next, kept| {
            let touches = next.first.0 <= kept.last.0 + 1;
            if touches {
                kept.last = kept.last.max(next.last);
            }
            touches
        });
        ranges
    }
}

/// The tiles of the deepest zoom at which at most eight of them cover the box.
fn cover_piece(bbox: Bbox) -> Vec<CellRange> {
    let corner = |lon: f64, lat: f64, z: u8| {
        let (x, y) = tile::mercator_degrees(lon, lat);
        let side = f64::from(1_u32 << z);
        let last = (1_u32 << z) - 1;
        (((x * side) as u32).min(last), ((y * side) as u32).min(last))
    };
    let span = |z: u8| (corner(bbox.west(), bbox.north(), z), corner(bbox.east(), bbox.south(), z));
    let zoom = (0..=TileCoord::MAX_ZOOM)
        .rev()
        .find(|z| {
            let ((x0, y0), (x1, y1)) = span(*z);
            u64::from(x1 - x0 + 1) * u64::from(y1 - y0 + 1) <= 8
        })
        .unwrap_or(0);
    let ((x0, y0), (x1, y1)) = span(zoom);
    (y0..=y1)
        .flat_map(|y| (x0..=x1).map(move |x| (x, y)))
        .map(|(x, y)| {
            let tile = TileCoord::new(u32::from(zoom), x, y).expect("columns and rows were clamped to the zoom");
            CellRange::of_tile(tile)
        })
        .collect()
}

/// Spreads 28 bits so that a zero follows each ("Interleave bits by Binary Magic Numbers", Bit Twiddling Hacks).
fn interleave(value: u32) -> u64 {
    let mut bits = u64::from(value);
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF;
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// The inverse of [`interleave`]; ignores the odd bits.
#[inline]
fn deinterleave(bits: u64) -> u32 {
    let mut bits = bits & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF;
    (bits | bits >> 16) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).expect("a valid position")
    }

    #[test]
    fn a_tile_is_one_range_of_keys() {
        let nice = at(7.2661, 43.7032);
        for z in 0..=24 {
            let range = CellRange::of_tile(TileCoord::containing(nice, z));
            assert!((range.first..=range.last).contains(&Cell::from(nice)), "zoom {z}");
        }
        let elsewhere = CellRange::of_tile(TileCoord::containing(at(-1.55, 47.21), 10));
        assert!(!(elsewhere.first..=elsewhere.last).contains(&Cell::from(nice)));
    }

    #[test]
    fn the_ranges_of_a_box_hold_all_its_keys_and_are_few() {
        let boxes = ["2.2,48.8,2.5,49.0", "177,-20,-178,-15", "-180,-90,180,90", "2.35,48.85,2.35,48.85"];
        for bbox in boxes.map(|text| text.parse::<Bbox>().expect("a valid box")) {
            let ranges = CellRange::covering(bbox);
            assert!(ranges.len() <= 16);
            for corner in [at(bbox.west(), bbox.south()), at(bbox.east(), bbox.north())] {
                let cell = Cell::from(corner);
                assert!(ranges.iter().any(|range| (range.first..=range.last).contains(&cell)), "{bbox}");
            }
        }
    }

    #[test]
    fn a_key_leads_back_to_its_place() {
        let paris = at(2.3522, 48.8566);
        assert!(Cell::from(paris).position().distance_m(paris) < 0.2);
    }
}
