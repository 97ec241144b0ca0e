//! Points that change while they are read.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Cluster, PackedPoints, Point, Pyramid};
use crate::{Bbox, Cell, CellRange, Position, TileCoord};

/// Packed columns with their pyramid, and an overlay of what changed since they were packed.
///
/// Cloning is cheap while the overlay is small: readers hold a clone, the writer makes the next one.
#[derive(Debug, Clone, Default)]
pub struct LivePoints {
    base: Arc<(PackedPoints, Pyramid)>,
    gone: BTreeMap<(Cell, u128), Point>,
    come: BTreeMap<(Cell, u128), Point>,
    cells: HashMap<u128, Cell>,
}

impl LivePoints {
    /// Nothing but these points, which need not be in order.
    pub fn new(points: impl IntoIterator<Item = Point>) -> Self {
        Self::of_columns(points.into_iter().collect())
    }

    /// Nothing but the points of these columns, which must have been [indexed](PackedPoints::index).
    pub fn of_columns(packed: PackedPoints) -> Self {
        let pyramid = Pyramid::new(packed.iter());
        Self { base: Arc::new((packed, pyramid)), ..Self::default() }
    }

    /// How many points are drawn.
    pub fn len(&self) -> usize {
        self.base.0.len() - self.gone.len() + self.come.len()
    }

    /// Is nothing drawn?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts a point, moves or changes it, or with `None` takes it away.
    pub fn set(&mut self, id: u128, point: Option<Point>) {
        if let Some(cell) = self.cells.remove(&id) {
            self.come.remove(&(cell, id));
        }
        if let Some(old) = self.base.0.by_id(id) {
            self.gone.insert(old.key(), old);
        }
        if let Some(point) = point {
            self.cells.insert(id, point.cell);
            self.come.insert(point.key(), point);
        }
    }

    /// Has so much changed that packing anew is worth it?
    pub fn wants_packing(&self) -> bool {
        self.gone.len() + self.come.len() > 2_000.max(self.base.0.len() / 50)
    }

    /// The same points, packed: O(points).
    #[must_use]
    pub fn packed(&self) -> Self {
        let mut columns = PackedPoints::with_room(self.len());
        columns.extend(self.iter());
        columns.index();
        Self::of_columns(columns)
    }

    /// Every point in the order of its key: what is packed and what came since are merged, without a copy of either.
    pub fn iter(&self) -> impl Iterator<Item = Point> + '_ {
        let mut kept = self.base.0.iter().filter(|point| !self.gone.contains_key(&point.key())).peekable();
        let mut come = self.come.values().copied().peekable();
        std::iter::from_fn(move || match (kept.peek(), come.peek()) {
            (Some(old), Some(new)) if new.key() < old.key() => come.next(),
            (None, _) => come.next(),
            _ => kept.next(),
        })
    }

    /// The point of that name.
    pub fn by_id(&self, id: u128) -> Option<Point> {
        match self.cells.get(&id) {
            Some(cell) => self.come.get(&(*cell, id)).copied(),
            None => self.base.0.by_id(id).filter(|point| !self.gone.contains_key(&point.key())),
        }
    }

    /// The points whose keys lie in a range.
    pub fn within(&self, range: CellRange) -> impl Iterator<Item = Point> + '_ {
        let packed = self.base.0.within(range).map(|index| self.base.0.point(index));
        let kept = packed.filter(|point| self.gone.is_empty() || !self.gone.contains_key(&point.key()));
        kept.chain(overlay(&self.come, range).copied())
    }

    /// The points within `radius_m` metres, nearest first, with their distances.
    pub fn near(&self, centre: Position, radius_m: f64) -> Vec<(f64, Point)> {
        let ranges = CellRange::covering(Bbox::around(centre, radius_m));
        let candidates = ranges.into_iter().flat_map(|range| self.within(range).collect::<Vec<_>>());
        let measured = candidates.map(|point| (centre.distance_m(point.cell.position()), point));
        let mut near: Vec<_> = measured.filter(|(distance, _)| *distance <= radius_m).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        near
    }

    /// The clusters of a tile.
    pub fn clusters(&self, tile: TileCoord) -> Vec<Cluster> {
        let range = CellRange::of_tile(tile);
        let gone: Vec<Point> = overlay(&self.gone, range).copied().collect();
        let come: Vec<Point> = overlay(&self.come, range).copied().collect();
        self.base.1.clusters(tile, &gone, &come)
    }
}

fn overlay(points: &BTreeMap<(Cell, u128), Point>, range: CellRange) -> impl Iterator<Item = &Point> {
    points.range((range.first, 0)..=(range.last, u128::MAX)).map(|(_, point)| point)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A seeded scatter over France; no randomness in a pure crate.
    fn scatter(count: u32) -> Vec<Point> {
        let mut state: u64 = 42;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1_u32 << 31)
        };
        (0..count)
            .map(|i| {
                let position = Position::new(-4.0 + 12.0 * next(), 42.0 + 9.0 * next()).expect("a position in France");
                let class = (!i.is_multiple_of(10)).then_some((i % 4) as u8);
                Point { cell: position.into(), id: u128::from(i), attributes: i, class }
            })
            .collect()
    }

    fn totals(points: &LivePoints, z: u32) -> u32 {
        let tiles = (0..1_u32 << z).flat_map(|y| (0..1_u32 << z).map(move |x| (x, y)));
        tiles.flat_map(|(x, y)| points.clusters(TileCoord::new(z, x, y).expect("a tile"))).map(|c| c.total()).sum()
    }

    #[test]
    fn the_clusters_of_every_zoom_count_each_point_once() {
        let points = LivePoints::new(scatter(5_000));
        for z in 0..6 {
            assert_eq!(totals(&points, z), 4_500, "zoom {z}");
        }
    }

    #[test]
    fn changes_show_at_once_and_packing_changes_nothing() {
        let mut points = LivePoints::new(scatter(1_000));
        let moved =
            Point { cell: Position::new(2.35, 48.85).expect("Paris").into(), ..points.by_id(7).expect("a point") };
        points.set(7, Some(moved));
        points.set(8, None);
        points.set(5_000, Some(Point { id: 5_000, ..moved }));
        points.set(5_000, Some(Point { id: 5_000, attributes: 9, ..moved }));
        for points in [points.clone(), points.packed()] {
            assert_eq!((points.len(), totals(&points, 3)), (1_000, 900));
            assert_eq!(points.by_id(7), Some(moved));
            assert_eq!(points.by_id(8), None);
            assert_eq!(points.by_id(5_000).map(|point| point.attributes), Some(9));
            let near = points.near(moved.cell.position(), 5.0);
            assert_eq!(near.iter().map(|(_, point)| point.id).collect::<Vec<_>>(), [7, 5_000]);
        }
    }

    #[test]
    fn a_tile_holds_exactly_the_points_inside_it() {
        let all = scatter(3_000);
        let points = LivePoints::new(all.clone());
        let tile = TileCoord::containing(Position::new(2.35, 46.0).expect("a position"), 6);
        let inside = all.iter().filter(|point| tile.bbox().contains(point.cell.position())).count();
        assert_eq!(points.within(CellRange::of_tile(tile)).count(), inside);
        assert!(inside > 0);
    }
}
