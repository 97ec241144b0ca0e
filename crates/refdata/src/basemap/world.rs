//! The world file: countries of Natural Earth, full where France has territories and coarse elsewhere.

use std::collections::{HashMap, HashSet};

use geo::{Area, BooleanOps, BoundingRect, Buffer, Coord, InteriorPoint, Intersects, LineString, MultiLineString};
use geo::{MultiPolygon, Polygon, Rect, Simplify};
use geodata::basemap::{ArcRef, Country, UNITS_PER_DEGREE, World, WorldPoint};
use serde::Deserialize;

use super::topojson::{CountryShape, TopoJson};

/// Where every detail is kept: Europe with North Africa, and what lies around each part of France overseas.
/// West, south, east, north.
const DETAILED: [[f64; 4]; 6] = [
    [-12.0, 34.0, 20.0, 60.0],
    [-64.5, 11.5, -59.0, 18.8],
    [-57.0, 1.0, -49.5, 7.0],
    [42.5, -22.5, 58.5, -10.5],
    [-58.0, 46.0, -54.5, 48.5],
    [162.0, -23.5, 169.5, -17.0],
];

/// How far a line may move outside those, in degrees.
const COARSE: f64 = 0.03;

/// Islands smaller than this outside those, in square degrees, are left out.
const SMALLEST_ISLAND: f64 = 0.05;

/// How far inside the French border the neighbours' land is drawn on, below France, in degrees.
const FILL_DEPTH: f64 = 0.03;

/// ISO 3166-1 numeric of France with the overseas departments, which have contours of their own.
const HOME: &str = "250";

/// Where the name of France is written.
const FRANCE_LABEL: WorldPoint = [26_000, 466_000];

/// Names of countries in French and English, from the Unicode CLDR, a few shortened.
const NAMES: &str = include_str!("countries.csv");

#[derive(Debug, Clone, Deserialize)]
struct CountryRow {
    number: String,
    code: String,
    name_fr: String,
    name_en: String,
    french: u8,
}

/// Countries, borders and the fill along the French border; no lakes or rivers yet.
pub(super) fn countries(topology: TopoJson) -> Result<World, csv::Error> {
    let mut arcs = topology.arcs();
    let names = names()?;
    let countries = topology.countries();
    pull_to_one_side(&mut arcs, &countries);
    let (home, abroad): (Vec<_>, Vec<_>) =
        countries.into_iter().partition(|country| country.number.as_deref() == Some(HOME));
    let frontier = shared_lines(&arcs, &home, &abroad);
    let mut world = World { fill: fill(&arcs, &home, &frontier), frontier, ..World::default() };
    world.countries.push(france(&names));
    world.countries.extend(abroad.into_iter().map(|shape| country(shape, &arcs, &names)));
    keep_used_arcs(&mut world, &arcs);
    Ok(world)
}

/// Moves what lies just beyond the antimeridian (the tip of Siberia, half of Fiji) onto it.
///
/// A ring that jumps from one edge of the map to the other would otherwise be filled all across it. Antarctica, which
/// goes all around, may: the line it is closed with runs behind its coast.
fn pull_to_one_side(arcs: &mut [Vec<WorldPoint>], countries: &[CountryShape]) {
    let edge = (180.0 * UNITS_PER_DEGREE) as i32;
    for ring in countries.iter().flat_map(|country| country.polygons.iter().flatten()) {
        let points = ring_points(arcs, ring);
        if points.windows(2).all(|step| step[0][0].abs_diff(step[1][0]) < edge.unsigned_abs()) {
            continue;
        }
        let eastern = points.iter().filter(|point| point[0] > 0).count();
        let side = match eastern * 10 / points.len() {
            0..=3 => -1,
            4..=5 => continue,
            _ => 1,
        };
        for reference in ring {
            for point in arcs[reference.arc as usize].iter_mut().filter(|point| point[0] * side < 0) {
                point[0] = edge * side;
            }
        }
    }
}

/// Does it touch one of the areas with full detail?
pub(super) fn is_detailed(line: &LineString<f64>) -> bool {
    line.bounding_rect().is_some_and(|bounds| DETAILED.iter().any(|window| rect(window).intersects(&bounds)))
}

/// A line in the units of the world file.
pub(super) fn world_points(line: &LineString<f64>) -> Vec<WorldPoint> {
    line.coords().map(|coord| [coord.x, coord.y].map(|degrees| (degrees * UNITS_PER_DEGREE).round() as i32)).collect()
}

fn rect([west, south, east, north]: &[f64; 4]) -> Rect<f64> {
    Rect::new((*west, *south), (*east, *north))
}

fn line_string(points: &[WorldPoint]) -> LineString<f64> {
    let degrees = |units: i32| f64::from(units) / UNITS_PER_DEGREE;
    points.iter().map(|[x, y]| Coord { x: degrees(*x), y: degrees(*y) }).collect()
}

fn names() -> Result<HashMap<String, CountryRow>, csv::Error> {
    let mut reader = csv::Reader::from_reader(NAMES.as_bytes());
    let rows: Vec<CountryRow> = reader.deserialize().collect::<Result<_, _>>()?;
    Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
}

/// France has a name here, but its shape comes from its territories.
fn france(names: &HashMap<String, CountryRow>) -> Country {
    let row = &names[HOME];
    Country {
        code: row.code.clone(),
        name_fr: row.name_fr.clone(),
        name_en: row.name_en.clone(),
        french: true,
        label: FRANCE_LABEL,
        polygons: Vec::new(),
    }
}

fn country(shape: CountryShape, arcs: &[Vec<WorldPoint>], names: &HashMap<String, CountryRow>) -> Country {
    let row = shape.number.as_ref().and_then(|number| names.get(number));
    let french = row.is_some_and(|row| row.french != 0);
    let polygons: Vec<_> =
        shape.polygons.into_iter().filter(|it| french || is_worth_keeping(&polygon(arcs, it))).collect();
    let text = |field: fn(&CountryRow) -> &String| row.map(field).cloned().unwrap_or_default();
    let largest =
        polygons.iter().map(|it| polygon(arcs, it)).max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let label = largest.and_then(|polygon| polygon.interior_point());
    Country {
        code: text(|row| &row.code),
        // A country of which nothing is left is not named either.
        name_fr: if label.is_some() { text(|row| &row.name_fr) } else { String::new() },
        name_en: text(|row| &row.name_en),
        french,
        label: label.map_or([0, 0], |point| world_points(&LineString::from(vec![point]))[0]),
        polygons,
    }
}

fn is_worth_keeping(polygon: &Polygon<f64>) -> bool {
    is_detailed(polygon.exterior())
        || polygon.bounding_rect().is_some_and(|bounds| bounds.width() * bounds.height() >= SMALLEST_ISLAND)
}

fn polygon(arcs: &[Vec<WorldPoint>], rings: &[Vec<ArcRef>]) -> Polygon<f64> {
    let mut rings = rings.iter().map(|ring| line_string(&ring_points(arcs, ring)));
    let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(outer, rings.collect())
}

fn ring_points(arcs: &[Vec<WorldPoint>], ring: &[ArcRef]) -> Vec<WorldPoint> {
    let mut points = Vec::new();
    for reference in ring {
        let arc = &arcs[reference.arc as usize];
        if reference.backwards {
            points.extend(arc.iter().rev());
        } else {
            points.extend(arc);
        }
    }
    points.dedup();
    points
}

fn used_arcs<'a>(polygons: impl IntoIterator<Item = &'a Vec<Vec<ArcRef>>>) -> HashSet<u32> {
    polygons.into_iter().flatten().flatten().map(|reference| reference.arc).collect()
}

/// The arcs that France shares with another country.
fn shared_lines(arcs: &[Vec<WorldPoint>], home: &[CountryShape], abroad: &[CountryShape]) -> Vec<Vec<WorldPoint>> {
    let used = |shapes: &[CountryShape]| used_arcs(shapes.iter().flat_map(|shape| &shape.polygons));
    let mut shared: Vec<u32> = used(home).intersection(&used(abroad)).copied().collect();
    shared.sort_unstable();
    shared.into_iter().map(|arc| arcs[arc as usize].clone()).collect()
}

/// The part of Natural Earth's France along its land borders.
fn fill(arcs: &[Vec<WorldPoint>], home: &[CountryShape], frontier: &[Vec<WorldPoint>]) -> Vec<Vec<Vec<WorldPoint>>> {
    let corridor = MultiLineString::new(frontier.iter().map(|line| line_string(line)).collect()).buffer(FILL_DEPTH);
    let home = MultiPolygon::new(home.iter().flat_map(|shape| &shape.polygons).map(|it| polygon(arcs, it)).collect());
    let rings = |polygon: &Polygon<f64>| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.map(|ring| world_points(&ring.simplify(COARSE / 30.0))).collect()
    };
    home.intersection(&corridor).iter().map(rings).collect()
}

/// Copies the arcs that the countries use, those far from France simplified, and renumbers the references.
fn keep_used_arcs(world: &mut World, arcs: &[Vec<WorldPoint>]) {
    let polygons = || world.countries.iter().flat_map(|country| &country.polygons);
    let french =
        used_arcs(world.countries.iter().filter(|country| country.french).flat_map(|country| &country.polygons));
    let mut kept: Vec<u32> = used_arcs(polygons()).into_iter().collect();
    kept.sort_unstable();
    let number: HashMap<u32, u32> = kept.iter().copied().zip(0..).collect();
    let points = |arc: &u32| {
        let line = line_string(&arcs[*arc as usize]);
        if french.contains(arc) || is_detailed(&line) { line } else { line.simplify(COARSE) }
    };
    world.arcs = kept.iter().map(|arc| world_points(&points(arc))).collect();
    for reference in world.countries.iter_mut().flat_map(|country| country.polygons.iter_mut().flatten().flatten()) {
        reference.arc = number[&reference.arc];
    }
}
