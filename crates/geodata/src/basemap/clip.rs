//! Cutting lines and rings to a square.

use crate::mvt::{EXTENT, TilePoint};

/// How far lines and polygons reach beyond the edge of a tile, in tile units, so that strokes do not end at the edge.
pub(super) const BUFFER: i32 = 64;

const LOW: f64 = -BUFFER as f64;
const HIGH: f64 = (EXTENT as i32 + BUFFER) as f64;

/// A place in tile units before rounding.
pub(super) type Place = [f64; 2];

/// The pieces of a line inside the tile and its buffer.
pub(super) fn line(points: impl IntoIterator<Item = Place>) -> Vec<Vec<TilePoint>> {
    let mut pieces: Vec<Vec<TilePoint>> = Vec::new();
    let mut points = points.into_iter();
    let Some(mut from) = points.next() else { return pieces };
    let mut joined = false;
    for to in points {
        joined = match segment(from, to) {
            None => false,
            Some((start, end, whole)) => {
                match pieces.last_mut() {
                    Some(piece) if joined => append(piece, end),
                    _ => pieces.push(rounded(&[start, end])),
                }
                whole
            }
        };
        from = to;
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// The part of a segment inside the tile and its buffer, and whether it goes on to the end of the segment (Liang and
/// Barsky 1984).
fn segment(from: Place, to: Place) -> Option<(Place, Place, bool)> {
    let step = [to[0] - from[0], to[1] - from[1]];
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        if step[axis] == 0.0 {
            if !(LOW..=HIGH).contains(&from[axis]) {
                return None;
            }
            continue;
        }
        let (a, b) = ((LOW - from[axis]) / step[axis], (HIGH - from[axis]) / step[axis]);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    let at = |share: f64| [from[0] + share * step[0], from[1] + share * step[1]];
    if enter > leave {
        return None;
    }
    let whole = leave >= 1.0;
    Some((if enter > 0.0 { at(enter) } else { from }, if whole { to } else { at(leave) }, whole))
}

/// The part of a ring inside the tile and its buffer (Sutherland and Hodgman 1974), or nothing if it has no area there.
///
/// Where the ring leaves the square its edge runs along the buffer, which a fill does not show.
pub(super) fn ring(mut points: Vec<Place>) -> Option<Vec<TilePoint>> {
    for (axis, limit, sign) in [(0, LOW, 1.0), (0, HIGH, -1.0), (1, LOW, 1.0), (1, HIGH, -1.0)] {
        let inside = |place: &Place| (place[axis] - limit) * sign >= 0.0;
        if !points.iter().all(inside) {
            points = half(&points, axis, limit, inside);
        }
    }
    let ring = rounded(&points);
    has_area(&ring).then_some(ring)
}

/// The part of a ring on one side of a line.
fn half(points: &[Place], axis: usize, limit: f64, inside: impl Fn(&Place) -> bool) -> Vec<Place> {
    let Some(mut from) = points.last().copied() else { return Vec::new() };
    let mut kept = Vec::with_capacity(points.len());
    for &to in points {
        if inside(&from) != inside(&to) {
            let share = (limit - from[axis]) / (to[axis] - from[axis]);
            let mut crossing = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
            crossing[axis] = limit;
            kept.push(crossing);
        }
        if inside(&to) {
            kept.push(to);
        }
        from = to;
    }
    kept
}

fn rounded(places: &[Place]) -> Vec<TilePoint> {
    let mut points = Vec::with_capacity(places.len());
    for &place in places {
        append(&mut points, place);
    }
    points
}

/// Adds a place unless it falls on the same tile unit as the last one.
fn append(points: &mut Vec<TilePoint>, place: Place) {
    let point = place.map(|coordinate| coordinate.round() as i32);
    if points.last() != Some(&point) {
        points.push(point);
    }
}

fn has_area(ring: &[TilePoint]) -> bool {
    let Some(mut from) = ring.last().copied() else { return false };
    let mut twice = 0_i64;
    for &to in ring {
        twice += i64::from(from[0]) * i64::from(to[1]) - i64::from(to[0]) * i64::from(from[1]);
        from = to;
    }
    twice != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_leaves_and_returns_is_two_pieces() {
        let pieces = line([[100.0, 100.0], [100.0, -500.0], [200.0, -500.0], [200.0, 100.0]]);
        assert_eq!(pieces, [vec![[100, 100], [100, -64]], vec![[200, -64], [200, 100]]]);
    }

    #[test]
    fn a_line_that_only_crosses_is_cut_at_both_ends() {
        assert_eq!(line([[-1000.0, 50.0], [9000.0, 50.0]]), [vec![[-64, 50], [4160, 50]]]);
        assert!(line([[-1000.0, 50.0], [50.0, -1000.0]]).is_empty());
    }

    #[test]
    fn a_ring_around_the_tile_covers_it() {
        let ring = ring(vec![[-9e3, -9e3], [9e3, -9e3], [9e3, 9e3], [-9e3, 9e3]]).expect("a covered tile");
        for corner in [[-64, -64], [4160, -64], [4160, 4160], [-64, 4160]] {
            assert!(ring.contains(&corner), "{corner:?} in {ring:?}");
        }
    }

    #[test]
    fn a_ring_beside_the_tile_or_smaller_than_a_unit_is_left_out() {
        assert_eq!(ring(vec![[-300.0, 0.0], [-200.0, 0.0], [-200.0, 90.0]]), None);
        assert_eq!(ring(vec![[5.1, 5.1], [5.2, 5.1], [5.2, 5.3]]), None);
        assert_eq!(ring(Vec::new()), None);
    }
}
