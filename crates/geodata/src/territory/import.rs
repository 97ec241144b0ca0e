//! Finer contours from a GeoJSON file.

use std::collections::{BTreeMap, BTreeSet};

use geojson::{Feature, FeatureCollection, GeometryValue};

use super::builder::TopologyBuilder;
use super::record::TerritoryKind;
use super::set::{InvalidReference, Territories};
use super::topology::{UNITS_PER_DEGREE, Vertex, doubled_area};

/// Why a file gives no contours.
#[derive(Debug, thiserror::Error)]
pub enum InvalidImport {
    /// Not a GeoJSON feature collection of polygons.
    #[error("expected a GeoJSON feature collection of polygons with a property \"code\"")]
    Json(#[from] serde_json::Error),
    /// A feature without a text property `code`.
    #[error("feature {0} of the file has no property \"code\"")]
    NoCode(usize),
    /// A coordinate that is not on the Earth.
    #[error("the contour of {code:?} has a vertex off the Earth: {longitude}, {latitude}")]
    Vertex {
        /// The feature's code.
        code: String,
        /// Degrees east, as given.
        longitude: f64,
        /// Degrees north, as given.
        latitude: f64,
    },
    /// A ring of fewer than four positions, or one that does not end where it begins.
    #[error("the contour of {0:?} has a ring that is not closed")]
    OpenRing(String),
    /// Two features with one code.
    #[error("the file has two contours for {0:?}")]
    Twice(String),
    /// The set could not be rebuilt.
    #[error(transparent)]
    Reference(#[from] InvalidReference),
}

/// What an import of contours did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// How many contours took the place of the ones before (or filled a gap).
    pub replaced: usize,
    /// Codes in the file that are no commune or arrondissement of the set.
    pub unknown: Vec<String>,
    /// Codes in the file with neither polygon nor multipolygon.
    pub without_geometry: Vec<String>,
    /// Cities whose contour is that of their arrondissements, so that their own was not taken.
    pub made_of_arrondissements: Vec<String>,
}

/// The outer ring of a polygon and its holes.
type Rings = Vec<Vec<geojson::Position>>;

impl Territories {
    /// The set with finer contours of communes and arrondissements, from a GeoJSON feature collection whose features
    /// carry an INSEE `code`. What the file does not have keeps its contour. Larger territories follow from the
    /// communes. The caller keeps the file.
    pub fn with_contours(&self, geojson: &[u8]) -> Result<(Self, ImportReport), InvalidImport> {
        let collection: FeatureCollection = serde_json::from_slice(geojson)?;
        let mut report = ImportReport::default();
        let mut rings = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (number, feature) in collection.features.into_iter().enumerate() {
            let code = code_of(&feature).ok_or(InvalidImport::NoCode(number + 1))?;
            let geometry = feature.geometry.map(|geometry| geometry.value);
            if !seen.insert(code.clone()) {
                return Err(InvalidImport::Twice(code));
            }
            if let Some(polygons) = self.accepted(&code, geometry, &mut report) {
                rings.insert(code.clone(), oriented_rings(&code, &polygons)?);
            }
        }
        report.replaced = rings.len();
        Ok((self.rebuilt(rings)?, report))
    }

    /// The polygons of a feature that can be taken, or `None` and a line in the report.
    fn accepted(&self, code: &str, geometry: Option<GeometryValue>, report: &mut ImportReport) -> Option<Vec<Rings>> {
        let leaf = [TerritoryKind::Commune, TerritoryKind::Arrondissement];
        let known = self.iter().next().and_then(|_| self.by_code(code));
        let Some(territory) = known.filter(|known| known.code == code && leaf.contains(&known.kind)) else {
            report.unknown.push(code.to_owned());
            return None;
        };
        if !self.children(&territory.code).is_empty() {
            report.made_of_arrondissements.push(code.to_owned());
            return None;
        }
        let polygons = match geometry {
            Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
            Some(GeometryValue::MultiPolygon { coordinates }) => coordinates,
            Some(_) | None => vec![],
        };
        if polygons.iter().all(Vec::is_empty) {
            report.without_geometry.push(code.to_owned());
            return None;
        }
        Some(polygons)
    }

    fn rebuilt(&self, mut rings: BTreeMap<String, Vec<Vec<Vertex>>>) -> Result<Self, InvalidReference> {
        for face in 0..self.faces.len() as u32 {
            rings.entry(self.of_face(face).code.to_string()).or_insert_with(|| self.topology.rings(&[face]));
        }
        let mut builder = TopologyBuilder::new(rings.len());
        for (rings, face) in rings.values().zip(0..) {
            for ring in rings {
                builder.add_ring(face, ring);
            }
        }
        let codes: Vec<String> = rings.into_keys().collect();
        let keeps_box = |kind| kind == TerritoryKind::Country;
        let rows = self.rows().iter().cloned().map(|mut row| {
            row.bbox = row.bbox.filter(|_| keeps_box(row.kind));
            row
        });
        Self::new(rows.collect(), &codes, builder.build())
    }
}

fn code_of(feature: &Feature) -> Option<String> {
    feature.properties.as_ref()?.get("code")?.as_str().map(str::to_owned)
}

/// The rings of polygons on the lattice of the topology, outer ones counterclockwise and holes clockwise.
fn oriented_rings(code: &str, polygons: &[Rings]) -> Result<Vec<Vec<Vertex>>, InvalidImport> {
    let mut oriented = Vec::new();
    for polygon in polygons {
        for (number, positions) in polygon.iter().enumerate() {
            let mut ring =
                positions.iter().map(|position| vertex(code, position.as_slice())).collect::<Result<Vec<_>, _>>()?;
            if ring.len() < 4 || ring.first() != ring.last() {
                return Err(InvalidImport::OpenRing(code.to_owned()));
            }
            ring.dedup();
            if (doubled_area(&ring) > 0) != (number == 0) {
                ring.reverse();
            }
            oriented.push(ring);
        }
    }
    Ok(oriented)
}

fn vertex(code: &str, position: &[f64]) -> Result<Vertex, InvalidImport> {
    let [longitude, latitude, ..] = *position else {
        return Err(InvalidImport::OpenRing(code.to_owned()));
    };
    if crate::Position::new(longitude, latitude).is_err() {
        return Err(InvalidImport::Vertex { code: code.to_owned(), longitude, latitude });
    }
    Ok([longitude, latitude].map(|degrees| (degrees * UNITS_PER_DEGREE).round() as i32))
}
