//! GeoJSON (RFC 7946): every line, alone or in features and collections.

use geojson::{GeoJson, Geometry, GeometryValue};

use super::InvalidTrack;
use crate::Position;

/// The lines of a GeoJSON text; what is no line is left out.
pub(super) fn lines(text: &str) -> Result<Vec<Vec<Position>>, InvalidTrack> {
    let document: GeoJson = text.parse().map_err(|error: geojson::Error| match text {
        "" => InvalidTrack::Unreadable("the file is empty".to_owned()),
        _ => InvalidTrack::Unreadable(error.to_string()),
    })?;
    let geometries: Vec<Geometry> = match document {
        GeoJson::Geometry(geometry) => vec![geometry],
        GeoJson::Feature(feature) => feature.geometry.into_iter().collect(),
        GeoJson::FeatureCollection(all) => all.features.into_iter().filter_map(|feature| feature.geometry).collect(),
    };
    let mut drawn = Vec::new();
    for geometry in geometries {
        gather(geometry, &mut drawn);
    }
    let mut number = 0;
    let mut position = |point: &geojson::Position| {
        number += 1;
        let (longitude, latitude) = match point.as_slice() {
            [longitude, latitude, ..] => (*longitude, *latitude),
            _ => return Err(InvalidTrack::Point { number, fault: "expected longitude and latitude".to_owned() }),
        };
        Position::new(longitude, latitude).map_err(|error| InvalidTrack::Point { number, fault: error.to_string() })
    };
    drawn.iter().map(|line| line.iter().map(&mut position).collect()).collect()
}

fn gather(geometry: Geometry, drawn: &mut Vec<Vec<geojson::Position>>) {
    match geometry.value {
        GeometryValue::LineString { coordinates } => drawn.push(coordinates),
        GeometryValue::MultiLineString { coordinates } => drawn.extend(coordinates),
        GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                gather(geometry, drawn);
            }
        }
        _ => {}
    }
}
