//! The immutable columns.

use std::ops::Range;

use super::Point;
use crate::{Cell, CellRange};

/// Marks a point that is not counted.
const NO_CLASS: u8 = u8::MAX;

/// Points in key order, one column per member: 33 bytes a point with the permutation that finds one by name.
#[derive(Debug, Default)]
pub struct PackedPoints {
    cells: Vec<Cell>,
    ids: Vec<u128>,
    attributes: Vec<u32>,
    classes: Vec<u8>,
    by_id: Vec<u32>,
}

impl PackedPoints {
    /// Sorts the points into columns.
    pub fn new(mut points: Vec<Point>) -> Self {
        points.sort_unstable_by_key(Point::key);
        let mut by_id: Vec<u32> = (0..points.len() as u32).collect();
        by_id.sort_unstable_by_key(|index| points[*index as usize].id);
        Self {
            cells: points.iter().map(|point| point.cell).collect(),
            ids: points.iter().map(|point| point.id).collect(),
            attributes: points.iter().map(|point| point.attributes).collect(),
            classes: points.iter().map(|point| point.class.unwrap_or(NO_CLASS)).collect(),
            by_id,
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Is there no point at all?
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The point at a place in the columns.
    pub fn point(&self, index: usize) -> Point {
        let class = self.classes[index];
        Point {
            cell: self.cells[index],
            id: self.ids[index],
            attributes: self.attributes[index],
            class: (class != NO_CLASS).then_some(class),
        }
    }

    /// The places of the points whose keys lie in a range.
    pub fn within(&self, range: CellRange) -> Range<usize> {
        let first = self.cells.partition_point(|cell| *cell < range.first);
        let count = self.cells[first..].partition_point(|cell| *cell <= range.last);
        first..first + count
    }

    /// The point of that name.
    pub fn by_id(&self, id: u128) -> Option<Point> {
        let found = self.by_id.binary_search_by_key(&id, |index| self.ids[*index as usize]).ok()?;
        Some(self.point(self.by_id[found] as usize))
    }

    /// All points in key order.
    pub fn iter(&self) -> impl Iterator<Item = Point> + '_ {
        (0..self.len()).map(|index| self.point(index))
    }
}
