//! Lakes and rivers of Natural Earth, whose points `mapeo-offline-map` has rounded to a hundredth of a degree.

use geo::{Coord, LineString};
use geodata::basemap::{Lake, River};
use serde::Deserialize;

use super::world::{is_detailed, world_points};

/// Lakes and rivers that show at this zoom or below are kept wherever they are.
const ZOOM_OF_GREAT_ONES: u8 = 3;

#[derive(Debug, Deserialize)]
struct Collection<P, G> {
    features: Vec<Feature<P, G>>,
}

#[derive(Debug, Deserialize)]
struct Feature<P, G> {
    properties: P,
    geometry: G,
}

#[derive(Debug, Deserialize)]
struct RiverProperties {
    min_zoom: f64,
    /// In an unnamed unit, 0.1 to 0.5 in the file.
    #[serde(rename = "strokeweig")]
    stroke_weight: f64,
}

#[derive(Debug, Deserialize)]
struct LakeProperties {
    scalerank: u8,
}

#[derive(Debug, Deserialize)]
struct Line {
    coordinates: Vec<[f64; 2]>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Shape {
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

/// The rivers of a file.
pub(super) fn rivers(json: &[u8]) -> Result<Vec<River>, serde_json::Error> {
    let collection: Collection<RiverProperties, Line> = serde_json::from_slice(json)?;
    let river = |feature: Feature<RiverProperties, Line>| {
        let line = line_string(&feature.geometry.coordinates);
        let first_zoom = feature.properties.min_zoom as u8;
        (is_detailed(&line) || first_zoom <= ZOOM_OF_GREAT_ONES).then(|| River {
            first_zoom,
            width: (feature.properties.stroke_weight * 20.0).round().clamp(1.0, 10.0) as u8,
            points: world_points(&rounded(&rounded(&line))),
        })
    };
    Ok(collection.features.into_iter().filter_map(river).collect())
}

/// The lakes of a file.
pub(super) fn lakes(json: &[u8]) -> Result<Vec<Lake>, serde_json::Error> {
    let collection: Collection<LakeProperties, Shape> = serde_json::from_slice(json)?;
    let parts = |feature: Feature<LakeProperties, Shape>| {
        let first_zoom = feature.properties.scalerank;
        let polygons = match feature.geometry {
            Shape::Polygon(polygon) => vec![polygon],
            Shape::MultiPolygon(polygons) => polygons,
        };
        polygons.into_iter().map(move |rings| (first_zoom, rings))
    };
    let lake = |(first_zoom, rings): (u8, Vec<Vec<[f64; 2]>>)| {
        let rings: Vec<_> = rings.iter().map(|ring| line_string(ring)).collect();
        let kept = rings.first().is_some_and(is_detailed) || first_zoom <= ZOOM_OF_GREAT_ONES;
        kept.then(|| Lake { first_zoom, rings: rings.iter().map(|ring| world_points(&rounded(ring))).collect() })
    };
    Ok(collection.features.into_iter().flat_map(parts).filter_map(lake).collect())
}

fn line_string(points: &[[f64; 2]]) -> LineString<f64> {
    points.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect()
}

/// Cuts the corners (Chaikin 1974), which hides the steps that rounding left. The ends stay.
fn rounded(line: &LineString<f64>) -> LineString<f64> {
    let closed = line.is_closed();
    let (Some(first), Some(last)) = (line.0.first(), line.0.last()) else { return line.clone() };
    let cut = line.lines().flat_map(|edge| {
        let step = edge.end - edge.start;
        [edge.start + step * 0.25, edge.start + step * 0.75]
    });
    let mut points: Vec<Coord<f64>> = if closed { Vec::new() } else { vec![*first] };
    points.extend(cut);
    points.push(if closed { points[0] } else { *last });
    LineString::new(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_the_ends_of_a_river_and_closes_a_lake() {
        let river = line_string(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]);
        let smooth = rounded(&river);
        assert_eq!((smooth.0.first(), smooth.0.last(), smooth.0.len()), (river.0.first(), river.0.last(), 6));
        let lake = line_string(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]);
        assert!(rounded(&lake).is_closed());
    }

    #[test]
    fn brooks_far_from_france_are_left_out() {
        let json = r#"{"features":[
            {"properties":{"min_zoom":4.7,"strokeweig":0.2},"geometry":{"type":"LineString","coordinates":[[-73,46],[-74,46]]}},
            {"properties":{"min_zoom":4.7,"strokeweig":0.2},"geometry":{"type":"LineString","coordinates":[[2,48],[3,48]]}},
            {"properties":{"min_zoom":2.0,"strokeweig":0.5},"geometry":{"type":"LineString","coordinates":[[-60,-3],[-55,-2]]}}]}"#;
        let kept = rivers(json.as_bytes()).expect("a valid file");
        assert_eq!(kept.iter().map(|river| (river.first_zoom, river.width)).collect::<Vec<_>>(), [(4, 4), (2, 10)]);
    }
}
