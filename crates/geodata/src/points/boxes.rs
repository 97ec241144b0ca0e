//! What is in a box, which is no tile.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use super::packed::is_asked;
use super::pyramid::DEEPEST;
use super::{CLASSES, Classifier, Counts, LivePoints, Point, Pyramid, Said};
use crate::{Bbox, Cell, CellRange, Position, TileCoord};

/// Halvings of a box after which the points around its middle are few or stand on one spot.
const HALVINGS: u32 = 24;

/// So few points of a tile are looked at one by one.
const FEW: usize = 64;

/// Points of a box, as far as their cells can tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inside {
    /// Those whose whole cell lies inside.
    pub surely: u64,
    /// Those through whose cell the edge of the box runs, some decimetres wide.
    pub at_edge: Vec<Point>,
}

/// The cells that a box touches, from the first column and row to the last.
struct Touched {
    columns: RangeInclusive<u32>,
    rows: RangeInclusive<u32>,
}

/// A point with its place in an order, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The rank.
    pub rank: f64,
    /// The point.
    pub point: Point,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| self.point.id.cmp(&other.point.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Touched {
    /// By a box that does not cross the antimeridian.
    fn by(bbox: Bbox) -> Self {
        let corner = |longitude, latitude| {
            Cell::from(Position::new(longitude, latitude).expect("a box lies on the Earth")).column_and_row()
        };
        let ((west, north), (east, south)) = (corner(bbox.west(), bbox.north()), corner(bbox.east(), bbox.south()));
        Self { columns: west..=east, rows: north..=south }
    }

    fn holds(&self, cell: Cell) -> bool {
        let (column, row) = cell.column_and_row();
        self.columns.contains(&column) && self.rows.contains(&row)
    }

    /// Does the edge of the box run through a cell that it touches?
    fn ends_in(&self, cell: Cell) -> bool {
        let (column, row) = cell.column_and_row();
        [self.columns.start(), self.columns.end()].contains(&&column)
            || [self.rows.start(), self.rows.end()].contains(&&row)
    }

    /// The first and the last cell of a range that is a tile.
    fn corners(range: CellRange) -> [(u32, u32); 2] {
        [range.first.column_and_row(), range.last.column_and_row()]
    }

    fn misses(&self, range: CellRange) -> bool {
        let [(west, north), (east, south)] = Self::corners(range);
        east < *self.columns.start()
            || *self.columns.end() < west
            || south < *self.rows.start()
            || *self.rows.end() < north
    }

    /// Does a tile lie inside the box, with all its cells?
    fn surrounds(&self, range: CellRange) -> bool {
        let [(west, north), (east, south)] = Self::corners(range);
        *self.columns.start() < west
            && east < *self.columns.end()
            && *self.rows.start() < north
            && south < *self.rows.end()
    }
}

impl LivePoints {
    /// Counts the points of a box in territories that are asked for by their number and that are wanted for what they
    /// say: a nanosecond for each point of those territories in the box, and some for each tile along its edge.
    pub fn count_wanted(&self, bbox: Bbox, asked: &[bool], wanted: &impl Fn(Said) -> bool) -> Inside {
        let mut inside = Inside::default();
        for piece in bbox.pieces() {
            self.count_tile(TileCoord::WORLD, &Touched::by(piece), asked, wanted, &mut inside);
        }
        // Both sides of a box around the whole Earth end in the same cells.
        inside.at_edge.sort_unstable_by_key(Point::key);
        inside.at_edge.dedup();
        inside
    }

    fn count_tile(
        &self,
        tile: TileCoord,
        touched: &Touched,
        asked: &[bool],
        wanted: &impl Fn(Said) -> bool,
        inside: &mut Inside,
    ) {
        let range = CellRange::of_tile(tile);
        if touched.misses(range) {
            return;
        }
        if touched.surrounds(range) {
            inside.surely += self.said_within(range, asked).filter(|said| wanted(*said)).count() as u64;
        } else if tile.z() == TileCoord::MAX_ZOOM || self.holds_at_most(FEW, range) {
            let is_wanted = |point: &Point| is_asked(asked, point.territory) && wanted(Said::from(*point));
            let found = self.within(range).filter(|point| touched.holds(point.cell) && is_wanted(point));
            let (at_edge, surely): (Vec<Point>, Vec<Point>) = found.partition(|point| touched.ends_in(point.cell));
            inside.surely += surely.len() as u64;
            inside.at_edge.extend(at_edge);
        } else {
            tile.children().into_iter().for_each(|child| self.count_tile(child, touched, asked, wanted, inside));
        }
    }

    /// The first points behind a key, or the first ones at all, whose cells a box touches, of territories that are asked
    /// for by their number and that are wanted for what they say, in the order of their keys. Whether the edge of the box
    /// leaves them out, cells cannot tell.
    pub fn first_touched(
        &self,
        bbox: Bbox,
        after: Option<(Cell, u128)>,
        limit: usize,
        asked: &[bool],
        wanted: impl Fn(Said) -> bool,
    ) -> Vec<Point> {
        let touched: Vec<Touched> = bbox.pieces().into_iter().map(Touched::by).collect();
        let keep = |point: &Point| {
            after.is_none_or(|after| point.key() > after)
                && is_asked(asked, point.territory)
                && wanted(Said::from(*point))
                && touched.iter().any(|piece| piece.holds(point.cell))
        };
        let start = after.map_or(Cell::of_bits(0), |(cell, _)| cell);
        let mut found = Vec::new();
        for range in CellRange::covering(bbox).into_iter().filter(|range| range.last >= start) {
            let range = CellRange { first: range.first.max(start), ..range };
            let (kept, come) = self.kept_and_come(range);
            let mut part: Vec<Point> = kept.filter(keep).take(limit).chain(come.filter(keep).take(limit)).collect();
            part.sort_unstable_by_key(Point::key);
            found.extend(part);
            if found.len() >= limit {
                break;
            }
        }
        found.truncate(limit);
        found
    }

    /// The points inside a box, in no particular order.
    pub fn inside(&self, bbox: Bbox) -> impl Iterator<Item = Point> + '_ {
        let ranges = CellRange::covering(bbox).into_iter().flat_map(|range| self.within(range));
        ranges.filter(move |point| bbox.contains(point.cell.position()))
    }

    /// How many points of each class a box holds, exactly. Cells that lie inside it are summed from the pyramid, so it
    /// costs its circumference in cells and the points along it, not the points in it.
    pub fn count_inside(&self, bbox: Bbox, pyramid: &Pyramid, class_of: &impl Classifier) -> Counts {
        let mut counts = [0; CLASSES];
        for piece in bbox.pieces() {
            self.add_cell(&mut counts, TileCoord::WORLD, piece, pyramid, class_of);
        }
        counts
    }

    fn add_cell(
        &self,
        counts: &mut Counts,
        cell: TileCoord,
        bbox: Bbox,
        pyramid: &Pyramid,
        class_of: &impl Classifier,
    ) {
        let reach = cell.bbox();
        if !reach.overlaps(&bbox) {
            return;
        }
        let range = CellRange::of_tile(cell);
        let packed = pyramid.counts(cell.z(), range.first.prefix(cell.z()));
        if bbox.covers(&reach) {
            add(counts, packed);
            let (gone, come) = self.changes(range);
            gone.filter_map(class_of).for_each(|class| {
                let count = &mut counts[usize::from(class) % CLASSES];
                *count = count.saturating_sub(1);
            });
            come.filter_map(class_of).for_each(|class| counts[usize::from(class) % CLASSES] += 1);
        } else if packed == [0; CLASSES] {
            // Nothing that is drawn was packed here, so only what came since can be.
            count_those_in(counts, bbox, self.changes(range).1.copied(), class_of);
        } else if cell.z() == DEEPEST {
            count_those_in(counts, bbox, self.within(range), class_of);
        } else {
            cell.children().into_iter().for_each(|child| self.add_cell(counts, child, bbox, pyramid, class_of));
        }
    }

    /// The `limit` points of a box that are drawn and come first by a rank, in its order.
    pub fn first_inside(
        &self,
        bbox: Bbox,
        limit: usize,
        class_of: &impl Classifier,
        rank: impl Fn(&Point) -> f64,
    ) -> Vec<Ranked> {
        let mut first: BinaryHeap<Ranked> = BinaryHeap::with_capacity(limit + 1);
        for point in self.inside(bbox).filter(|point| class_of(point).is_some()) {
            let ranked = Ranked { rank: rank(&point), point };
            if first.len() < limit {
                first.push(ranked);
            } else if first.peek().is_some_and(|last| ranked < *last) {
                first.pop();
                first.push(ranked);
            }
        }
        first.into_sorted_vec()
    }

    /// The `limit` points of a box nearest to its middle, ranked by their distance in metres. Only as much of the box is
    /// looked at as has to hold them.
    pub fn nearest_inside(
        &self,
        bbox: Bbox,
        limit: usize,
        pyramid: &Pyramid,
        class_of: &impl Classifier,
    ) -> Vec<Ranked> {
        let centre = bbox.centre();
        let enough = |share: f64| {
            let counts = self.count_inside(bbox.scaled(share), pyramid, class_of);
            counts.iter().map(|count| *count as usize).sum::<usize>() >= limit
        };
        let halvings = (1..=HALVINGS).take_while(|halving| enough(0.5_f64.powi(*halving as i32))).last();
        let searched = match halvings {
            // A box is not a circle: what stands in its corners is farther than what stands just beside it.
            Some(halving) => bbox.scaled(0.5_f64.powi(halving as i32) * std::f64::consts::SQRT_2 * 1.01).within(bbox),
            None => bbox,
        };
        self.first_inside(searched, limit, class_of, |point| centre.distance_m(point.cell.position()))
    }
}

fn count_those_in(counts: &mut Counts, bbox: Bbox, points: impl Iterator<Item = Point>, class_of: &impl Classifier) {
    let inside = points.filter(|point| bbox.contains(point.cell.position()));
    inside.filter_map(|point| class_of(&point)).for_each(|class| counts[usize::from(class) % CLASSES] += 1);
}

fn add(counts: &mut Counts, more: Counts) {
    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Points some millimetres to metres apart around a place, and boxes whose edges run among and through them.
    #[test]
    fn a_box_is_counted_but_for_what_its_edge_runs_through() {
        let place = |i: u32| {
            let (east, north) = (f64::from(i % 40) * 0.000_002, f64::from(i / 40) * 0.000_002);
            Position::new(2.35 + east, 48.85 + north).expect("Paris")
        };
        let point = |i: u32| Point {
            cell: place(i).into(),
            id: u128::from(i),
            attributes: i,
            days: [1; 3],
            territory: (i % 3) as u16,
        };
        let mut points = LivePoints::new((0..1_600).map(point));
        let far = Position::new(-61.0, 14.6).expect("Martinique");
        let moved = Point { cell: far.into(), ..point(5) };
        points.apply(&[(5, Some(moved)), (6, None), (9_000, Some(Point { id: 9_000, ..point(41) }))], &HashSet::new());
        let (asked, wanted) = ([true, false, true], |said: Said| !said.attributes.is_multiple_of(7));
        let position = |point: &Point| match point.id {
            5 => far,
            9_000 => place(41),
            id => place(id as u32),
        };
        let (middle, corner) = (place(820), place(1_599));
        let boxes = [
            "-180,-90,180,90".to_owned(),
            "-5,41,10,51".to_owned(),
            "2.35,48.85,2.35,48.85".to_owned(),
            "170,-50,-60,80".to_owned(),
            format!("2.3,48.8,{},{}", middle.longitude(), middle.latitude()),
            format!("{},{},{},{}", middle.longitude(), middle.latitude(), corner.longitude(), corner.latitude()),
        ];
        for points in [points.clone(), points.packed()] {
            for text in &boxes {
                let bbox: Bbox = text.parse().expect("a box");
                let is_wanted = |point: &Point| is_asked(&asked, point.territory) && wanted(Said::from(*point));
                let expected: Vec<Point> =
                    points.iter().filter(|point| is_wanted(point) && bbox.contains(position(point))).collect();
                let Inside { surely, at_edge } = points.count_wanted(bbox, &asked, &wanted);
                let of_edge = at_edge.iter().filter(|point| bbox.contains(position(point))).count();
                assert_eq!(surely as usize + of_edge, expected.len(), "{text}");
                assert!(at_edge.len() <= 1_600 / 3, "{text}: {}", at_edge.len());
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let page = points.first_touched(bbox, after, 9, &asked, wanted);
                    let Some(last) = page.last() else { break };
                    after = Some(last.key());
                    found.extend(page);
                }
                found.retain(|point| bbox.contains(position(point)));
                assert_eq!(found, expected, "{text}");
            }
        }
    }
}
