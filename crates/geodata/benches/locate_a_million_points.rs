//! A million points on one core: how long loading, indexing and locating take, in processor time.
//!
//! `cargo bench -p geodata --bench locate_a_million_points [-- FOLDER]`; with a folder, the same polygons and points
//! and the answers are also written there, for `tests/bench/locator.py` to give to another program.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use geodata::{Coverage, Locator, Position, Territories, Territory};

const POINTS: usize = 1_000_000;

fn main() -> io::Result<()> {
    let set = timed("load", Territories::embedded);
    assert_eq!(set.shaped().len(), 34_875 - 3 + 45, "the benchmark is about all communes");
    timed("index", || set.warm());
    let points = points();
    assert_eq!(points.len(), POINTS);
    let locator = Locator::new(set, Coverage::default());
    let found: Vec<Option<&Territory>> =
        timed("locate", || points.iter().map(|point| locator.commune_of(*point)).collect());
    let codes: Vec<Option<&str>> = found.iter().map(|found| found.map(|territory| territory.code.as_str())).collect();
    eprintln!("{} of {POINTS} points are in a commune", codes.iter().flatten().count());
    measure_searches(set);
    let sample = &points[..10_000];
    timed("locate 10,000 with neighbours", || {
        sample.iter().map(|point| locator.locate(*point).neighbours.len()).sum::<usize>()
    });
    match std::env::args().skip(1).find(|argument| !argument.starts_with("--")) {
        Some(folder) => export(set, &points, &codes, Path::new(&folder)),
        None => Ok(()),
    }
}

fn measure_searches(set: &Territories) {
    for query in ["st denis", "Saint-Étienne", "59170", "l'hay", "s", "la", "saint", "d", "zzz"] {
        let start = Instant::now();
        let found = set.search(query, 8).len();
        println!("search {query:?}: {found} found in {:.3} ms", start.elapsed().as_secs_f64() * 1e3);
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let result = work();
    println!("{what}: {:.4} s, processor {:.4} s", start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    result
}

/// Processor time of this process so far, where the system tells it (Linux, in hundredths of a second).
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

/// The same points on every run, spread over the box of metropolitan France.
fn points() -> Vec<Position> {
    let mut state = 0x5eed_u64;
    let mut unit = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let point = |(east, north): (f64, f64)| Position::new(-5.2 + east * 14.8, 41.3 + north * 9.8);
    (0..POINTS).filter_map(|_| point((unit(), unit())).ok()).collect()
}

fn export(set: &Territories, points: &[Position], codes: &[Option<&str>], folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = BufWriter::new(File::create(folder.join("communes.geojsonl"))?);
    for territory in set.shaped() {
        let contour = set.contour(&territory.code).into_iter().flatten();
        let ring = |line: &geo::LineString<f64>| line.0.iter().map(|vertex| [vertex.x, vertex.y]).collect::<Vec<_>>();
        let rings = |polygon: geo::Polygon<f64>| -> Vec<_> {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
        };
        let geometry =
            serde_json::json!({ "type": "MultiPolygon", "coordinates": contour.map(rings).collect::<Vec<_>>() });
        let feature = serde_json::json!({ "type": "Feature", "properties": { "code": territory.code.as_str() }, "geometry": geometry });
        writeln!(file, "{feature}")?;
    }
    let mut file = BufWriter::new(File::create(folder.join("points.csv"))?);
    writeln!(file, "longitude,latitude,code")?;
    for (point, code) in points.iter().zip(codes) {
        writeln!(file, "{:.7},{:.7},{}", point.longitude(), point.latitude(), code.unwrap_or_default())?;
    }
    Ok(())
}
