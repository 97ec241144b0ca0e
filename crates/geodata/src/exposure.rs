//! How much of a walk lies in what devices look at.
//!
//! The plane is the local one around each device (equirectangular): at a few tens of metres, its error is under a
//! millimetre. A view is a sector of a disc; without a known direction it is the whole disc.

use std::f64::consts::TAU;

use crate::{BearingRange, Position, Segment, Track};

/// Metres in a degree of latitude on the sphere of [`Position::distance_m`].
const METRES_PER_DEGREE: f64 = 6_371_008.8 * TAU / 360.0;

/// What one device looks at: the ground within `range_m` metres, in its sectors or, without any, all around.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewArea {
    /// Where the device is.
    pub centre: Position,
    /// How far it is taken to see, in metres.
    pub range_m: f64,
    /// Where it looks; empty when that is not known.
    pub sectors: Vec<BearingRange>,
}

/// How one device watches a walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// Its place in the list of areas.
    pub area: usize,
    /// Metres of the walk in its view.
    pub length_m: f64,
    /// Metres walked before it sees the walk for the first time.
    pub from_m: f64,
}

/// How a walk is watched.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Metres of the walk.
    pub length_m: f64,
    /// Metres of it that one device or more looks at; what several look at counts once.
    pub watched_m: f64,
    /// The devices that see some of it, in the order in which the walk meets them.
    pub watches: Vec<Watch>,
    /// The watched pieces, in the order of walking.
    pub pieces: Vec<Vec<Position>>,
}

/// Measures a walk against what devices look at.
pub fn exposure(track: &Track, areas: &[ViewArea]) -> Exposure {
    let mut by_latitude: Vec<usize> = (0..areas.len()).collect();
    by_latitude.sort_by(|a, b| areas[*a].centre.latitude().total_cmp(&areas[*b].centre.latitude()));
    let reach = areas.iter().map(|area| area.range_m).fold(0.0, f64::max) / METRES_PER_DEGREE;
    let mut watches: Vec<Option<Watch>> = vec![None; areas.len()];
    let mut pieces = Pieces::default();
    let mut watched_m = 0.0;
    for segment in track.segments() {
        let mut seen = Vec::new();
        let (south, north) = ordered(segment.from.latitude(), segment.to.latitude());
        let first = by_latitude.partition_point(|index| areas[*index].centre.latitude() < south - reach);
        for index in &by_latitude[first..] {
            if areas[*index].centre.latitude() > north + reach {
                break;
            }
            let spans = areas[*index].spans(&segment);
            let Some(start) = spans.first().map(|span| span.0) else { continue };
            let watch = watches[*index].get_or_insert(Watch {
                area: *index,
                length_m: 0.0,
                from_m: segment.start_m + start * segment.length_m,
            });
            watch.length_m += total(&spans) * segment.length_m;
            seen.extend(spans);
        }
        let seen = union(seen);
        watched_m += total(&seen) * segment.length_m;
        for span in &seen {
            pieces.add(&segment, *span);
        }
    }
    let mut watches: Vec<Watch> = watches.into_iter().flatten().collect();
    watches.sort_by(|a, b| a.from_m.total_cmp(&b.from_m));
    Exposure { length_m: track.length_m(), watched_m, watches, pieces: pieces.lines }
}

/// From one share of a segment to another, 0..=1.
type Span = (f64, f64);

impl ViewArea {
    /// The shares of a segment that lie in the area, in order and apart.
    fn spans(&self, segment: &Segment) -> Vec<Span> {
        let (from, to) = (self.plane(segment.from), self.plane(segment.to));
        let Some(disc) = in_disc(from, to, self.range_m) else { return Vec::new() };
        if self.sectors.is_empty() {
            return vec![disc];
        }
        union(self.sectors.iter().flat_map(|sector| in_sector(from, to, disc, *sector)).collect())
    }

    /// Metres east and north of the device.
    fn plane(&self, point: Position) -> (f64, f64) {
        let east = (point.longitude() - self.centre.longitude()) * self.centre.latitude().to_radians().cos();
        (east * METRES_PER_DEGREE, (point.latitude() - self.centre.latitude()) * METRES_PER_DEGREE)
    }

    /// The area as closed rings, a vertex every ten degrees at the least; each ring is a polygon of its own.
    pub fn rings(&self) -> Vec<Vec<Position>> {
        if self.sectors.is_empty() {
            return vec![self.arc(0.0, 360.0)];
        }
        let ring = |sector: &BearingRange| {
            let mut ring = self.arc(sector.from().degrees(), sector.span());
            if sector.span() < 360.0 {
                ring.insert(0, self.centre);
                ring.push(self.centre);
            }
            ring
        };
        self.sectors.iter().map(ring).collect()
    }

    fn arc(&self, from: f64, span: f64) -> Vec<Position> {
        let steps = (span / 10.0).ceil().max(1.0) as u32;
        let bearing = |step: u32| (from + span * f64::from(step) / f64::from(steps)).to_radians();
        (0..=steps).map(|step| self.towards(bearing(step))).collect()
    }

    fn towards(&self, bearing: f64) -> Position {
        let degrees = self.range_m / METRES_PER_DEGREE;
        let east = degrees * bearing.sin() / self.centre.latitude().to_radians().cos().max(0.01);
        let (longitude, latitude) = (self.centre.longitude() + east, self.centre.latitude() + degrees * bearing.cos());
        Position::new(longitude.clamp(-180.0, 180.0), latitude.clamp(-90.0, 90.0)).expect("clamped to the Earth")
    }
}

/// Where a straight way from `from` to `to` lies in the disc around the origin.
fn in_disc(from: (f64, f64), to: (f64, f64), radius: f64) -> Option<Span> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (a, b) = (dx * dx + dy * dy, from.0 * dx + from.1 * dy);
    let c = from.0 * from.0 + from.1 * from.1 - radius * radius;
    let discriminant = b * b - a * c;
    if a == 0.0 || discriminant <= 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    kept(((-b - root) / a, (-b + root) / a))
}

/// Where the way within the disc lies in a sector: one span, or two around what a wide sector leaves out.
fn in_sector(from: (f64, f64), to: (f64, f64), disc: Span, sector: BearingRange) -> Vec<Span> {
    let (start, span) = (sector.from().degrees(), sector.span());
    if span >= 360.0 {
        return vec![disc];
    }
    if span <= 180.0 {
        return in_wedge(from, to, disc, start, start + span).into_iter().collect();
    }
    match in_wedge(from, to, disc, start + span, start + 360.0) {
        None => vec![disc],
        Some((leaves, returns)) => {
            [(disc.0, leaves), (returns, disc.1)].into_iter().filter(|part| part.1 > part.0).collect()
        }
    }
}

/// The part of a span clockwise of one bearing and counter-clockwise of another, at most 180° on.
fn in_wedge(from: (f64, f64), to: (f64, f64), span: Span, start: f64, end: f64) -> Option<Span> {
    // The cross product with a bearing is positive on its left: a point in the wedge is right of its start.
    let side = |point: (f64, f64), bearing: f64| {
        let (x, y) = bearing.to_radians().sin_cos();
        x * point.1 - y * point.0
    };
    let right_of_start = above_zero(-side(from, start), -side(to, start), span)?;
    above_zero(side(from, end), side(to, end), right_of_start)
}

/// The part of a span where a value that runs evenly from `first` to `last` is not negative.
fn above_zero(first: f64, last: f64, span: Span) -> Option<Span> {
    let at = |share: f64| first + (last - first) * share;
    let zero = first / (first - last);
    match (at(span.0) >= 0.0, at(span.1) >= 0.0) {
        (true, true) => Some(span),
        (false, false) => None,
        (true, false) => Some((span.0, zero)),
        (false, true) => Some((zero, span.1)),
    }
}

fn kept((from, to): Span) -> Option<Span> {
    let span = (from.max(0.0), to.min(1.0));
    (span.1 > span.0).then_some(span)
}

fn total(spans: &[Span]) -> f64 {
    spans.iter().map(|(from, to)| to - from).sum()
}

/// The same shares, in order and apart.
fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    spans.dedup_by(|next, kept| {
        let touches = next.0 <= kept.1;
        if touches {
            kept.1 = kept.1.max(next.1);
        }
        touches
    });
    spans
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Watched pieces, joined where one segment goes on from another.
#[derive(Default)]
struct Pieces {
    lines: Vec<Vec<Position>>,
    open_at: Option<(usize, Position)>,
}

impl Pieces {
    fn add(&mut self, segment: &Segment, (from, to): Span) {
        let (begin, end) = (segment.at(from), segment.at(to));
        let goes_on = from <= 0.0 && self.open_at == Some((segment.line, segment.from));
        match self.lines.last_mut().filter(|_| goes_on) {
            Some(line) => line.push(end),
            None => self.lines.push(vec![begin, end]),
        }
        self.open_at = (to >= 1.0).then_some((segment.line, segment.to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTRE: (f64, f64) = (7.42, 43.73);

    /// A position so many metres east and north of the centre.
    fn at(east: f64, north: f64) -> Position {
        let latitude = CENTRE.1 + north / METRES_PER_DEGREE;
        let longitude = CENTRE.0 + east / METRES_PER_DEGREE / CENTRE.1.to_radians().cos();
        Position::new(longitude, latitude).expect("a position")
    }

    fn area(range_m: f64, sectors: &[(f64, f64)]) -> ViewArea {
        let sector = |(from, to): &(f64, f64)| BearingRange::clockwise(*from, *to).expect("a sector");
        ViewArea { centre: at(0.0, 0.0), range_m, sectors: sectors.iter().map(sector).collect() }
    }

    fn walk(points: &[(f64, f64)]) -> Track {
        Track::new([points.iter().map(|(east, north)| at(*east, *north)).collect()]).expect("a walk")
    }

    fn watched(points: &[(f64, f64)], areas: &[ViewArea]) -> f64 {
        exposure(&walk(points), areas).watched_m
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.15, "{found} instead of {expected}");
    }

    #[test]
    fn a_disc_watches_its_chord() {
        close(watched(&[(-100.0, 0.0), (100.0, 0.0)], &[area(30.0, &[])]), 60.0);
        close(watched(&[(-100.0, 18.0), (100.0, 18.0)], &[area(30.0, &[])]), 48.0);
        close(watched(&[(-100.0, 31.0), (100.0, 31.0)], &[area(30.0, &[])]), 0.0);
        close(watched(&[(-5.0, 0.0), (5.0, 0.0)], &[area(30.0, &[])]), 10.0);
    }

    #[test]
    fn a_sector_watches_what_lies_in_front() {
        // Looking north, 90° wide: at 15 m in front the sector is 30 m wide.
        let north = [area(30.0, &[(315.0, 45.0)])];
        close(watched(&[(-100.0, 15.0), (100.0, 15.0)], &north), 30.0);
        close(watched(&[(-100.0, -15.0), (100.0, -15.0)], &north), 0.0);
        close(watched(&[(0.0, -100.0), (0.0, 100.0)], &north), 30.0);
        let half = [area(30.0, &[(270.0, 90.0)])];
        close(watched(&[(0.0, -100.0), (0.0, 100.0)], &half), 30.0);
        close(watched(&[(-100.0, 18.0), (100.0, 18.0)], &half), 48.0);
        let round = [area(30.0, &[(0.0, 360.0)])];
        close(watched(&[(-100.0, 0.0), (100.0, 0.0)], &round), 60.0);
    }

    #[test]
    fn a_wide_sector_leaves_out_its_back_and_may_see_a_walk_twice() {
        // All but the 90° behind, to the south: at 15 m behind, 30 of the chord's 52 m are hidden.
        let wide = [area(30.0, &[(225.0, 135.0)])];
        close(watched(&[(-100.0, -15.0), (100.0, -15.0)], &wide), 2.0 * (30.0_f64.powi(2) - 225.0).sqrt() - 30.0);
        assert_eq!(exposure(&walk(&[(-100.0, -15.0), (100.0, -15.0)]), &wide).pieces.len(), 2);
        close(watched(&[(-100.0, 15.0), (100.0, 15.0)], &wide), 2.0 * (30.0_f64.powi(2) - 225.0).sqrt());
    }

    #[test]
    fn what_several_watch_counts_once_and_each_device_has_its_own_metres() {
        let second = ViewArea { centre: at(30.0, 0.0), ..area(30.0, &[]) };
        let far = ViewArea { centre: at(0.0, 500.0), ..area(30.0, &[]) };
        let found = exposure(&walk(&[(100.0, 0.0), (-100.0, 0.0)]), &[area(30.0, &[]), far, second]);
        close(found.watched_m, 90.0);
        assert_eq!(found.watches.iter().map(|watch| watch.area).collect::<Vec<_>>(), [2, 0], "in the order of walking");
        for watch in &found.watches {
            close(watch.length_m, 60.0);
        }
        close(found.watches[0].from_m, 40.0);
        assert_eq!(found.pieces.len(), 1);
    }

    #[test]
    fn a_corner_in_view_is_one_piece_and_two_views_of_a_device_are_one_device() {
        let found =
            exposure(&walk(&[(-50.0, 0.0), (0.0, 0.0), (0.0, 50.0)]), &[area(30.0, &[(260.0, 280.0), (350.0, 10.0)])]);
        close(found.watched_m, 60.0);
        assert_eq!((found.watches.len(), found.pieces.len()), (1, 1));
        assert_eq!(found.pieces[0].len(), 3);
    }

    /// The measure agrees with counting points along the way.
    #[test]
    fn the_metres_agree_with_a_count_of_steps() {
        let points = [(-80.0, -35.0), (10.0, 12.0), (25.0, -9.0), (-3.0, 61.0), (70.0, 2.0)];
        for (from, to) in [(0.0, 20.0), (350.0, 100.0), (90.0, 270.0), (200.0, 190.0), (30.0, 300.0)] {
            let area = area(42.0, &[(from, to)]);
            let sector = area.sectors[0];
            let mut counted = 0.0;
            for segment in walk(&points).segments() {
                for step in 0..4000 {
                    let (east, north) = area.plane(segment.at((f64::from(step) + 0.5) / 4000.0));
                    let turn = (east.atan2(north).to_degrees() - sector.from().degrees()).rem_euclid(360.0);
                    if east.hypot(north) <= area.range_m && turn <= sector.span() {
                        counted += segment.length_m / 4000.0;
                    }
                }
            }
            close(watched(&points, &[area]), counted);
        }
    }

    #[test]
    fn rings_are_closed_and_stay_in_range() {
        for sectors in [vec![], vec![(315.0, 45.0)], vec![(0.0, 360.0)]] {
            let area = area(30.0, &sectors);
            for ring in area.rings() {
                assert!(ring.first().zip(ring.last()).is_some_and(|(a, b)| a.distance_m(*b) < 0.05));
                assert!(ring.iter().all(|point| point.distance_m(area.centre) < 30.1));
            }
        }
    }
}
