//! Which stretches of the outline of France are land borders and which are coast.

use std::collections::HashSet;

use rstar::Envelope;

use super::lines::{MapBox, MapPoint};
use super::view::box_of;

/// Map units in a kilometre at 45° north; elsewhere in France it is off by a third at most, which does not matter here.
const KILOMETRE: f64 = 37_900.0;

/// How far the two sources may disagree about a border.
const DOUBT: i32 = (4.0 * KILOMETRE) as i32;

/// How far outside France the neighbour is looked for, in kilometres. Small steps find Monaco, large ones get over the
/// disagreement of the sources.
const PROBES: [f64; 4] = [0.3, 1.0, 2.0, 4.0];

/// A run of border shorter than this many segments inside coast, or of coast inside border, is an accident.
const SHORTEST_RUN: usize = 4;

/// Knows the neighbours of France and where they meet it.
pub(super) struct Frontier {
    neighbours: Vec<(MapBox, Vec<MapPoint>)>,
    near: HashSet<MapPoint>,
}

impl Frontier {
    /// From the rings of all neighbours and the lines along which they meet France.
    pub(super) fn new(rings: Vec<Vec<MapPoint>>, lines: &[Vec<MapPoint>]) -> Self {
        let near: HashSet<MapPoint> = lines.iter().flat_map(|line| line.windows(2)).flat_map(cells_along).collect();
        let neighbours = rings.into_iter().map(|ring| (box_of(&ring), ring)).collect();
        Self { neighbours, near }
    }

    /// The land borders along a closed ring that has France on its left hand, seen with north at the top.
    pub(super) fn borders(&self, ring: &[MapPoint]) -> Vec<Vec<MapPoint>> {
        let mut is_border: Vec<bool> = ring.windows(2).map(|edge| self.is_border(edge[0], edge[1])).collect();
        smooth(&mut is_border);
        let mut borders = Vec::new();
        let mut start = 0;
        for run in is_border.chunk_by(|a, b| a == b) {
            if run[0] {
                borders.push(ring[start..=start + run.len()].to_vec());
            }
            start += run.len();
        }
        borders
    }

    fn is_border(&self, from: MapPoint, to: MapPoint) -> bool {
        let middle = [0, 1].map(|axis| i32::midpoint(from[axis], to[axis]));
        self.near.contains(&cell(middle)) && PROBES.iter().any(|distance| self.is_abroad(beside(from, to, *distance)))
    }

    fn is_abroad(&self, point: MapPoint) -> bool {
        self.neighbours.iter().any(|(reach, ring)| reach.contains_point(&point) && holds(ring, point))
    }
}

/// The place that many kilometres to the right of the middle of a segment. On the map, y grows to the south.
fn beside(from: MapPoint, to: MapPoint, kilometres: f64) -> MapPoint {
    let along = [0, 1].map(|axis| f64::from(to[axis] - from[axis]));
    let length = along[0].hypot(along[1]).max(1.0);
    let right = [-along[1] / length, along[0] / length];
    [0, 1].map(|axis| i32::midpoint(from[axis], to[axis]) + (right[axis] * kilometres * KILOMETRE) as i32)
}

fn cell(point: MapPoint) -> MapPoint {
    point.map(|coordinate| coordinate.div_euclid(DOUBT))
}

/// The cells around the points of a segment, at most a cell apart.
fn cells_along(edge: &[MapPoint]) -> impl Iterator<Item = MapPoint> + use<> {
    let (from, to) = (edge[0], edge[1]);
    let steps = (0..2).map(|axis| (to[axis] - from[axis]).abs() / DOUBT + 1).max().unwrap_or(1);
    (0..=steps).flat_map(move |step| {
        let [x, y] = cell([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) / steps * step));
        (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| [x + dx, y + dy]))
    })
}

/// Is the point inside the ring? Counts the edges crossed on the way east.
fn holds(ring: &[MapPoint], [x, y]: MapPoint) -> bool {
    let crossed = ring.windows(2).filter(|edge| {
        let [[ax, ay], [bx, by]] = [edge[0], edge[1]].map(|end| end.map(i64::from));
        let (x, y) = (i64::from(x), i64::from(y));
        let side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
        (ay > y) != (by > y) && (side < 0) == (by < ay)
    });
    crossed.count() % 2 == 1
}

/// Gives runs that are too short to be true the answer of those before them.
fn smooth(answers: &mut [bool]) {
    let runs: Vec<usize> = answers.chunk_by(|a, b| a == b).map(<[bool]>::len).collect();
    let mut start = 0;
    for (number, length) in runs.iter().enumerate() {
        if *length < SHORTEST_RUN && number > 0 && number + 1 < runs.len() {
            let before = answers[start - 1];
            answers[start..start + length].fill(before);
        }
        start += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_has_the_neighbour_on_its_right_and_a_coast_has_not() {
        let km = KILOMETRE as i32;
        let at = |x: i32, y: i32| [(1 << 29) + x * km, (1 << 29) + y * km];
        // France is 40 km by 40 km; the neighbour begins at its eastern side.
        let (mut france, mut edge) = (Vec::new(), Vec::new());
        france.extend((0..=8).map(|i| at(5 * i, 40)));
        france.extend((0..=8).map(|i| at(40, 40 - 5 * i)));
        france.extend((0..=8).map(|i| at(40 - 5 * i, 0)));
        france.extend((0..=8).map(|i| at(0, 5 * i)));
        edge.extend((0..=8).map(|i| at(41, 5 * i)));
        let neighbour = vec![at(41, 0), at(41, 40), at(90, 40), at(90, 0), at(41, 0)];
        let borders = Frontier::new(vec![neighbour], &[edge]).borders(&france);
        assert_eq!(borders.len(), 1, "{borders:?}");
        assert!(borders[0].iter().all(|point| point[0] == at(40, 0)[0]));
    }
}
