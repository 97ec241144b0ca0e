//! The immutable columns.

use std::collections::HashSet;
use std::ops::Range;

use super::Point;
use super::runs::{Along, Runs};
use crate::{Cell, CellRange};

/// Bits of a key that a column holds; the others are those of the block, a tile of zoom 12.
const LOW_BITS: u32 = 32;

/// Bits of a name that are compared first.
const END_BITS: u32 = 16;

/// Points in key order, one column per member: 30 bytes a point, 8 bytes for each tile of zoom 12 that holds any (some
/// 12,000 in metropolitan France), and 6 bytes for each stretch of points in one territory. There is no index by name:
/// who asks for one mostly knows its place, and looking through the column of names takes a nanosecond a point.
#[derive(Debug, Default)]
pub struct PackedPoints {
    /// The keys without their lower bits: points of one tile of zoom 12 share them.
    highs: Runs<u32>,
    lows: Vec<u32>,
    ids: Vec<u128>,
    attributes: Vec<u32>,
    days: Vec<[u16; 3]>,
    territories: Runs<u16>,
}

/// What a point says besides where it is and how it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Number of its territory.
    pub territory: u16,
    /// As in [`Point`].
    pub attributes: u32,
    /// As in [`Point`].
    pub days: [u16; 3],
}

impl From<Point> for Said {
    fn from(Point { territory, attributes, days, .. }: Point) -> Self {
        Self { territory, attributes, days }
    }
}

impl FromIterator<Point> for PackedPoints {
    /// Puts points in any order into columns.
    fn from_iter<T: IntoIterator<Item = Point>>(points: T) -> Self {
        let mut points: Vec<Point> = points.into_iter().collect();
        if !points.is_sorted_by_key(Point::key) {
            points.sort_unstable_by_key(Point::key);
        }
        let mut packed = Self::with_room(points.len());
        for point in points {
            packed.push(point);
        }
        packed.settle();
        packed
    }
}

impl PackedPoints {
    /// Empty columns with room for so many points.
    pub fn with_room(points: usize) -> Self {
        Self {
            lows: Vec::with_capacity(points),
            ids: Vec::with_capacity(points),
            attributes: Vec::with_capacity(points),
            days: Vec::with_capacity(points),
            ..Self::default()
        }
    }

    /// Appends a point. Points come in key order.
    ///
    /// # Panics
    /// In a debug build, when the point belongs before the last one.
    pub fn push(&mut self, point: Point) {
        let high = (point.cell.bits() >> LOW_BITS) as u32;
        debug_assert!(self.highs.values().last().is_none_or(|last| *last <= high), "points come in key order");
        self.highs.push(high);
        self.lows.push(point.cell.bits() as u32);
        self.ids.push(point.id);
        self.attributes.push(point.attributes);
        self.days.push(point.days);
        self.territories.push(point.territory);
    }

    /// Gives back the room that nothing took.
    pub fn settle(&mut self) {
        self.highs.settle();
        self.lows.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.attributes.shrink_to_fit();
        self.days.shrink_to_fit();
        self.territories.settle();
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.lows.len()
    }

    /// Is there no point at all?
    pub fn is_empty(&self) -> bool {
        self.lows.is_empty()
    }

    /// The points whose keys lie in a range, in key order.
    pub fn within(&self, range: CellRange) -> Walk<'_> {
        self.walk(self.places(range))
    }

    /// The places of the points whose keys lie in a range.
    pub(super) fn places(&self, range: CellRange) -> Range<usize> {
        self.lower_bound(range.first.bits())..self.lower_bound(range.last.bits() + 1)
    }

    /// The points of these names, as far as there are any, in key order: O(points), however many names there are.
    pub(super) fn by_ids(&self, ids: &HashSet<u128>) -> impl Iterator<Item = Point> {
        // Few names share their last bits with one that is asked for, so that nearly all are passed over at once.
        let mut ends = vec![false; 1 << END_BITS];
        for id in ids {
            ends[end_of(*id)] = true;
        }
        let asked = move |id: &u128| ends[end_of(*id)] && ids.contains(id);
        let found: Vec<usize> =
            self.ids.iter().enumerate().filter(|(_, id)| asked(id)).map(|(index, _)| index).collect();
        found.into_iter().filter_map(|index| self.walk(index..index + 1).next())
    }

    /// Where a point is among the others.
    pub(super) fn place_of(&self, (cell, id): (Cell, u128)) -> Option<usize> {
        let places = self.lower_bound(cell.bits())..self.lower_bound(cell.bits() + 1);
        let start = places.start;
        self.ids[places].binary_search(&id).ok().map(|place| start + place)
    }

    /// What some points say, by their places.
    pub(super) fn said(&self, places: Range<usize>) -> impl Iterator<Item = Said> {
        self.territories.over(places).flat_map(|(places, territory)| self.said_of(places, territory))
    }

    /// What the points of a territory say, by their places.
    fn said_of(&self, places: Range<usize>, territory: u16) -> impl Iterator<Item = Said> + use<'_> {
        let all = self.attributes[places.clone()].iter().zip(&self.days[places]);
        all.map(move |(attributes, days)| Said { territory, attributes: *attributes, days: *days })
    }

    /// The places of the points behind a key, or of all, in territories that are asked for, with what they say. The
    /// others are passed over, as many at once as stand in a row in one territory.
    pub(super) fn first<'a>(
        &'a self,
        after: Option<(Cell, u128)>,
        asked: &'a [bool],
    ) -> impl Iterator<Item = (usize, Said)> + use<'a> {
        self.said_in(after.map_or(0, |key| self.behind(key))..self.len(), asked)
    }

    /// What some points say, by their places, of those in territories that are asked for.
    pub(super) fn said_in<'a>(
        &'a self,
        places: Range<usize>,
        asked: &'a [bool],
    ) -> impl Iterator<Item = (usize, Said)> + use<'a> {
        let inside = self.territories.over(places).filter(|(_, territory)| is_asked(asked, *territory));
        inside.flat_map(|(places, territory)| places.clone().zip(self.said_of(places, territory)))
    }

    /// The point at a place.
    pub(super) fn at(&self, place: usize) -> Option<Point> {
        self.walk(place..(place + 1).min(self.len())).next()
    }

    /// The place of the first point behind a key.
    fn behind(&self, (cell, id): (Cell, u128)) -> usize {
        let places = self.lower_bound(cell.bits())..self.lower_bound(cell.bits() + 1);
        places.start + self.ids[places].partition_point(|known| *known <= id)
    }

    /// All points in key order.
    pub fn iter(&self) -> Walk<'_> {
        self.walk(0..self.len())
    }

    /// The place of the first point whose key is not below one.
    fn lower_bound(&self, key: u64) -> usize {
        let high = (key >> LOW_BITS) as u32;
        let block = self.highs.values().partition_point(|known| *known < high);
        let points = self.highs.points_of(block);
        match self.highs.values().get(block) {
            Some(found) if *found == high => points.start + self.lows[points].partition_point(|low| *low < key as u32),
            _ => points.start,
        }
    }

    fn walk(&self, places: Range<usize>) -> Walk<'_> {
        let (highs, territories) = (self.highs.from(places.start), self.territories.from(places.start));
        Walk { points: self, next: places.start, end: places.end, highs, territories }
    }
}

/// Is a territory asked for by its number?
pub(super) fn is_asked(asked: &[bool], territory: u16) -> bool {
    asked.get(usize::from(territory)) == Some(&true)
}

/// The last bits of a name, which are random in a UUID of version 4.
fn end_of(id: u128) -> usize {
    (id & ((1 << END_BITS) - 1)) as usize
}

/// Points of the columns, one after the other.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    points: &'a PackedPoints,
    next: usize,
    end: usize,
    highs: Along<'a, u32>,
    territories: Along<'a, u16>,
}

impl Iterator for Walk<'_> {
    type Item = Point;

    #[inline]
    fn next(&mut self) -> Option<Point> {
        if self.next >= self.end {
            return None;
        }
        let (index, points) = (self.next, self.points);
        self.next += 1;
        let high = u64::from(self.highs.at(index));
        Some(Point {
            cell: Cell::of_bits(high << LOW_BITS | u64::from(points.lows[index])),
            id: points.ids[index],
            attributes: points.attributes[index],
            days: points.days[index],
            territory: self.territories.at(index),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.next);
        (left, Some(left))
    }
}

impl<'a> IntoIterator for &'a PackedPoints {
    type Item = Point;
    type IntoIter = Walk<'a>;

    fn into_iter(self) -> Walk<'a> {
        self.iter()
    }
}

impl ExactSizeIterator for Walk<'_> {}
