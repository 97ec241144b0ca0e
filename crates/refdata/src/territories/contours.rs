//! The contours of the communes of 2026 from those of 2022 and 2021.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use geo::{Area, BooleanOps, LineString, Polygon};
use geodata::territory::{Topology, TopologyBuilder, UNITS_PER_DEGREE, Vertex};

use super::attributes::Lists;
use super::{TerritoriesError, wkb};

/// Communes that left the one they had merged into; 2022 still has them as delegated communes.
const RETURNED: [&str; 7] = ["15031", "15035", "15047", "15171", "60694", "85165", "85212"];

/// Communes of 2021 whose ground is missing in 2022, and the commune of today that has it.
const MISSING: [(&str, &str); 9] = [
    ("19092", "19143"),
    ("24314", "24325"),
    ("25628", "25375"),
    ("56049", "56213"),
    ("26219", "26216"),
    ("16010", "16186"),
    ("02695", "02054"),
    ("24089", "24325"),
    ("25134", "25185"),
];

/// The communes of metropolitan France and the overseas departments, less Paris, Lyon and Marseille, plus their
/// arrondissements.
const FACES: usize = 34_875 - 3 + 45;

/// Twice the area, in square units, below which a ring is a crack: about 0.1 km².
const CRACK: i64 = 250_000;

type Rings = Vec<Vec<Vertex>>;

/// The contours of one year, by kind (`COM`, `COMD`, `ARM`, …) and code.
struct Year(HashMap<(String, String), Rings>);

/// The codes of the faces, in order, and their topology.
pub(super) fn assemble(
    lists: &Lists,
    of_2022: &[u8],
    of_2021: &[u8],
) -> Result<(Vec<String>, Topology), TerritoriesError> {
    let (year, year_before) = (Year::read(of_2022)?, Year::read(of_2021)?);
    let rings = mended(filled(merged(lists, &year)?, &year_before)?);
    if rings.len() != FACES {
        return Err(TerritoriesError::Count { what: "contours", expected: FACES, found: rings.len() });
    }
    Ok((rings.keys().cloned().collect(), builder(&rings).build()))
}

/// What a face gains and loses.
#[derive(Default)]
struct Ground {
    gained: Rings,
    lost: Rings,
}

fn builder(grounds: &BTreeMap<String, Ground>) -> TopologyBuilder {
    let mut builder = TopologyBuilder::new(grounds.len());
    for (ground, face) in grounds.values().zip(0..) {
        ground.gained.iter().for_each(|ring| builder.add_ring(face, ring));
        ground.lost.iter().for_each(|ring| builder.cut_ring(face, ring));
    }
    builder
}

/// Steps 1 and 2: the communes of 2022 joined under their codes of today, those that came back cut out again, and
/// cities given as their arrondissements.
fn merged(lists: &Lists, year: &Year) -> Result<BTreeMap<String, Ground>, TerritoriesError> {
    let successors = lists.successors();
    let cities = lists.cities();
    let city_codes: BTreeSet<&str> = cities.values().copied().collect();
    let mut grounds: BTreeMap<String, Ground> = BTreeMap::new();
    for ((kind, code), rings) in &year.0 {
        if kind == "COM" && !city_codes.contains(code.as_str()) {
            let successor = successors.get(code.as_str()).ok_or_else(|| TerritoriesError::NoSuccessor(code.clone()))?;
            grounds.entry((*successor).to_owned()).or_default().gained.extend(rings.iter().cloned());
        } else if kind == "ARM" {
            grounds.entry(code.clone()).or_default().gained.extend(rings.iter().cloned());
        }
    }
    for code in RETURNED {
        let rings = year.rings("COMD", code)?;
        let parent = year.parent_of(rings).ok_or_else(|| TerritoriesError::NoSuccessor(code.to_owned()))?;
        let parent = successors.get(parent).copied().unwrap_or(parent);
        grounds.entry(parent.to_owned()).or_default().lost.extend(rings.iter().cloned());
        grounds.entry(code.to_owned()).or_default().gained.extend(rings.iter().cloned());
    }
    Ok(grounds)
}

/// Step 3: the gaps of 2022. The contour of 2021 says which gap is whose, but the gap itself is what is added: its
/// edges are those of its neighbours, where the contour of the year before would leave slivers.
fn filled(
    mut grounds: BTreeMap<String, Ground>,
    year_before: &Year,
) -> Result<BTreeMap<String, Ground>, TerritoriesError> {
    let holes = builder(&grounds).holes();
    for (missing, owner) in MISSING {
        let contour =
            geo::MultiPolygon::new(year_before.rings("COM", missing)?.iter().map(|ring| polygon(ring)).collect());
        let is_it = |hole: &&Vec<Vertex>| {
            let hole = polygon(hole);
            contour.intersection(&hole).unsigned_area() > 0.5 * hole.unsigned_area()
        };
        let gap = holes.iter().find(is_it).ok_or_else(|| TerritoriesError::NoGap(missing.to_owned()))?;
        grounds.entry(owner.to_owned()).or_default().gained.push(gap.clone());
    }
    Ok(grounds)
}

/// Closes the cracks: where two neighbours do not share every vertex, what lies between their lines (or under both) is
/// a ring of no area to speak of beside more than one face. It is given to the face with its longest edge, which then
/// has the vertices of the others. A crack would leave ground without a commune, and no order of lines along a row.
fn mended(mut grounds: BTreeMap<String, Ground>) -> BTreeMap<String, Ground> {
    let topology = builder(&grounds).build();
    let outer = topology.arcs().iter().filter(|arc| arc.right.is_none());
    let edges = outer.flat_map(|arc| topology.vertices(arc).windows(2).map(|edge| ((edge[0], edge[1]), arc.left)));
    let owners: HashMap<(Vertex, Vertex), Option<u32>> = edges.collect();
    let faces: Vec<u32> = (0..grounds.len() as u32).collect();
    let codes: Vec<String> = grounds.keys().cloned().collect();
    for mut ring in topology.rings(&faces) {
        let area = wkb::doubled_area(&ring);
        let beside: BTreeSet<u32> = ring.windows(2).filter_map(|edge| *owners.get(&(edge[0], edge[1]))?).collect();
        let is_islet = area > 0 && beside.len() == 1;
        let longest = ring.windows(2).max_by_key(|edge| length_squared(edge[0], edge[1]));
        let owner = longest.and_then(|edge| *owners.get(&(edge[0], edge[1]))?);
        if let Some(owner) = owner.filter(|_| area.abs() < CRACK && !is_islet) {
            ring.reverse();
            grounds.entry(codes[owner as usize].clone()).or_default().gained.push(ring);
        }
    }
    grounds
}

fn length_squared(a: Vertex, b: Vertex) -> i64 {
    let along = |axis: usize| i64::from(a[axis]) - i64::from(b[axis]);
    along(0) * along(0) + along(1) * along(1)
}

impl Year {
    fn read(table: &[u8]) -> Result<Self, TerritoriesError> {
        let mut reader = csv::Reader::from_reader(table);
        let headers = reader.headers()?.clone();
        let column = |name: &'static str| {
            let found = headers.iter().position(|header| header == name);
            found.ok_or(TerritoriesError::Count { what: name, expected: 1, found: 0 })
        };
        let (code, kind, geometry) = (column("code")?, column("type")?, column("geometry")?);
        let mut contours = HashMap::new();
        for record in reader.records() {
            let record = record?;
            if record[geometry] != *"\\N" {
                let rings =
                    wkb::rings(&record[geometry]).ok_or_else(|| TerritoriesError::Wkb(record[code].to_owned()))?;
                contours.insert((record[kind].to_owned(), record[code].to_owned()), rings);
            }
        }
        Ok(Self(contours))
    }

    fn rings(&self, kind: &str, code: &str) -> Result<&Rings, TerritoriesError> {
        let key = (kind.to_owned(), code.to_owned());
        self.0.get(&key).ok_or_else(|| TerritoriesError::Wkb(format!("{kind} {code}")))
    }

    /// The commune that all of these rings lie in.
    fn parent_of(&self, rings: &Rings) -> Option<&str> {
        let part = polygon(&rings[0]);
        let overlap = |candidate: &Rings| {
            let whole = geo::MultiPolygon::new(candidate.iter().map(|ring| polygon(ring)).collect());
            whole.intersection(&part).unsigned_area() > 0.5 * part.unsigned_area()
        };
        let near = |candidate: &Rings| {
            (candidate[0][0][0] - rings[0][0][0]).abs() < 50_000 && (candidate[0][0][1] - rings[0][0][1]).abs() < 50_000
        };
        let communes = self.0.iter().filter(|((kind, _), candidate)| kind == "COM" && near(candidate));
        communes.filter(|(_, candidate)| overlap(candidate)).map(|((_, code), _)| code.as_str()).next()
    }
}

fn polygon(ring: &[Vertex]) -> Polygon<f64> {
    let degrees = |[x, y]: Vertex| (f64::from(x) / UNITS_PER_DEGREE, f64::from(y) / UNITS_PER_DEGREE);
    Polygon::new(ring.iter().copied().map(degrees).collect::<LineString<f64>>(), vec![])
}
