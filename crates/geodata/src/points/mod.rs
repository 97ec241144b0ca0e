//! Many points in memory, found by tile: packed columns in key order, a pyramid of counts, and what changed since.
//!
//! The index knows nothing of what the points are. A [`Classifier`] says whether a point is drawn and in which class it
//! is counted, so a filter is a classifier, and so is the map without one.

mod boxes;
mod live;
mod packed;
mod pyramid;
mod runs;

pub use boxes::{Inside, Ranked};
pub use live::LivePoints;
pub use packed::{PackedPoints, Said, Walk};
pub use pyramid::{Cluster, Pyramid};

use crate::Cell;

/// How many classes of points a cluster counts apart.
pub const CLASSES: usize = 5;

/// Counts by class.
pub type Counts = [u32; CLASSES];

/// Says in which class, below [`CLASSES`], a point is counted; `None` when it is not drawn.
pub trait Classifier: Fn(&Point) -> Option<u8> {}

impl<F: Fn(&Point) -> Option<u8>> Classifier for F {}

/// A point with what a map needs to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Where it is.
    pub cell: Cell,
    /// Its name: a UUID as a number.
    pub id: u128,
    /// Bits that the owner of the points reads; the index only keeps them.
    pub attributes: u32,
    /// Days that the owner of the points reads.
    pub days: [u16; 3],
    /// Number of the territory it is kept under, in a numbering of the owner's.
    pub territory: u16,
}

impl Point {
    /// Order in the columns: by place, then by name.
    #[inline]
    pub(crate) fn key(&self) -> (Cell, u128) {
        (self.cell, self.id)
    }
}
