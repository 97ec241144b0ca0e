//! Counts of points per cell for the low zooms, so that a tile of France costs no more than a tile of a street.

use super::{CLASSES, Classifier, Counts, Point};
use crate::{CellRange, TileCoord};

/// The finest level; finer than this, single points are drawn. Its cells are 28 bits of a key.
pub(super) const DEEPEST: u8 = 14;

/// Levels between a tile and its cluster cells: a tile has at most 4^3 = 64 clusters.
const FINER: u8 = 3;

/// Centres nearer than this share of a tile's side would draw over one another (42 of 512 pixels).
const TOUCHING: f64 = 0.082;

/// Steps along the side of a cell in which a centroid is kept: 15 cm at the finest level, 0.01 pixel at any.
const STEPS: f64 = 65_536.0;

/// Points that stand together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// Key of the cell at the cluster's level.
    prefix: u64,
    /// How many points, by class.
    pub counts: Counts,
    /// Sums of unit-square Web-Mercator coordinates, for the centroid.
    sums: (f64, f64),
}

/// A cluster as the pyramid keeps it, in 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Node {
    prefix: u32,
    /// The centroid, in [`STEPS`] from the upper left corner of the cell.
    centre: [u16; 2],
    counts: PackedCounts,
}

/// Five counts of [`COUNT_BITS`], the first one lowest; or, where one is larger, [`LARGE`] and the place of them all
/// among the large ones of the level.
#[derive(Debug, Clone, Copy)]
struct PackedCounts(u64);

/// Bits of a count that is not large.
const COUNT_BITS: u32 = 12;

/// The bit that says that counts are large.
const LARGE: u64 = 1 << 63;

/// The clusters of a level, in the order of their cells.
#[derive(Debug, Clone, Default)]
struct Level {
    nodes: Vec<Node>,
    /// The counts of those with more of a class than [`COUNT_BITS`] hold: at most a 4,096th of the points.
    large: Vec<Counts>,
}

impl Cluster {
    /// How many points in all.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The centroid, in unit-square Web-Mercator coordinates.
    pub fn centre(&self) -> (f64, f64) {
        let n = f64::from(self.total().max(1));
        (self.sums.0 / n, self.sums.1 / n)
    }

    fn of(point: &Point, class: u8, level: u8) -> Self {
        let mut counts = [0; CLASSES];
        counts[usize::from(class) % CLASSES] = 1;
        Self { prefix: point.cell.prefix(level), counts, sums: point.cell.unit() }
    }

    fn absorb(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        self.sums = (self.sums.0 + other.sums.0, self.sums.1 + other.sums.1);
    }

    fn release(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, less)| *count = count.saturating_sub(less));
        self.sums = (self.sums.0 - other.sums.0, self.sums.1 - other.sums.1);
    }

    /// The centroid as a level keeps it.
    fn steps(&self, level: u8) -> [u16; 2] {
        let (left, top) = corner(self.prefix, level);
        let side = f64::from(1_u32 << level);
        let (x, y) = self.centre();
        let steps = |share: f64| (share * STEPS).clamp(0.0, STEPS - 1.0) as u16;
        [steps(x * side - left), steps(y * side - top)]
    }
}

impl Level {
    /// Clusters of a depth, in the order of their cells.
    fn of(clusters: &[Cluster], depth: u8) -> Self {
        let mut level = Self { nodes: Vec::with_capacity(clusters.len()), large: Vec::new() };
        for cluster in clusters {
            let node = Node {
                prefix: cluster.prefix as u32,
                centre: cluster.steps(depth),
                counts: level.pack(cluster.counts),
            };
            level.nodes.push(node);
        }
        level.large.shrink_to_fit();
        level
    }

    fn pack(&mut self, counts: Counts) -> PackedCounts {
        if counts.iter().all(|count| *count < 1 << COUNT_BITS) {
            return PackedCounts(counts.iter().rev().fold(0, |packed, count| packed << COUNT_BITS | u64::from(*count)));
        }
        self.large.push(counts);
        PackedCounts(LARGE | (self.large.len() - 1) as u64)
    }

    fn counts(&self, node: &Node) -> Counts {
        let PackedCounts(packed) = node.counts;
        if packed & LARGE != 0 {
            return self.large[(packed & !LARGE) as usize];
        }
        std::array::from_fn(|class| (packed >> (COUNT_BITS * class as u32)) as u32 & ((1 << COUNT_BITS) - 1))
    }

    fn cluster(&self, node: &Node, depth: u8) -> Cluster {
        let (left, top) = corner(u64::from(node.prefix), depth);
        let side = f64::from(1_u32 << depth);
        let counts = self.counts(node);
        let n = f64::from(counts.iter().sum::<u32>());
        let unit = |corner: f64, steps: u16| (corner + (f64::from(steps) + 0.5) / STEPS) / side;
        let sums = (unit(left, node.centre[0]) * n, unit(top, node.centre[1]) * n);
        Cluster { prefix: u64::from(node.prefix), counts, sums }
    }

    /// The clusters of a depth whose cells lie in a range.
    fn within(&self, range: CellRange, depth: u8) -> impl Iterator<Item = Cluster> {
        let (first, last) = (range.first.prefix(depth) as u32, range.last.prefix(depth) as u32);
        let start = self.nodes.partition_point(|node| node.prefix < first);
        let end = self.nodes.partition_point(|node| node.prefix <= last);
        self.nodes[start..end].iter().map(move |node| self.cluster(node, depth))
    }

    fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>() + self.large.capacity() * size_of::<Counts>()
    }
}

/// Column and row of a cell.
fn corner(prefix: u64, level: u8) -> (f64, f64) {
    let (column, row) = crate::Cell::of_prefix(prefix, level).tile(level);
    (f64::from(column), f64::from(row))
}

/// All levels, the deepest one last.
#[derive(Debug, Default)]
pub struct Pyramid {
    levels: Vec<Level>,
}

impl Pyramid {
    /// Counts points given in key order, then sums each level into the one above: O(points).
    pub fn new(points: impl Iterator<Item = Point>, class_of: impl Classifier) -> Self {
        let drawn = points.filter_map(|point| Some(Cluster::of(&point, class_of(&point)?, DEEPEST)));
        let mut level = merged(drawn);
        let mut levels = vec![Level::default(); usize::from(DEEPEST) + 1];
        for depth in (0..=DEEPEST).rev() {
            levels[usize::from(depth)] = Level::of(&level, depth);
            level = merged(level.into_iter().map(|child| Cluster { prefix: child.prefix >> 2, ..child }));
        }
        Self { levels }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(Level::bytes).sum()
    }

    /// The counts of a cell of a level, at most [`DEEPEST`].
    pub(super) fn counts(&self, level: u8, prefix: u64) -> Counts {
        let Some(level) = self.levels.get(usize::from(level)) else { return [0; CLASSES] };
        let found = level.nodes.binary_search_by_key(&(prefix as u32), |node| node.prefix);
        found.map_or([0; CLASSES], |index| level.counts(&level.nodes[index]))
    }

    /// The clusters of a tile, after some points went and others came. Counts add up exactly.
    pub(super) fn clusters(
        &self,
        tile: TileCoord,
        gone: impl Iterator<Item = Point>,
        come: impl Iterator<Item = Point>,
        class_of: &impl Classifier,
    ) -> Vec<Cluster> {
        let level = (tile.z() + FINER).min(DEEPEST);
        let row = self.levels.get(usize::from(level)).into_iter();
        let mut clusters: Vec<Cluster> = row.flat_map(|row| row.within(CellRange::of_tile(tile), level)).collect();
        let one = |point: Point| Some(Cluster::of(&point, class_of(&point)?, level));
        gone.filter_map(one).for_each(|one| edit(&mut clusters, one, Cluster::release));
        come.filter_map(one).for_each(|one| edit(&mut clusters, one, Cluster::absorb));
        clusters.retain(|cluster| cluster.total() > 0);
        merge_close(clusters, tile.z())
    }
}

/// Clusters whose centres nearly touch become one: the grid that counts must not show in what is drawn. Within one
/// tile only, so that a tile never depends on its neighbours; at most 64 clusters make the pairs few.
fn merge_close(clusters: Vec<Cluster>, zoom: u8) -> Vec<Cluster> {
    let apart = (TOUCHING / f64::from(1_u32 << zoom)).powi(2);
    let mut merged: Vec<Cluster> = Vec::with_capacity(clusters.len());
    let mut centres: Vec<(f64, f64)> = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let (x, y) = cluster.centre();
        let near = centres.iter().position(|(left, top)| (x - left).powi(2) + (y - top).powi(2) < apart);
        if let Some(near) = near {
            merged[near].absorb(&cluster);
            centres[near] = merged[near].centre();
        } else {
            merged.push(cluster);
            centres.push((x, y));
        }
    }
    merged
}

/// Runs of equal prefixes become one cluster.
fn merged(clusters: impl Iterator<Item = Cluster>) -> Vec<Cluster> {
    let mut out: Vec<Cluster> = Vec::new();
    for cluster in clusters {
        match out.last_mut() {
            Some(last) if last.prefix == cluster.prefix => last.absorb(&cluster),
            _ => out.push(cluster),
        }
    }
    out
}

fn edit(clusters: &mut Vec<Cluster>, one: Cluster, change: fn(&mut Cluster, &Cluster)) {
    match clusters.binary_search_by_key(&one.prefix, |cluster| cluster.prefix) {
        Ok(index) => change(&mut clusters[index], &one),
        Err(index) => {
            let mut fresh = Cluster { counts: [0; CLASSES], sums: (0.0, 0.0), ..one };
            change(&mut fresh, &one);
            clusters.insert(index, fresh);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_however_large_they_are() {
        let most = (1 << COUNT_BITS) - 1;
        let all: [Counts; 6] =
            [[0; 5], [1, 2, 3, 4, 5], [most; 5], [most + 1, 0, 0, 0, 1], [0, 0, u32::MAX, 0, 0], [5, 4, 3, 2, 1]];
        let clusters: Vec<Cluster> =
            (0..).zip(all).map(|(prefix, counts)| Cluster { prefix, counts, sums: (0.0, 0.0) }).collect();
        let level = Level::of(&clusters, DEEPEST);
        assert_eq!(level.nodes.iter().map(|node| level.counts(node)).collect::<Vec<_>>(), all);
        assert_eq!((level.large.len(), size_of::<Node>()), (2, 16));
    }
}
