//! The streets of a vector tile in the OpenMapTiles schema: lines with their class and name.

use fast_mvt::{MvtFeatureRef, MvtGeometry, MvtReaderRef, MvtValueRef};

use crate::tile::inverse_mercator;
use crate::{Position, TileCoord};

/// Bytes that are no vector tile.
#[derive(Debug, thiserror::Error)]
#[error("not a vector tile: {0}")]
pub struct InvalidVectorTile(String);

/// A street, or a part of one that a tile cut off.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetLine {
    /// Class of OpenMapTiles: `primary`, `minor`, `path`, `rail`, …
    pub class: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Where it leads.
    pub line: Vec<Position>,
}

/// The lines of one layer (`transportation`, `transportation_name`) of a tile that is not compressed.
pub fn street_lines(tile: TileCoord, bytes: &[u8], layer: &str) -> Result<Vec<StreetLine>, InvalidVectorTile> {
    let invalid = |error: fast_mvt::MvtError| InvalidVectorTile(error.to_string());
    let reader = MvtReaderRef::new(bytes).map_err(invalid)?;
    let mut found = Vec::new();
    for layer in reader.layers().filter(|known| known.name() == layer) {
        let extent = f64::from(layer.extent().max(1));
        for feature in layer.features() {
            let (class, name) = (
                text(feature, "class").unwrap_or_default(),
                text(feature, "name").or_else(|| text(feature, "name:latin")),
            );
            let lines = match feature.geometry().map_err(invalid)? {
                MvtGeometry::LineString(line) => vec![line],
                MvtGeometry::MultiLineString(lines) => lines.0,
                _ => Vec::new(),
            };
            found.extend(lines.into_iter().map(|line| {
                StreetLine {
                    class: class.clone(),
                    name: name.clone(),
                    line: line
                        .0
                        .iter()
                        .filter_map(|at| position(tile, f64::from(at.x) / extent, f64::from(at.y) / extent))
                        .collect(),
                }
            }));
        }
    }
    Ok(found)
}

fn text(feature: MvtFeatureRef<'_>, key: &str) -> Option<String> {
    feature.properties().flatten().find_map(|(name, value)| match value {
        MvtValueRef::String(text) if name == key => Some(text.to_owned()),
        _ => None,
    })
}

/// The position of a point of a tile, as fractions of its side from the upper left corner.
fn position(tile: TileCoord, x: f64, y: f64) -> Option<Position> {
    let side = f64::from(1_u32 << tile.z());
    let (longitude, latitude) = inverse_mercator((f64::from(tile.x()) + x) / side, (f64::from(tile.y()) + y) / side);
    Position::new(longitude, latitude).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pmtiles::StreetArchive;

    #[test]
    fn the_streets_of_monaco_have_names_and_lie_where_they_are() {
        let bytes = include_bytes!("../../../data/basemap/monaco.pmtiles");
        let archive = StreetArchive::from_bytes(bytes).expect("an archive");
        let tile = TileCoord::new(14, 8529, 5974).expect("a tile");
        let unpacked = archive.unpacked(tile).expect("readable").expect("there is one");
        let named = street_lines(tile, &unpacked, "transportation_name").expect("lines");
        let costa =
            named.iter().find(|street| street.name.as_deref() == Some("Avenue de la Costa")).expect("the street");
        assert!(costa.line.iter().all(|at| archive.bounds().contains(*at)));
        assert!(street_lines(tile, &unpacked, "transportation").expect("lines").len() > 500);
        assert!(street_lines(tile, b"\x1a\xff\xff\xff", "transportation").is_err());
    }
}
