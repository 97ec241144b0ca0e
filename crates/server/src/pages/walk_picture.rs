//! The picture of a measured walk, drawn by the server: the line, its watched pieces, the ground in view, the devices.

use geodata::Position;

use crate::exposure::Measured;

/// Width of the drawing, in units of its view box.
const WIDTH: f64 = 640.0;
/// No drawing is higher or flatter than this.
const HEIGHTS: (f64, f64) = (240.0, 640.0);
const MARGIN: f64 = 24.0;

/// A drawing as SVG paths.
pub(crate) struct Picture {
    /// Height of the view box; the width is 640.
    pub(crate) height: u32,
    /// The walk.
    pub(crate) walk: String,
    /// What is watched of it.
    pub(crate) watched: String,
    /// The ground in view.
    pub(crate) views: String,
    /// Centres of the devices.
    pub(crate) devices: Vec<(String, String)>,
    /// Where the walk begins.
    pub(crate) start: (String, String),
    /// Units that a bar of `scale_m` metres is long.
    pub(crate) scale: String,
    /// Metres of the bar.
    pub(crate) scale_m: u32,
}

/// From degrees to the drawing: a plane around the middle of the walk.
struct Plane {
    west: f64,
    north: f64,
    /// Units of the drawing in a degree, east and north.
    per_degree: (f64, f64),
    offset: (f64, f64),
}

/// Draws a walk.
pub(crate) fn picture(measured: &Measured) -> Picture {
    let bbox = measured.track.bbox(measured.range_m);
    let squeeze = f64::midpoint(bbox.south(), bbox.north()).to_radians().cos().max(0.01);
    let (width, height) = ((bbox.east() - bbox.west()) * squeeze, bbox.north() - bbox.south());
    let room = (WIDTH - 2.0 * MARGIN, HEIGHTS.1 - 2.0 * MARGIN);
    let scale = (room.0 / width).min(room.1 / height);
    let high = (height * scale + 2.0 * MARGIN).max(HEIGHTS.0);
    let plane = Plane {
        west: bbox.west(),
        north: bbox.north(),
        per_degree: (scale * squeeze, scale),
        offset: ((WIDTH - width * scale) / 2.0, (high - height * scale) / 2.0),
    };
    let scale_m = nice(140.0 / scale * METRES_PER_DEGREE);
    let rings = measured.watchers.iter().flat_map(|watcher| watcher.area.rings());
    Picture {
        height: high.ceil() as u32,
        walk: measured.track.lines().iter().map(|line| plane.path(line)).collect(),
        watched: measured.exposure.pieces.iter().map(|line| plane.path(line)).collect(),
        views: rings.map(|ring| plane.path(&ring) + "z").collect(),
        devices: measured.watchers.iter().map(|watcher| plane.texts(watcher.area.centre)).collect(),
        start: plane.texts(measured.track.lines()[0][0]),
        scale: format!("{:.1}", f64::from(scale_m) / METRES_PER_DEGREE * scale),
        scale_m,
    }
}

/// Metres in a degree of latitude on a sphere of 6,371 km.
const METRES_PER_DEGREE: f64 = 111_194.93;

/// The largest of 1, 2 and 5 times a power of ten that is not above.
fn nice(metres: f64) -> u32 {
    let power = 10_f64.powf(metres.max(1.0).log10().floor());
    let step = [5.0, 2.0, 1.0].into_iter().find(|step| step * power <= metres).unwrap_or(1.0);
    (step * power) as u32
}

impl Plane {
    fn units(&self, position: Position) -> (f64, f64) {
        let east = (position.longitude() - self.west) * self.per_degree.0 + self.offset.0;
        let south = (self.north - position.latitude()) * self.per_degree.1 + self.offset.1;
        (east, south)
    }

    fn texts(&self, position: Position) -> (String, String) {
        let (x, y) = self.units(position);
        (format!("{x:.1}"), format!("{y:.1}"))
    }

    fn path(&self, line: &[Position]) -> String {
        let point = |(index, position): (usize, &Position)| {
            let (x, y) = self.units(*position);
            format!("{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" })
        };
        line.iter().enumerate().map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::nice;

    #[test]
    fn a_scale_bar_has_a_round_length() {
        assert_eq!([3.0, 19.9, 20.0, 77.0, 140.0, 999.0, 5_100.0].map(nice), [2, 10, 20, 50, 100, 500, 5_000]);
    }
}
