//! When each part of the map changed last, so that a tile that was made stays good until something in it changes.

use std::collections::HashMap;

use geodata::points::Point;
use geodata::{Bbox, Cell, CellRange, TileCoord};

/// The finest tiles that are told apart; deeper ones share the stamp of theirs.
const FINEST: u8 = 12;

/// A change may show this far away, in metres: a sector of view, and the next tile that it reaches into.
const REACH_M: f64 = 60.0;

/// The number of the newest change in each tile since the program started.
#[derive(Debug, Default)]
pub(super) struct Stamps(HashMap<(u8, u64), i64>);

impl Stamps {
    /// Notes a change of a point.
    pub(super) fn note(&mut self, point: &Point, seq: i64) {
        let reach = Bbox::around(point.cell.position(), REACH_M);
        let corners = [(reach.west(), reach.south()), (reach.east(), reach.north())];
        let corners = corners.iter().flat_map(|(x, _)| corners.iter().map(move |(_, y)| (*x, *y)));
        for cell in corners.filter_map(|(x, y)| geodata::Position::new(x, y).ok()).map(Cell::from) {
            for zoom in 0..=FINEST {
                self.0.insert((zoom, cell.prefix(zoom)), seq);
            }
        }
    }

    /// The number of the newest change in a tile; 0 when nothing changed since the start.
    pub(super) fn of(&self, tile: TileCoord) -> i64 {
        let zoom = tile.z().min(FINEST);
        self.0.get(&(zoom, CellRange::of_tile(tile).first.prefix(zoom))).copied().unwrap_or(0)
    }
}
