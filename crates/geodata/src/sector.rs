//! What a device may look at, as a shape on the ground.
//!
//! A sector is a drawing of what is known, not a measurement: how far a camera sees is hardly ever known, so callers say
//! how far they assume it does.

use std::sync::LazyLock;

use crate::{BearingRange, Position};

/// Metres that a camera is taken to see where nobody knows: enough to recognise a person with an ordinary lens. Maps, tiles
/// and the measure of walks all take it from here.
pub const ASSUMED_RANGE_M: f64 = 30.0;

/// Degrees of view that a camera is taken to have where only its direction is known.
pub const ASSUMED_SPAN: f64 = 60.0;

/// Degrees between two vertices of an arc: 30 m away, the chord is 11 cm from the arc.
const STEP: f64 = 10.0;

/// Circumference of the Earth on the Web-Mercator sphere (EPSG:3857), in metres.
const CIRCUMFERENCE_M: f64 = 2.0 * std::f64::consts::PI * 6_378_137.0;

/// The outline of a sector of radius 1 around (0, 0): east and north of each vertex, clockwise, open.
///
/// It begins at the apex; a full circle has none.
pub fn sector_outline(view: BearingRange) -> impl ExactSizeIterator<Item = [f64; 2]> {
    let whole = view.span() >= 360.0;
    let steps = (view.span() / STEP).ceil().max(1.0) as usize;
    let vertices = if whole { steps } else { steps + 2 };
    (0..vertices).map(move |vertex| {
        let Some(step) = (if whole { Some(vertex) } else { vertex.checked_sub(1) }) else { return [0.0, 0.0] };
        let (east, north) = (view.from().degrees() + view.span() * step as f64 / steps as f64).to_radians().sin_cos();
        [east, north]
    })
}

/// East and north of each half degree clockwise from north, in 1/65,536.
static HALF_DEGREES: LazyLock<[[i32; 2]; 720]> = LazyLock::new(|| {
    std::array::from_fn(|half| {
        let (east, north) = (half as f64 / 2.0).to_radians().sin_cos();
        [east, north].map(|share| (share * 65_536.0).round() as i32)
    })
});

/// [`sector_outline`] in whole units around a place, with rows that grow to the south as those of tiles do: its bearings
/// to half a degree, without a sine of its own. Clockwise on the screen, open; `radius` is below 32,768.
pub fn sector_ring(view: BearingRange, [x, y]: [i32; 2], radius: i32) -> impl ExactSizeIterator<Item = [i32; 2]> {
    let halves = |degrees: f64| (degrees * 2.0).round() as usize;
    let (from, span) = (halves(view.from().degrees()), halves(view.span()));
    let steps = span.div_ceil(2 * STEP as usize).max(1);
    let apex = usize::from(span < 720);
    let vertices = if apex == 1 { steps + 2 } else { steps };
    let half_degrees = &*HALF_DEGREES;
    (0..vertices).map(move |vertex| {
        let Some(step) = vertex.checked_sub(apex) else { return [x, y] };
        let [east, north] = half_degrees[(from + span * step / steps) % 720];
        let units = |share: i32| (share * radius + 32_768) >> 16;
        [x + units(east), y - units(north)]
    })
}

/// The sector that something at a place looks at, as an open ring of longitudes and latitudes in degrees, clockwise.
///
/// `radius_m` is small against the Earth: within 1 km the error is below a metre.
pub fn sector_polygon(place: Position, view: BearingRange, radius_m: f64) -> Vec<[f64; 2]> {
    let north = radius_m * 360.0 / CIRCUMFERENCE_M;
    let east = north / place.latitude().to_radians().cos().max(0.01);
    sector_outline(view).map(|[x, y]| [place.longitude() + x * east, place.latitude() + y * north]).collect()
}

/// How long a metre is at a latitude on the Web-Mercator square of side 1.
pub fn unit_per_metre(latitude: f64) -> f64 {
    1.0 / (CIRCUMFERENCE_M * latitude.to_radians().cos().max(0.01))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: f64, to: f64) -> BearingRange {
        BearingRange::clockwise(from, to).expect("a range")
    }

    #[test]
    fn a_sector_reaches_as_far_as_it_says_between_its_bearings() {
        let place = Position::new(2.35, 48.85).expect("Paris");
        for (from, to) in [(350.0, 20.0), (90.0, 135.0), (10.0, 300.0)] {
            let ring = sector_polygon(place, range(from, to), 30.0);
            assert_eq!(ring[0].map(f64::to_bits), [2.35_f64, 48.85].map(f64::to_bits));
            for [longitude, latitude] in &ring[1..] {
                let rim = Position::new(*longitude, *latitude).expect("a place");
                assert!((place.distance_m(rim) - 30.0).abs() < 0.1);
            }
        }
        let [east, north] = sector_outline(range(350.0, 20.0)).nth(1).expect("the first end");
        assert!(east < 0.0 && north > 0.98, "350° is north, a little west");
    }

    #[test]
    fn a_ring_of_whole_units_is_the_outline() {
        for (from, to) in [(350.0, 20.0), (90.0, 135.0), (10.0, 300.0), (0.0, 360.0), (12.5, 17.5)] {
            let exact =
                sector_outline(range(from, to)).map(|[east, north]| [700.0 + east * 305.0, 30.0 - north * 305.0]);
            let ring = sector_ring(range(from, to), [700, 30], 305);
            assert_eq!(ring.len(), exact.len());
            for ([x, y], [east, south]) in ring.zip(exact) {
                // Half a degree between the ends is 2.7 units; the ends themselves are exact.
                assert!((f64::from(x) - east).hypot(f64::from(y) - south) < 2.7, "{from} to {to}: {x} {y}");
            }
        }
    }

    #[test]
    fn a_full_circle_has_no_apex() {
        let ring: Vec<_> = sector_outline(range(0.0, 360.0)).collect();
        assert_eq!(ring.len(), 36);
        assert!(ring.iter().all(|[x, y]| (x.hypot(*y) - 1.0).abs() < 1e-9));
    }
}
