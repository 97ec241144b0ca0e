//! TopoJSON, as far as `world-atlas` uses it.

use geodata::basemap::{ArcRef, UNITS_PER_DEGREE, WorldPoint};
use serde::Deserialize;

/// A topology with one object, `countries`.
#[derive(Debug, Deserialize)]
pub(super) struct TopoJson {
    transform: Transform,
    arcs: Vec<Vec<[i64; 2]>>,
    objects: Objects,
}

#[derive(Debug, Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Debug, Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Debug, Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Debug, Deserialize)]
struct Geometry {
    /// ISO 3166-1 numeric.
    id: Option<String>,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

/// A country: its ISO 3166-1 numeric code, if any, and its polygons.
pub(super) struct CountryShape {
    pub(super) number: Option<String>,
    pub(super) polygons: Vec<Vec<Vec<ArcRef>>>,
}

impl TopoJson {
    /// All arcs, in the units of the world file.
    pub(super) fn arcs(&self) -> Vec<Vec<WorldPoint>> {
        self.arcs.iter().map(|arc| self.decode(arc)).collect()
    }

    /// The arcs are steps on a lattice (TopoJSON §2.1.3).
    fn decode(&self, arc: &[[i64; 2]]) -> Vec<WorldPoint> {
        let mut at = [0_i64; 2];
        let degrees =
            |at: [i64; 2], axis: usize| at[axis] as f64 * self.transform.scale[axis] + self.transform.translate[axis];
        arc.iter()
            .map(|step| {
                at = [at[0] + step[0], at[1] + step[1]];
                [0, 1].map(|axis| (degrees(at, axis) * UNITS_PER_DEGREE).round() as i32)
            })
            .collect()
    }

    /// All countries, in the order of the file.
    pub(super) fn countries(self) -> Vec<CountryShape> {
        let references = |polygons: Vec<Vec<Vec<i64>>>| {
            let ring = |ring: Vec<i64>| ring.into_iter().map(ArcRef::from).collect();
            polygons.into_iter().map(|polygon| polygon.into_iter().map(ring).collect()).collect()
        };
        let country = |geometry: Geometry| CountryShape {
            number: geometry.id,
            polygons: references(match geometry.shape {
                Shape::Polygon(polygon) => vec![polygon],
                Shape::MultiPolygon(polygons) => polygons,
            }),
        };
        self.objects.countries.geometries.into_iter().map(country).collect()
    }
}
