//! Lines that know which of their points matter at which zoom.
//!
//! Simplification (Douglas and Peucker 1973) is done once: each point keeps the lowest zoom at which leaving it out
//! would be seen. A tile then takes the points of its zoom, which costs one comparison a point.

use rstar::AABB;

use crate::mvt::EXTENT;
use crate::tile;

/// A place on the Web-Mercator square, 0 to 2^30 from west to east and from north to south: 4 cm at the equator.
pub(super) type MapPoint = [i32; 2];

/// A box of places on the map.
pub(super) type MapBox = AABB<MapPoint>;

/// Bits of a map coordinate: one fewer than fit, so that the sum of two does not overflow.
pub(super) const MAP_BITS: u32 = 30;

/// How far a line may be moved by simplification, in tile units: six make three quarters of a pixel.
const TOLERANCE: f64 = 6.0;

/// The place on the map of a longitude and latitude in degrees.
pub(super) fn map_point(longitude: f64, latitude: f64) -> MapPoint {
    let (x, y) = tile::mercator_degrees(longitude, latitude);
    let side = f64::from(1_u32 << MAP_BITS);
    [x, y].map(|unit| (unit * side).min(side - 1.0) as i32)
}

/// Many lines in one allocation.
#[derive(Debug, Default)]
pub(super) struct Lines {
    points: Vec<MapPoint>,
    /// The lowest zoom that needs each point.
    first_zooms: Vec<u8>,
    /// Where each line ends among the points; it begins where the line before ends.
    ends: Vec<u32>,
}

impl Lines {
    /// Adds a line that is simplified at low zooms and gives its number.
    pub(super) fn push(&mut self, line: &[MapPoint]) -> u32 {
        self.first_zooms.extend(first_zooms(line));
        self.points.extend_from_slice(line);
        self.ends.push(self.points.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// Gives back the room that no line took.
    pub(super) fn shrink_to_fit(&mut self) {
        self.points.shrink_to_fit();
        self.first_zooms.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// All points of a line.
    pub(super) fn points(&self, line: u32) -> &[MapPoint] {
        &self.points[self.range(line)]
    }

    /// The points of a line that a zoom needs.
    pub(super) fn at_zoom(&self, line: u32, zoom: u8) -> impl DoubleEndedIterator<Item = MapPoint> {
        let range = self.range(line);
        let both = self.points[range.clone()].iter().zip(&self.first_zooms[range]);
        both.filter(move |(_, first)| **first <= zoom).map(|(point, _)| *point)
    }

    fn range(&self, line: u32) -> std::ops::Range<usize> {
        let start = if line == 0 { 0 } else { self.ends[line as usize - 1] };
        start as usize..self.ends[line as usize] as usize
    }
}

/// For each point of a line, the lowest zoom at which it is needed. The ends are needed at all zooms.
fn first_zooms(line: &[MapPoint]) -> Vec<u8> {
    let mut zooms = vec![0; line.len()];
    let mut stretches = vec![(0, line.len().saturating_sub(1), 0)];
    while let Some((first, last, at_least)) = stretches.pop() {
        let inner = first + 1..last;
        let farthest =
            inner.map(|i| (distance(line[i], line[first], line[last]), i)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, middle)) = farthest {
            zooms[middle] = zoom_that_sees(distance).max(at_least);
            stretches.push((first, middle, zooms[middle]));
            stretches.push((middle, last, zooms[middle]));
        }
    }
    zooms
}

/// The lowest zoom at which a distance on the map exceeds the tolerance; 255 if none does.
fn zoom_that_sees(distance: f64) -> u8 {
    let at_zoom_0 = distance * f64::from(EXTENT) / f64::from(1_u32 << MAP_BITS);
    if at_zoom_0 <= 0.0 { u8::MAX } else { (TOLERANCE / at_zoom_0).log2().ceil().clamp(0.0, 255.0) as u8 }
}

/// From a point to the stretch between two others.
fn distance(point: MapPoint, from: MapPoint, to: MapPoint) -> f64 {
    let vector = |a: MapPoint, b: MapPoint| [f64::from(b[0]) - f64::from(a[0]), f64::from(b[1]) - f64::from(a[1])];
    let (along, offset) = (vector(from, to), vector(from, point));
    let square = along[0] * along[0] + along[1] * along[1];
    let dot = along[0] * offset[0] + along[1] * offset[1];
    let share = if square > 0.0 { (dot / square).clamp(0.0, 1.0) } else { 0.0 };
    (offset[0] - share * along[0]).hypot(offset[1] - share * along[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_appears_at_the_zoom_that_shows_it() {
        let pixel_at_zoom_5 = 1 << (MAP_BITS - 9 - 5);
        // The third point lies on the way from the second to the last.
        let line = [[0, 0], [1 << 20, pixel_at_zoom_5], [5 << 19, pixel_at_zoom_5 / 2], [1 << 22, 0]];
        let mut lines = Lines::default();
        let number = lines.push(&line);
        assert_eq!(lines.at_zoom(number, 3).count(), 2);
        assert_eq!(lines.at_zoom(number, 5).count(), 3);
        assert_eq!(lines.at_zoom(number, 11).count(), 3);
        assert_eq!(lines.points(number), line);
    }

    #[test]
    fn a_closed_line_keeps_its_shape() {
        let side = 1 << 20;
        let mut lines = Lines::default();
        lines.push(&[[1, 1], [2, 2]]);
        let island = lines.push(&[[0, 0], [side, 0], [side, side], [0, side], [0, 0]]);
        assert_eq!(lines.at_zoom(island, 11).count(), 5);
        assert_eq!(lines.at_zoom(island, 0).count(), 2);
    }
}
