//! What the index of the map costs, at 100,000, 1,000,000 and 10,000,000 points: making it, a tile of clusters, and the
//! points of a tile.
//!
//! `cargo bench -p geodata --bench points [-- COUNT…]`. Times are of one thread. "indexed" is what a server does at its
//! start with rows that come in the order of place: columns, names, and the pyramid of the map without a filter.

use std::collections::HashSet;
use std::hint::black_box;
use std::time::Instant;

use geodata::mvt::{DenseLayer, Tag, Tags, Tile};
use geodata::points::{Cluster, LivePoints, PackedPoints, Point};
use geodata::{Cell, CellRange, Position, Territories, TileCoord};

/// Times that a small thing is done.
const MANY: u32 = 400;

fn main() {
    let asked: Vec<u32> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let counts = if asked.is_empty() { vec![100_000, 1_000_000, 10_000_000] } else { asked };
    let towns = towns();
    for count in counts {
        measure(count, &towns);
    }
}

fn measure(count: u32, towns: &[(Position, f64)]) {
    let mut points = scatter(count, towns);
    points.sort_unstable_by_key(|point| (point.cell, point.id));
    let (columns, packing) = timed(|| {
        let mut columns = PackedPoints::with_room(points.len());
        for point in &points {
            columns.push(*point);
        }
        columns.settle();
        columns
    });
    let mut live = LivePoints::from(columns);
    let (pyramid, counting) = timed(|| live.pyramid(class_of));
    println!(
        "{count} points: indexed in {:.3} s (columns {packing:.3} s, pyramid {counting:.3} s, {:.1} MB of it)",
        packing + counting,
        pyramid.bytes() as f64 / 1e6
    );
    let paris = Position::new(2.3522, 48.8566).expect("Paris");
    let six = TileCoord::containing(paris, 6);
    let (clusters, each) = often(|| live.clusters(six, &pyramid, &class_of).len());
    println!("{count} points: clusters of a tile of zoom 6 in {:.2} µs ({clusters})", each * 1e6);
    for zoom in [12, 14, 16] {
        let range = CellRange::of_tile(TileCoord::containing(paris, zoom));
        let (seen, each) =
            often(|| live.within(range).fold((0_usize, 0_u128), |(seen, mix), point| (seen + 1, mix ^ point.id)).0);
        println!(
            "{count} points: {seen} points of a tile of zoom {zoom} in {:.2} µs, {:.2} ns each",
            each * 1e6,
            each * 1e9 / seen.max(1) as f64
        );
    }
    let range = CellRange::of_tile(TileCoord::containing(paris, 14));
    let (bytes, each) = often(|| written(&live, range));
    let seen = live.within(range).count().max(1);
    println!(
        "{count} points: a tile of {seen} points written in {:.2} µs, {:.1} ns each, {bytes} bytes",
        each * 1e6,
        each * 1e9 / seen as f64
    );
    let fresh = Point { cell: paris.into(), id: u128::MAX, attributes: 0, days: [0; 3], territory: 0 };
    let new = HashSet::from([fresh.id]);
    let (_, setting) = timed(|| live.apply(&[(fresh.id, Some(fresh))], &new));
    let counted: u32 = live.clusters(six, &pyramid, &class_of).iter().map(Cluster::total).sum();
    println!("{count} points: a new one is in the clusters {:.1} µs later ({counted} in that tile)", setting * 1e6);
    let changed = Point { attributes: 1, ..fresh };
    let (_, changing) = timed(|| live.apply(&[(fresh.id, Some(changed))], &HashSet::new()));
    let moved = Point { cell: Position::new(5.37, 43.3).expect("Marseille").into(), ..fresh };
    let (_, moving) = timed(|| live.apply(&[(fresh.id, Some(moved))], &HashSet::new()));
    println!("{count} points: one is changed in {:.1} µs, moved in {:.1} µs", changing * 1e6, moving * 1e6);
}

/// A tile with a name and eight more properties a point, as the map has them; its size.
fn written(points: &LivePoints, range: CellRange) -> usize {
    const KEYS: &[&str] = &["id", "kind", "status", "verification", "family", "operator", "bearing", "from", "until"];
    let mut layer = DenseLayer::new("devices", KEYS, points.packed_columns().within(range).len());
    let words = [(); 8].map(|()| layer.value(Tag::Text("some_word")));
    let bearings: Vec<u32> = (0..360).map(|bearing| layer.value(Tag::Count(bearing))).collect();
    let sorts: Vec<Tags> = (0..256)
        .map(|sort| {
            let mut tags = Tags::new();
            (1..6).for_each(|place| tags.push(place, words[sort >> place & 7]));
            tags
        })
        .collect();
    for point in points.within(range) {
        let bits = point.attributes;
        let mut tags = sorts[bits as usize % 256];
        tags.push(0, layer.uuid(point.id));
        tags.push(6, bearings[bits as usize % 360]);
        tags.push(7, layer.number(10_000 + (bits >> 8) % 4_000));
        tags.push(8, layer.number(10_000 + (bits >> 9) % 4_000));
        layer.point(point.cell.within(14, 12), &tags);
    }
    let mut tile = Tile::new();
    tile.add_dense(layer);
    tile.finish().map_or(0, |bytes| bytes.len())
}

/// One in sixteen is not drawn.
fn class_of(point: &Point) -> Option<u8> {
    (!point.attributes.is_multiple_of(16)).then_some((point.attributes % 4) as u8)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let made = black_box(work());
    (made, start.elapsed().as_secs_f64())
}

/// The result of something small, and the seconds that it takes each time.
fn often<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let made = black_box(work());
    let ((), all) = timed(|| {
        for _ in 0..MANY {
            black_box(work());
        }
    });
    (made, all / f64::from(MANY))
}

/// Where communes are, and how many people live there and in those before.
fn towns() -> Vec<(Position, f64)> {
    let all = Territories::embedded();
    let inhabited = all.shaped().filter_map(|it| Some((it.label_point?, f64::from(it.population?).powf(0.8))));
    let sums = inhabited.scan(0.0, |sum, (centre, weight)| {
        *sum += weight;
        Some((centre, *sum))
    });
    sums.collect()
}

/// Points around the communes, more where more people live, some hundreds of metres from their middle.
fn scatter(count: u32, towns: &[(Position, f64)]) -> Vec<Point> {
    let all = towns.last().map_or(0.0, |town| town.1);
    let mut chance = Chance(42);
    let mut points = Vec::with_capacity(count as usize);
    while points.len() < count as usize {
        let drawn = chance.share() * all;
        let (centre, _) = towns[towns.partition_point(|town| town.1 <= drawn).min(towns.len() - 1)];
        let (east, north) = (chance.around() * 0.03, chance.around() * 0.02);
        let Ok(place) = Position::new(centre.longitude() + east, centre.latitude() + north) else { continue };
        let id = u128::from(chance.next()) << 64 | u128::from(chance.next());
        points.push(Point {
            cell: Cell::from(place),
            id,
            attributes: chance.next() as u32,
            days: [7; 3],
            territory: 0,
        });
    }
    points
}

/// SplitMix64, so that every run has the same points.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normally distributed around nothing.
    fn around(&mut self) -> f64 {
        (0..4).map(|_| self.share()).sum::<f64>() - 2.0
    }
}
