//! Counts of points per cell for the low zooms, so that a tile of France costs no more than a tile of a street.

use super::{CLASSES, Point};
use crate::{CellRange, TileCoord};

/// The finest level; finer than this, single points are drawn.
const DEEPEST: u8 = 14;

/// Levels between a tile and its cluster cells: a tile has at most 4^3 = 64 clusters.
const FINER: u8 = 3;

/// Centres nearer than this share of a tile's side would draw over one another (42 of 512 pixels).
const TOUCHING: f64 = 0.082;

/// Points that stand together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// Key of the cell at the cluster's level.
    prefix: u64,
    /// How many points, by class.
    pub counts: [u32; CLASSES],
    /// Sums of unit-square Web-Mercator coordinates, for the centroid.
    sums: (f64, f64),
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

    fn of(point: &Point, level: u8) -> Option<Self> {
        let mut counts = [0; CLASSES];
        counts[usize::from(point.class?) % CLASSES] = 1;
        Some(Self { prefix: point.cell.prefix(level), counts, sums: point.cell.unit() })
    }

    fn absorb(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        self.sums = (self.sums.0 + other.sums.0, self.sums.1 + other.sums.1);
    }

    fn release(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, less)| *count = count.saturating_sub(less));
        self.sums = (self.sums.0 - other.sums.0, self.sums.1 - other.sums.1);
    }
}

/// All levels, the deepest one last.
#[derive(Debug, Default)]
pub struct Pyramid {
    levels: Vec<Vec<Cluster>>,
}

impl Pyramid {
    /// Counts points given in key order, then sums each level into the one above: O(points).
    pub fn new(points: impl Iterator<Item = Point>) -> Self {
        let mut levels = vec![Vec::new(); usize::from(DEEPEST) + 1];
        levels[usize::from(DEEPEST)] = merged(points.filter_map(|point| Cluster::of(&point, DEEPEST)));
        for level in (0..usize::from(DEEPEST)).rev() {
            let parents = levels[level + 1].iter().map(|child| Cluster { prefix: child.prefix >> 2, ..*child });
            levels[level] = merged(parents);
        }
        Self { levels }
    }

    /// The clusters of a tile, after some points went and others came. Counts add up exactly.
    pub fn clusters(&self, tile: TileCoord, gone: &[Point], come: &[Point]) -> Vec<Cluster> {
        let level = (tile.z() + FINER).min(DEEPEST);
        let range = CellRange::of_tile(tile);
        let (first, last) = (range.first.prefix(level), range.last.prefix(level));
        let row = self.levels.get(usize::from(level)).map(Vec::as_slice).unwrap_or_default();
        let start = row.partition_point(|cluster| cluster.prefix < first);
        let end = row.partition_point(|cluster| cluster.prefix <= last);
        let mut clusters = row[start..end].to_vec();
        for point in gone {
            edit(&mut clusters, point, level, Cluster::release);
        }
        for point in come {
            edit(&mut clusters, point, level, Cluster::absorb);
        }
        clusters.retain(|cluster| cluster.total() > 0);
        merge_close(clusters, tile.z())
    }
}

/// Clusters whose centres nearly touch become one: the grid that counts must not show in what is drawn. Within one
/// tile only, so that a tile never depends on its neighbours; at most 64 clusters make the pairs few.
fn merge_close(clusters: Vec<Cluster>, zoom: u8) -> Vec<Cluster> {
    let apart = TOUCHING / f64::from(1_u32 << zoom);
    let mut merged: Vec<Cluster> = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let (x, y) = cluster.centre();
        let near = merged.iter_mut().find(|other| {
            let (ox, oy) = other.centre();
            (x - ox).hypot(y - oy) < apart
        });
        match near {
            Some(other) => other.absorb(&cluster),
            None => merged.push(cluster),
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
    out.shrink_to_fit();
    out
}

fn edit(clusters: &mut Vec<Cluster>, point: &Point, level: u8, change: fn(&mut Cluster, &Cluster)) {
    let Some(one) = Cluster::of(point, level) else { return };
    match clusters.binary_search_by_key(&one.prefix, |cluster| cluster.prefix) {
        Ok(index) => change(&mut clusters[index], &one),
        Err(index) => {
            let mut fresh = Cluster { counts: [0; CLASSES], sums: (0.0, 0.0), ..one };
            change(&mut fresh, &one);
            clusters.insert(index, fresh);
        }
    }
}
