//! Many points in memory, found by tile: packed columns in key order, a pyramid of counts, and what changed since.

mod live;
mod packed;
mod pyramid;

pub use live::LivePoints;
pub use packed::PackedPoints;
pub use pyramid::{Cluster, Pyramid};

use crate::Cell;

/// How many classes of points a cluster counts apart.
pub const CLASSES: usize = 4;

/// A point with what a map needs to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Where it is.
    pub cell: Cell,
    /// Its name: a UUID as a number.
    pub id: u128,
    /// Bits that the owner of the points reads; the index only keeps them.
    pub attributes: u32,
    /// The class it is counted in, below [`CLASSES`]; `None` is drawn and not counted.
    pub class: Option<u8>,
}

impl Point {
    /// Order in the columns: by place, then by name.
    pub(crate) fn key(&self) -> (Cell, u128) {
        (self.cell, self.id)
    }
}
