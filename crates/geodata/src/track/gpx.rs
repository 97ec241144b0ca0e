//! GPX 1.0 and 1.1: the points of tracks and routes.

use roxmltree::{Document, Node};

use super::InvalidTrack;
use crate::{InvalidPosition, Position};

/// The lines of a GPX text. Entities and document types are refused by the parser.
pub(super) fn lines(text: &str) -> Result<Vec<Vec<Position>>, InvalidTrack> {
    let document = Document::parse(text).map_err(|error| InvalidTrack::Unreadable(error.to_string()))?;
    if document.root_element().tag_name().name() != "gpx" {
        return Err(InvalidTrack::Unreadable("its first element is not gpx".to_owned()));
    }
    let is_line = |node: &Node<'_, '_>| ["trkseg", "rte"].contains(&node.tag_name().name());
    let mut number = 0;
    let mut lines = Vec::new();
    for line in document.descendants().filter(is_line) {
        let mut points = Vec::new();
        for node in line.children().filter(|node| ["trkpt", "rtept"].contains(&node.tag_name().name())) {
            number += 1;
            points.push(position(node).map_err(|fault| InvalidTrack::Point { number, fault })?);
        }
        lines.push(points);
    }
    Ok(lines)
}

fn position(node: Node<'_, '_>) -> Result<Position, String> {
    let degrees = |name: &str| node.attribute(name).and_then(|text| text.trim().parse::<f64>().ok());
    let (Some(latitude), Some(longitude)) = (degrees("lat"), degrees("lon")) else {
        return Err("expected lat and lon in degrees".to_owned());
    };
    Position::new(longitude, latitude).map_err(|error: InvalidPosition| error.to_string())
}
