//! Points that change while they are read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::{Bound, Range};
use std::sync::Arc;

use super::packed::is_asked;
use super::{Classifier, Cluster, PackedPoints, Point, Pyramid, Said};
use crate::{Bbox, Cell, CellRange, Position, TileCoord};

/// Packed columns, and an overlay of what changed since they were packed.
///
/// Cloning is cheap while the overlay is small: readers hold a clone, the writer makes the next one.
#[derive(Debug, Clone, Default)]
pub struct LivePoints {
    base: Arc<PackedPoints>,
    gone: BTreeMap<(Cell, u128), Point>,
    /// The places of those that are gone among the columns.
    holes: BTreeSet<usize>,
    come: BTreeMap<(Cell, u128), Point>,
    cells: HashMap<u128, Cell>,
}

impl From<PackedPoints> for LivePoints {
    /// Nothing but the points of these columns.
    fn from(packed: PackedPoints) -> Self {
        Self { base: Arc::new(packed), ..Self::default() }
    }
}

impl LivePoints {
    /// Nothing but these points, which need not be in order.
    pub fn new(points: impl IntoIterator<Item = Point>) -> Self {
        Self::from(points.into_iter().collect::<PackedPoints>())
    }

    /// The columns below the overlay: a [`Pyramid`] made of them holds as long as they are the same.
    pub fn packed_columns(&self) -> &Arc<PackedPoints> {
        &self.base
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.base.len() - self.gone.len() + self.come.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts points, moves or changes them, or with `None` takes them away, one after the other. Answers how each was
    /// before.
    ///
    /// The names in `new` are surely not among the points yet; what stays where it was is found there. All others are
    /// looked for together in O(points), a nanosecond each.
    pub fn apply(&mut self, changes: &[(u128, Option<Point>)], new: &HashSet<u128>) -> Vec<Option<Point>> {
        let mut known = self.before(changes, new);
        let mut change = |(id, after): &(u128, Option<Point>)| {
            let before = match after {
                Some(point) => known.insert(*id, *point),
                None => known.remove(id),
            };
            self.replace(*id, before, *after);
            before
        };
        changes.iter().map(&mut change).collect()
    }

    /// The points that are about to change, by their names.
    fn before(&self, changes: &[(u128, Option<Point>)], new: &HashSet<u128>) -> HashMap<u128, Point> {
        let (mut known, mut sought) = (HashMap::new(), Vec::new());
        for (id, after) in changes.iter().filter(|(id, _)| !new.contains(id)) {
            match after.and_then(|after| self.at(after.cell, *id)) {
                Some(point) => drop(known.insert(*id, point)),
                None => sought.push(*id),
            }
        }
        known.extend(self.by_ids(sought));
        known
    }

    fn replace(&mut self, id: u128, before: Option<Point>, after: Option<Point>) {
        if let Some(old) = before
            && self.come.remove(&old.key()).is_none()
        {
            self.gone.insert(old.key(), old);
            self.holes.extend(self.base.place_of(old.key()));
        }
        self.cells.remove(&id);
        if let Some(point) = after {
            self.cells.insert(id, point.cell);
            self.come.insert(point.key(), point);
        }
    }

    /// Has so much changed that packing anew is worth it?
    pub fn wants_packing(&self) -> bool {
        self.gone.len() + self.come.len() > 2_000.max(self.base.len() / 200)
    }

    /// The same points, packed: O(points).
    #[must_use]
    pub fn packed(&self) -> Self {
        let mut columns = PackedPoints::with_room(self.len());
        self.iter().for_each(|point| columns.push(point));
        columns.settle();
        Self::from(columns)
    }

    /// Every point in the order of its key: what is packed and what came since are merged, without a copy of either.
    pub fn iter(&self) -> impl Iterator<Item = Point> + '_ {
        let mut kept = self.base.iter().filter(|point| !self.gone.contains_key(&point.key())).peekable();
        let mut come = self.come.values().copied().peekable();
        std::iter::from_fn(move || match (kept.peek(), come.peek()) {
            (Some(old), Some(new)) if new.key() < old.key() => come.next(),
            (None, _) => come.next(),
            _ => kept.next(),
        })
    }

    /// The point of that name in that cell.
    pub fn at(&self, cell: Cell, id: u128) -> Option<Point> {
        let packed = || self.base.place_of((cell, id)).filter(|place| !self.holes.contains(place));
        self.come.get(&(cell, id)).copied().or_else(|| self.base.at(packed()?))
    }

    /// The points of these names, as far as there are any: O(points), however many names there are.
    pub fn by_ids(&self, ids: impl IntoIterator<Item = u128>) -> HashMap<u128, Point> {
        let ids: HashSet<u128> = ids.into_iter().collect();
        if ids.is_empty() {
            return HashMap::new();
        }
        let kept = self.base.by_ids(&ids).filter(|point| !self.gone.contains_key(&point.key()));
        let come = ids.iter().filter_map(|id| self.come.get(&(*self.cells.get(id)?, *id)).copied());
        kept.chain(come).map(|point| (point.id, point)).collect()
    }

    /// What every point says, in no particular order: a nanosecond each, since only those columns are read.
    pub fn said(&self) -> impl Iterator<Item = Said> + '_ {
        let kept = self.kept(0..self.base.len()).flat_map(|places| self.base.said(places));
        kept.chain(self.come.values().map(|point| Said::from(*point)))
    }

    /// What the points say whose territory is asked for by its number, in no particular order.
    pub fn said_in<'a>(&'a self, asked: &'a [bool]) -> impl Iterator<Item = Said> + 'a {
        self.said_within(CellRange::of_tile(TileCoord::WORLD), asked)
    }

    /// The same of the points whose keys lie in a range.
    pub(super) fn said_within<'a>(&'a self, range: CellRange, asked: &'a [bool]) -> impl Iterator<Item = Said> + 'a {
        let kept = self.kept(self.base.places(range)).flat_map(|places| self.base.said_in(places, asked));
        let come = overlay(&self.come, range).map(|point| Said::from(*point));
        kept.map(|(_, said)| said).chain(come.filter(|said| is_asked(asked, said.territory)))
    }

    /// The places between the holes.
    fn kept(&self, places: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'_> {
        let starts = std::iter::once(places.start).chain(self.holes.range(places.clone()).map(|hole| hole + 1));
        let ends = self.holes.range(places.clone()).copied().chain([places.end]);
        starts.zip(ends).map(|(start, end)| start..end)
    }

    /// The first points behind a key, or the first ones at all, of territories that are asked for by their number and that
    /// are wanted for what they say, in the order of their keys. It stops when it has them; those of other territories
    /// are passed over a stretch at a time.
    pub fn first(
        &self,
        after: Option<(Cell, u128)>,
        limit: usize,
        asked: &[bool],
        keep: impl Fn(Said) -> bool,
    ) -> Vec<Point> {
        let keep = |said: Said| is_asked(asked, said.territory) && keep(said);
        let wanted = self.base.first(after, asked).filter(|(_, said)| keep(*said));
        let places = wanted.map(|(place, _)| place).filter(|place| !self.holes.contains(place));
        let kept = places.take(limit).filter_map(|place| self.base.at(place));
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let come = self.come.range((start, Bound::Unbounded)).map(|(_, point)| *point);
        let mut found: Vec<Point> = kept.chain(come.filter(|point| keep(Said::from(*point))).take(limit)).collect();
        found.sort_unstable_by_key(Point::key);
        found.truncate(limit);
        found
    }

    /// The points whose keys lie in a range.
    pub fn within(&self, range: CellRange) -> impl Iterator<Item = Point> + '_ {
        let (kept, come) = self.kept_and_come(range);
        kept.chain(come)
    }

    /// The same: those of the columns, and those that came since, each in the order of their keys.
    pub(super) fn kept_and_come(
        &self,
        range: CellRange,
    ) -> (impl Iterator<Item = Point> + '_, impl Iterator<Item = Point> + '_) {
        let is_kept = move |point: &Point| self.gone.is_empty() || !self.gone.contains_key(&point.key());
        (self.base.within(range).filter(is_kept), overlay(&self.come, range).copied())
    }

    /// Are there so few points in a range, the holes counted in?
    pub(super) fn holds_at_most(&self, most: usize, range: CellRange) -> bool {
        self.base.places(range).len() + overlay(&self.come, range).take(most + 1).count() <= most
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

    /// Counts the packed points by class, for [`LivePoints::clusters`]: O(points).
    pub fn pyramid(&self, class_of: impl Classifier) -> Pyramid {
        Pyramid::new(self.base.iter(), class_of)
    }

    /// The clusters of a tile, at most 64. The pyramid must be of these columns and of this classifier; what changed
    /// since is counted in.
    pub fn clusters(&self, tile: TileCoord, pyramid: &Pyramid, class_of: &impl Classifier) -> Vec<Cluster> {
        let (gone, come) = self.changes(CellRange::of_tile(tile));
        pyramid.clusters(tile, gone.copied(), come.copied(), class_of)
    }

    /// What went and what came in a range since the columns were packed.
    pub(super) fn changes(&self, range: CellRange) -> (impl Iterator<Item = &Point>, impl Iterator<Item = &Point>) {
        (overlay(&self.gone, range), overlay(&self.come, range))
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
                Point {
                    cell: position.into(),
                    id: u128::from(i),
                    attributes: i,
                    days: [i as u16, 0, 7],
                    territory: (i % 9) as u16,
                }
            })
            .collect()
    }

    fn named(points: &LivePoints, id: u128) -> Option<Point> {
        points.by_ids([id]).remove(&id)
    }

    /// Applies changes of which nothing is known.
    fn apply(points: &mut LivePoints, changes: &[(u128, Option<Point>)]) -> Vec<Option<Point>> {
        points.apply(changes, &HashSet::new())
    }

    /// Every tenth point is not drawn.
    fn class_of(point: &Point) -> Option<u8> {
        (!point.attributes.is_multiple_of(10)).then_some((point.attributes % 4) as u8)
    }

    fn totals(points: &LivePoints, z: u32) -> u32 {
        let pyramid = points.pyramid(class_of);
        let tiles = (0..1_u32 << z).flat_map(|y| (0..1_u32 << z).map(move |x| (x, y)));
        let clusters =
            tiles.flat_map(|(x, y)| points.clusters(TileCoord::new(z, x, y).expect("a tile"), &pyramid, &class_of));
        clusters.map(|cluster| cluster.total()).sum()
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
        let paris = Position::new(2.35, 48.85).expect("Paris").into();
        let (old, gone) = (named(&points, 7).expect("a point"), named(&points, 8));
        let moved = Point { cell: paris, ..old };
        let new = Point { id: 5_000, ..moved };
        let changed = Point { attributes: 9, territory: 40, ..new };
        let steps = [(7, Some(moved)), (8, None), (5_000, Some(new)), (5_000, Some(changed)), (6_000, None)];
        assert_eq!(apply(&mut points, &steps), [Some(old), gone, None, Some(new), None]);
        for points in [points.clone(), points.packed()] {
            assert_eq!((points.len(), totals(&points, 3)), (1_000, 900));
            assert_eq!(named(&points, 7), Some(moved));
            let here = [points.at(paris, 7), points.at(old.cell, 7), points.at(paris, 8), points.at(paris, 5_000)];
            assert_eq!(here, [Some(moved), None, None, Some(changed)]);
            assert_eq!(named(&points, 8), None);
            assert_eq!(named(&points, 5_000), Some(changed));
            let mut said: Vec<Said> = points.said().collect();
            let mut expected: Vec<Said> = points.iter().map(Said::from).collect();
            for all in [&mut said, &mut expected] {
                all.sort_by_key(|said| (said.attributes, said.territory, said.days));
            }
            assert_eq!(said, expected);
            assert_eq!(said.iter().filter(|said| said.territory == 40).count(), 1);
            let near = points.near(moved.cell.position(), 5.0);
            assert_eq!(near.iter().map(|(_, point)| point.id).collect::<Vec<_>>(), [7, 5_000]);
        }
    }

    #[test]
    fn what_came_of_changes_is_the_same_whatever_is_known_of_them() {
        let start = LivePoints::new(scatter(500));
        let all: Vec<Point> = start.iter().collect();
        let other = all[0].cell;
        let steps: Vec<(u128, Option<Point>)> = vec![
            (all[3].id, Some(Point { attributes: 77, ..all[3] })),
            (9_000, Some(Point { id: 9_000, ..all[4] })),
            (9_000, Some(Point { id: 9_000, cell: other, ..all[4] })),
            (all[5].id, Some(Point { cell: other, ..all[5] })),
            (all[5].id, Some(all[5])),
            (all[6].id, None),
            (9_001, Some(Point { id: 9_001, ..all[7] })),
            (9_001, None),
        ];
        let (mut one, mut two) = (start.clone(), start);
        let before = [one.apply(&steps, &HashSet::new()), two.apply(&steps, &HashSet::from([9_000, 9_001]))];
        assert_eq!(before[0], before[1]);
        assert!(one.iter().eq(two.iter()) && one.packed().iter().eq(two.packed().iter()));
        assert_eq!((one.len(), one.iter().count()), (500, 500));
        for point in one.iter() {
            assert_eq!(one.at(point.cell, point.id), Some(point));
        }
    }

    #[test]
    fn every_point_is_found_by_name_and_keeps_what_it_says() {
        let all = scatter(3_000);
        let points = LivePoints::new(all.clone());
        let found = points.by_ids(0..4_000);
        assert!(all.iter().all(|point| found.get(&point.id) == Some(point)));
        assert_eq!(found.len(), 3_000);
        assert!(points.iter().is_sorted_by_key(|point| point.key()));
        assert_eq!(points.iter().count(), 3_000);
    }

    #[test]
    fn the_first_points_are_those_of_the_whole_list_page_by_page() {
        let mut points = LivePoints::new(scatter(2_000));
        let old = named(&points, 70).expect("a point");
        let beside = Point { id: 9_000, ..old };
        apply(&mut points, &[(8, None), (9, None), (9_000, Some(beside)), (70, Some(Point { attributes: 4, ..old }))]);
        let keep = |said: Said| said.attributes % 3 == 1;
        // The scatter has territories from 0 to 8: number 3 is not asked for, nor those that the list says nothing of.
        let asked: Vec<bool> = (0..6).map(|number| number != 3).collect();
        let inside = |point: &Point| point.territory < 6 && point.territory != 3;
        let expected: Vec<Point> = points.iter().filter(|point| inside(point) && keep(Said::from(*point))).collect();
        for points in [points.clone(), points.packed()] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = points.first(after, 7, &asked, keep);
                let Some(last) = page.last() else { break };
                after = Some((last.cell, last.id));
                found.extend(page);
            }
            assert_eq!(found, expected);
            assert_eq!(points.first(None, 5, &[true; 40], |_| true), points.iter().take(5).collect::<Vec<_>>());
            assert_eq!(points.said_in(&asked).count(), points.iter().filter(inside).count());
        }
    }

    #[test]
    fn a_tile_holds_exactly_the_points_inside_it() {
        let all = scatter(3_000);
        let points = LivePoints::new(all.clone());
        for zoom in [2, 6, 9, 12, 14] {
            let tile = TileCoord::containing(all[17].cell.position(), zoom);
            let inside = all.iter().filter(|point| tile.bbox().contains(point.cell.position())).count();
            assert_eq!(points.within(CellRange::of_tile(tile)).count(), inside);
            assert!(inside > 0);
        }
    }

    #[test]
    fn a_cluster_stands_where_its_points_do() {
        let position = Position::new(2.3522, 48.8566).expect("Paris");
        let points =
            LivePoints::new([Point { cell: position.into(), id: 1, attributes: 1, days: [0; 3], territory: 0 }]);
        let pyramid = points.pyramid(class_of);
        for zoom in 0..12 {
            let tile = TileCoord::containing(position, zoom);
            let clusters = points.clusters(tile, &pyramid, &class_of);
            let [cluster] = clusters.as_slice() else { panic!("{clusters:?}") };
            let (x, y) = cluster.centre();
            let (longitude, latitude) = crate::tile::inverse_mercator(x, y);
            let drawn = Position::new(longitude, latitude).expect("a place");
            // 65,536 steps along a cell of an eighth of a tile.
            let step = 40_075_017.0 / f64::from(1_u32 << (zoom + 3)) / 65_536.0;
            assert!(drawn.distance_m(position) <= step.max(0.3), "zoom {zoom}");
        }
    }

    #[test]
    fn a_box_is_counted_exactly_and_its_nearest_points_come_first() {
        let mut points = LivePoints::new(scatter(4_000));
        let pyramid = points.pyramid(class_of);
        let other = Point { id: 9_001, ..named(&points, 21).expect("a point") };
        apply(&mut points, &[(3, None), (9_001, Some(other))]);
        for text in ["2,46,3,47", "-5,41,9,52", "-4,42,8,51", "2.1,46.1,2.101,46.101", "170,-20,-170,60"] {
            let bbox: crate::Bbox = text.parse().expect("a box");
            let mut expected = [0; super::super::CLASSES];
            let drawn: Vec<Point> = points
                .iter()
                .filter(|point| bbox.contains(point.cell.position()) && class_of(point).is_some())
                .collect();
            drawn.iter().filter_map(class_of).for_each(|class| expected[usize::from(class)] += 1);
            assert_eq!(points.count_inside(bbox, &pyramid, &class_of), expected, "{text}");
            let centre = bbox.centre();
            let mut distances: Vec<f64> = drawn.iter().map(|point| centre.distance_m(point.cell.position())).collect();
            distances.sort_by(f64::total_cmp);
            distances.truncate(25);
            let nearest = points.nearest_inside(bbox, 25, &pyramid, &class_of);
            assert_eq!(nearest.iter().map(|ranked| ranked.rank).collect::<Vec<_>>(), distances, "{text}");
        }
    }
}
