//! The number of a tile: zooms one after the other, and along a Hilbert curve within each.

use crate::TileCoord;

/// The tile's number in an archive.
pub(super) fn of(tile: TileCoord) -> u64 {
    let before = ((1_u64 << (2 * tile.z())) - 1) / 3;
    before + along_curve(tile.z(), u64::from(tile.x()), u64::from(tile.y()))
}

/// How many tiles of the zoom the Hilbert curve visits before this one.
fn along_curve(zoom: u8, mut x: u64, mut y: u64) -> u64 {
    let last = (1_u64 << zoom) - 1;
    let mut visited = 0;
    for level in (0..zoom).rev() {
        let side = 1_u64 << level;
        let (right, lower) = (x & side != 0, y & side != 0);
        visited += side * side * ((3 * u64::from(right)) ^ u64::from(lower));
        // Turn the quarter so that the curve inside it runs as the whole curve does.
        if !lower {
            if right {
                (x, y) = (last - x, last - y);
            }
            (x, y) = (y, x);
        }
    }
    visited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_are_numbered_as_in_the_specification() {
        let cases = [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ];
        for ((z, x, y), id) in cases {
            assert_eq!(of(TileCoord::new(z, x, y).expect("a tile")), id, "{z}/{x}/{y}");
        }
    }
}
