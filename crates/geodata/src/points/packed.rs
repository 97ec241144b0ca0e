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

impl FromIterator<Point> for PackedPoints {
    /// Puts the points into columns; nothing is copied when they come in key order.
    fn from_iter<T: IntoIterator<Item = Point>>(points: T) -> Self {
        let mut packed = Self::default();
        packed.extend(points);
        packed.index();
        packed
    }
}

impl Extend<Point> for PackedPoints {
    /// Appends to the columns. Until [`PackedPoints::index`] nothing can be found.
    fn extend<T: IntoIterator<Item = Point>>(&mut self, points: T) {
        for point in points {
            self.cells.push(point.cell);
            self.ids.push(point.id);
            self.attributes.push(point.attributes);
            self.classes.push(point.class.unwrap_or(NO_CLASS));
        }
    }
}

impl PackedPoints {
    /// Empty columns with room for so many points.
    pub fn with_room(points: usize) -> Self {
        Self {
            cells: Vec::with_capacity(points),
            ids: Vec::with_capacity(points),
            attributes: Vec::with_capacity(points),
            classes: Vec::with_capacity(points),
            by_id: Vec::new(),
        }
    }

    /// Makes everything that was appended findable, and gives back the room that nothing took.
    pub fn index(&mut self) {
        if !self.iter().is_sorted_by_key(|point| point.key()) {
            self.sort();
        }
        self.cells.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.attributes.shrink_to_fit();
        self.classes.shrink_to_fit();
        self.by_id = (0..self.len() as u32).collect();
        self.by_id.sort_unstable_by_key(|index| self.ids[*index as usize]);
    }

    fn sort(&mut self) {
        let mut points: Vec<Point> = self.iter().collect();
        points.sort_unstable_by_key(Point::key);
        *self = Self::with_room(points.len());
        self.extend(points);
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
