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

/// A cluster as the pyramid keeps it, in 28 bytes.
#[derive(Debug, Clone, Copy)]
struct Node {
    prefix: u32,
    counts: Counts,
    /// The centroid, in [`STEPS`] from the upper left corner of the cell.
    centre: [u16; 2],
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

    fn node(&self, level: u8) -> Node {
        let (left, top) = corner(self.prefix, level);
        let side = f64::from(1_u32 << level);
        let (x, y) = self.centre();
        let steps = |share: f64| (share * STEPS).clamp(0.0, STEPS - 1.0) as u16;
        let centre = [steps(x * side - left), steps(y * side - top)];
        Node { prefix: self.prefix as u32, counts: self.counts, centre }
    }
}

impl Node {
    fn cluster(&self, level: u8) -> Cluster {
        let (left, top) = corner(u64::from(self.prefix), level);
        let side = f64::from(1_u32 << level);
        let n = f64::from(self.counts.iter().sum::<u32>());
        let unit = |corner: f64, steps: u16| (corner + (f64::from(steps) + 0.5) / STEPS) / side;
        let sums = (unit(left, self.centre[0]) * n, unit(top, self.centre[1]) * n);
        Cluster { prefix: u64::from(self.prefix), counts: self.counts, sums }
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
    levels: Vec<Vec<Node>>,
}

impl Pyramid {
    /// Counts points given in key order, then sums each level into the one above: O(points).
    pub fn new(points: impl Iterator<Item = Point>, class_of: impl Classifier) -> Self {
        let drawn = points.filter_map(|point| Some(Cluster::of(&point, class_of(&point)?, DEEPEST)));
        let mut level = merged(drawn);
        let mut levels = vec![Vec::new(); usize::from(DEEPEST) + 1];
        for depth in (0..=DEEPEST).rev() {
            levels[usize::from(depth)] = level.iter().map(|cluster| cluster.node(depth)).collect();
            level = merged(level.into_iter().map(|child| Cluster { prefix: child.prefix >> 2, ..child }));
        }
        Self { levels }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * size_of::<Node>()).sum()
    }

    /// The counts of a cell of a level, at most [`DEEPEST`].
    pub(super) fn counts(&self, level: u8, prefix: u64) -> Counts {
        let row = self.levels.get(usize::from(level)).map(Vec::as_slice).unwrap_or_default();
        let found = row.binary_search_by_key(&(prefix as u32), |node| node.prefix);
        found.map_or([0; CLASSES], |index| row[index].counts)
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
        let range = CellRange::of_tile(tile);
        let (first, last) = (range.first.prefix(level) as u32, range.last.prefix(level) as u32);
        let row = self.levels.get(usize::from(level)).map(Vec::as_slice).unwrap_or_default();
        let start = row.partition_point(|node| node.prefix < first);
        let end = row.partition_point(|node| node.prefix <= last);
        let mut clusters: Vec<Cluster> = row[start..end].iter().map(|node| node.cluster(level)).collect();
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
