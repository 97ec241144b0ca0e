//! A walked line: read from GPX or GeoJSON, bounded, and cut into short segments.

mod geojson;
mod gpx;

use crate::{Bbox, Position};

/// Why a file is not a walk that can be measured.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidTrack {
    /// Neither GPX nor GeoJSON.
    #[error("expected a GPX file or GeoJSON lines: {0}")]
    Unreadable(String),
    /// A point that is not on the Earth.
    #[error("point {number}: {fault}")]
    Point {
        /// Its place in the file, from 1.
        number: usize,
        /// What is wrong with it.
        fault: String,
    },
    /// No line of two different points.
    #[error("there is no line in it: a walk has two points at least")]
    Empty,
    /// More points than are read.
    #[error("a walk has at most {max} points")]
    TooManyPoints {
        /// The most that is read.
        max: usize,
    },
    /// Longer than anybody walks.
    #[error("a walk is at most {max_km} km long, this one has {found_km} km")]
    TooLong {
        /// The longest that is measured.
        max_km: u32,
        /// What was found, rounded up.
        found_km: u32,
    },
}

/// One or several lines that were or will be walked. Nothing but positions is kept: times, heights and names of the
/// file are not read.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    lines: Vec<Vec<Position>>,
}

/// A straight piece of a track, at most [`Track::SEGMENT_M`] metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Where it begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// Metres walked before it.
    pub start_m: f64,
    /// Its own metres.
    pub length_m: f64,
    /// The line that it belongs to.
    pub line: usize,
}

impl Track {
    /// Points at the most.
    pub const MAX_POINTS: usize = 20_000;
    /// Kilometres at the most.
    pub const MAX_KM: u32 = 100;
    /// Metres of a segment at the most: short enough for a plane around it.
    pub const SEGMENT_M: f64 = 250.0;

    /// A track of these lines. Lines of one point, and points that repeat the one before, are left out.
    pub fn new(lines: impl IntoIterator<Item = Vec<Position>>) -> Result<Self, InvalidTrack> {
        let mut kept = Vec::new();
        let mut points = 0;
        for mut line in lines {
            points += line.len();
            if points > Self::MAX_POINTS {
                return Err(InvalidTrack::TooManyPoints { max: Self::MAX_POINTS });
            }
            line.dedup();
            if line.len() > 1 {
                kept.push(line);
            }
        }
        let track = Self { lines: kept };
        match track.length_m() / 1000.0 {
            _ if track.lines.is_empty() => Err(InvalidTrack::Empty),
            km if km > f64::from(Self::MAX_KM) => {
                Err(InvalidTrack::TooLong { max_km: Self::MAX_KM, found_km: km.ceil() as u32 })
            }
            _ => Ok(track),
        }
    }

    /// Reads a GPX file (tracks and routes) or GeoJSON (lines, alone or in features), whichever it is.
    pub fn read(bytes: &[u8]) -> Result<Self, InvalidTrack> {
        let text = std::str::from_utf8(bytes).map_err(|error| InvalidTrack::Unreadable(error.to_string()))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        let lines = if text.starts_with('<') { gpx::lines(text)? } else { geojson::lines(text)? };
        Self::new(lines)
    }

    /// The lines.
    pub fn lines(&self) -> &[Vec<Position>] {
        &self.lines
    }

    /// Metres on the sphere.
    pub fn length_m(&self) -> f64 {
        let steps = self.lines.iter().flat_map(|line| line.windows(2));
        steps.map(|pair| pair[0].distance_m(pair[1])).sum()
    }

    /// The box around it, `metres` wider on each side.
    pub fn bbox(&self, metres: f64) -> Bbox {
        let points = || self.lines.iter().flatten();
        let least = |of: fn(&Position) -> f64| points().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Position) -> f64| points().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (west, east) = (least(|p| p.longitude()), most(|p| p.longitude()));
        let (south, north) = (least(|p| p.latitude()), most(|p| p.latitude()));
        let corner = |longitude, latitude| {
            let corner = Position::new(longitude, latitude).expect("a point of the track, or between two of them");
            Bbox::around(corner, metres)
        };
        let (low, high) = (corner(west, south), corner(east, north));
        Bbox::new(low.west(), low.south(), high.east(), high.north()).expect("its corners are in order")
    }

    /// The track as short segments, in the order of walking.
    pub fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut start_m = 0.0;
        for (line, points) in self.lines.iter().enumerate() {
            for pair in points.windows(2) {
                let whole = pair[0].distance_m(pair[1]);
                let parts = (whole / Self::SEGMENT_M).ceil().max(1.0);
                for part in 0..parts as u32 {
                    let from = between(pair[0], pair[1], f64::from(part) / parts);
                    let to = between(pair[0], pair[1], f64::from(part + 1) / parts);
                    segments.push(Segment { from, to, start_m, length_m: whole / parts, line });
                    start_m += whole / parts;
                }
            }
        }
        segments
    }
}

impl Segment {
    /// The point at a share 0..=1 of the way.
    pub fn at(&self, share: f64) -> Position {
        between(self.from, self.to, share)
    }
}

/// The point at a share 0..=1 of the way, straight in degrees: what a map draws between two points.
fn between(from: Position, to: Position, share: f64) -> Position {
    let mix = |from: f64, to: f64| from + (to - from) * share;
    Position::new(mix(from.longitude(), to.longitude()), mix(from.latitude(), to.latitude()))
        .expect("between two positions there is a position")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(longitude: f64, latitude: f64) -> Position {
        Position::new(longitude, latitude).expect("a position")
    }

    #[test]
    fn a_gpx_file_is_read_without_its_times_and_names() {
        let gpx = r#"<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
            <wpt lat="43.7" lon="7.4"/>
            <trk><name>Marche</name><trkseg><trkpt lat="43.73" lon="7.42"><ele>3</ele><time>2026-11-01T10:00:00Z</time></trkpt>
            <trkpt lat="43.73" lon="7.42"/><trkpt lat="43.74" lon="7.42"/></trkseg><trkseg><trkpt lat="43.7" lon="7.4"/></trkseg></trk>
            <rte><rtept lat="43.73" lon="7.42"/><rtept lat="43.73" lon="7.43"/></rte></gpx>"#;
        let track = Track::read(gpx.as_bytes()).expect("a track");
        assert_eq!(track.lines(), [vec![at(7.42, 43.73), at(7.42, 43.74)], vec![at(7.42, 43.73), at(7.43, 43.73)]]);
    }

    #[test]
    fn geojson_lines_are_read_wherever_they_stand() {
        let line = r#"{"type":"LineString","coordinates":[[7.42,43.73,12],[7.42,43.74]]}"#;
        let feature = format!(r#"{{"type":"Feature","properties":null,"geometry":{line}}}"#);
        let all = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        for text in [line, &feature, &all] {
            let track = Track::read(text.as_bytes()).expect("a track");
            assert!((track.length_m() - 1112.0).abs() < 1.0, "{text}");
        }
    }

    #[test]
    fn what_is_no_walk_is_refused_with_its_reason() {
        let cases = [
            ("", "expected a GPX file or GeoJSON"),
            ("<html>", "expected a GPX file"),
            ("<gpx/>", "there is no line in it"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><gpx>&b;</gpx>", "expected a GPX file"),
            (r#"<gpx><trk><trkseg><trkpt lat="95" lon="1"/></trkseg></trk></gpx>"#, "point 1: latitude 95"),
            (r#"<gpx><trk><trkseg><trkpt lat="48"/></trkseg></trk></gpx>"#, "point 1: expected lat and lon"),
            (r#"{"type":"Point","coordinates":[1,2]}"#, "there is no line in it"),
            (r#"{"type":"LineString","coordinates":[[1,95],[2,3]]}"#, "point 1: latitude 95"),
            (r#"{"type":"LineString","coordinates":[[-60,0],[60,0]]}"#, "at most 100 km"),
        ];
        for (text, reason) in cases {
            let error = Track::read(text.as_bytes()).expect_err(text).to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
        let many = vec![at(7.42, 43.73); Track::MAX_POINTS + 1];
        assert_eq!(Track::new([many]), Err(InvalidTrack::TooManyPoints { max: Track::MAX_POINTS }));
    }

    #[test]
    fn segments_are_short_and_add_up() {
        let track = Track::new([vec![at(7.42, 43.73), at(7.43, 43.74)], vec![at(7.40, 43.70), at(7.40, 43.7001)]]);
        let track = track.expect("a track");
        let segments = track.segments();
        assert!(segments.iter().all(|segment| segment.length_m <= Track::SEGMENT_M));
        let sum: f64 = segments.iter().map(|segment| segment.length_m).sum();
        assert!((sum - track.length_m()).abs() < 1e-6);
        assert_eq!(segments.last().map(|segment| segment.line), Some(1));
        assert!(track.bbox(30.0).contains(at(7.4001, 43.6999)) && !track.bbox(30.0).contains(at(7.39, 43.70)));
    }
}
