//! What is in a box, which is no tile.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::pyramid::DEEPEST;
use super::{CLASSES, Classifier, Counts, LivePoints, Point, Pyramid};
use crate::{Bbox, CellRange, TileCoord};

/// Halvings of a box after which the points around its middle are few or stand on one spot.
const HALVINGS: u32 = 24;

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

impl LivePoints {
    /// The points inside a box, in no particular order.
    pub fn inside(&self, bbox: Bbox) -> impl Iterator<Item = Point> + '_ {
        let ranges = CellRange::covering(bbox).into_iter().flat_map(|range| self.within(range));
        ranges.filter(move |point| bbox.contains(point.cell.position()))
    }

    /// How many points of each class a box holds, exactly. Cells that lie inside it are summed from the pyramid, so it
    /// costs its circumference in cells and the points along it, not the points in it.
    pub fn count_inside(&self, bbox: Bbox, pyramid: &Pyramid, class_of: &impl Classifier) -> Counts {
        let mut counts = [0; CLASSES];
        let world = TileCoord::new(0, 0, 0).expect("the whole world is a tile");
        for piece in bbox.pieces() {
            self.add_cell(&mut counts, world, piece, pyramid, class_of);
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
