//! A territory and what stands in it as a small drawing, without a map: for what other sites embed.

use std::collections::BTreeSet;

use geodata::Position;
use geodata::territory::{Territories, Territory};

/// Units across the longer side.
const SIDE: f64 = 320.0;
/// Dots at the most; more of them would be no drawing any more.
const DOTS: usize = 4_000;

/// The outline and the dots, in units of `view_box`.
pub(crate) struct Silhouette {
    pub(crate) view_box: String,
    pub(crate) outline: String,
    pub(crate) dots: String,
}

/// Degrees to whole units, with the longitudes narrowed by the latitude.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
}

impl Frame {
    fn at(&self, longitude: f64, latitude: f64) -> (i32, i32) {
        let (x, y) = ((longitude - self.west) * self.across, (self.north - latitude) * self.down);
        (x.round() as i32, y.round() as i32)
    }
}

/// The drawing of a territory; `None` for one without contours. What lies across its boundary is cut off by the page.
pub(crate) fn drawn(
    territories: &Territories,
    territory: &Territory,
    positions: impl Iterator<Item = Position>,
) -> Option<Silhouette> {
    let (bbox, contour) = (territory.bbox?, territories.contour(&territory.code)?);
    let narrow = f64::midpoint(bbox.south(), bbox.north()).to_radians().cos();
    let (width, height) = ((bbox.east() - bbox.west()) * narrow, bbox.north() - bbox.south());
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    let scale = SIDE / width.max(height);
    let frame = Frame { west: bbox.west(), north: bbox.north(), across: scale * narrow, down: scale };
    let mut outline = String::new();
    for polygon in &contour {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            ring_path(&mut outline, ring.coords().map(|point| frame.at(point.x, point.y)));
        }
    }
    let places: BTreeSet<(i32, i32)> =
        positions.map(|position| frame.at(position.longitude(), position.latitude())).take(DOTS).collect();
    let dots = places.into_iter().fold(String::new(), |mut path, (x, y)| {
        // A line without length and with round ends is a dot: the shortest way to write one.
        path.extend(["M", &x.to_string(), " ", &y.to_string(), "h0"]);
        path
    });
    let view_box = format!("-6 -6 {:.0} {:.0}", width * scale + 12.0, height * scale + 12.0);
    Some(Silhouette { view_box, outline, dots })
}

/// A closed ring in whole units, without points that fall on the one before.
fn ring_path(path: &mut String, points: impl Iterator<Item = (i32, i32)>) {
    let mut last = None;
    for point in points.filter(|point| last.replace(*point) != Some(*point)) {
        let letter = if path.is_empty() || path.ends_with('Z') { "M" } else { "L" };
        path.extend([letter, &point.0.to_string(), " ", &point.1.to_string()]);
    }
    path.push('Z');
}
