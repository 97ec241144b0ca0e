//! The map of the departments, drawn once from the embedded contours.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use geodata::territory::{Territories, Territory, TerritoryKind};

use super::format;
use super::paths::Paths;
use super::view::Place;
use crate::words::Words;

/// The drawing, with what is counted in each department.
pub(crate) struct France {
    pub(crate) view_box: String,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) scale: Vec<Step>,
}

/// A department.
pub(crate) struct Shape {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) shade: usize,
    pub(crate) path: String,
}

/// A step of the scale.
pub(crate) struct Step {
    pub(crate) shade: usize,
    pub(crate) label: String,
}

/// Width and height of the drawing, in steps: contours are rounded to whole steps, of about 4 km on the mainland.
const WIDTH: f64 = 418.0;
const HEIGHT: f64 = 430.0;

/// Where a part of France is drawn: degrees to units, with the longitudes narrowed by the latitude.
struct Frame {
    department: Option<&'static str>,
    west: f64,
    north: f64,
    /// Units for a degree of latitude.
    scale: f64,
    /// Units for a degree of longitude.
    across: f64,
    left: f64,
    top: f64,
}

const MAINLAND: Frame = frame(None, -5.2, 51.15, 39.0, 0.69, 9.0, 3.0);
/// The five overseas departments in boxes at the lower left, each at its own scale.
const OVERSEAS: [Frame; 5] = [
    frame(Some("d971"), -61.85, 16.55, 40.0, 0.96, 5.0, 304.0),
    frame(Some("d972"), -61.25, 14.92, 60.0, 0.97, 8.0, 374.0),
    frame(Some("d973"), -54.65, 5.8, 11.0, 0.995, 48.0, 371.0),
    frame(Some("d974"), 55.2, -20.85, 54.0, 0.93, 58.0, 313.0),
    frame(Some("d976"), 45.0, -12.62, 74.0, 0.97, 92.0, 383.0),
];

const fn frame(
    department: Option<&'static str>,
    west: f64,
    north: f64,
    scale: f64,
    narrow: f64,
    left: f64,
    top: f64,
) -> Frame {
    Frame { department, west, north, scale, across: scale * narrow, left, top }
}

/// Upper ends of the shades 1 to 3; what is above is shade 4, zero is shade 0.
const STEPS: [u64; 3] = [10, 50, 200];

/// Contours do not change while the program runs.
static PATHS: OnceLock<Vec<(String, String)>> = OnceLock::new();

/// The drawing and the list of departments with the devices standing in each.
pub(crate) fn drawn(
    words: &Words,
    territories: &Territories,
    by_territory: &[(String, u64)],
) -> (Option<France>, Vec<Place>) {
    let drawn = PATHS.get_or_init(|| draw(territories));
    let counts = by_department(territories, by_territory);
    let of = |code: &str| counts.get(code).copied().unwrap_or_default();
    let shape = |(code, path): &(String, String)| Some(shape(words, territories.by_code(code)?, of(code), path));
    let shapes: Vec<Shape> = drawn.iter().filter_map(shape).collect();
    let mut departments: Vec<&Territory> = territories.iter().filter(|place| of(&place.code) > 0).collect();
    departments.sort_by_key(|place| std::cmp::Reverse(of(&place.code)));
    let places = departments.into_iter().map(|place| Place {
        href: Paths(words.lang()).city(&place.code, &place.name),
        name: place.name.clone(),
        note: place.bare_code().to_owned(),
        count: format::count(of(&place.code)),
    });
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    let france = (!shapes.is_empty()).then(|| France { view_box, shapes, scale: scale() });
    (france, places.collect())
}

fn by_department(territories: &Territories, by_territory: &[(String, u64)]) -> HashMap<String, u64> {
    let mut counts = HashMap::new();
    for (code, count) in by_territory {
        if let Some(department) = territories.by_code(code).and_then(|place| place.department) {
            *counts.entry(department.to_string()).or_default() += count;
        }
    }
    counts
}

fn shape(words: &Words, department: &Territory, count: u64, path: &str) -> Shape {
    let devices = words.with("devices-count", &[("count", count.into())]);
    Shape {
        href: Paths(words.lang()).city(&department.code, &department.name),
        label: words.with(
            "france-department",
            &[
                ("name", department.name.as_str().into()),
                ("number", department.bare_code().into()),
                ("devices", devices.into()),
            ],
        ),
        shade: shade(count),
        path: path.to_owned(),
    }
}

fn shade(count: u64) -> usize {
    if count == 0 { 0 } else { 1 + STEPS.iter().filter(|end| count > **end).count() }
}

pub(crate) fn scale() -> Vec<Step> {
    let labels = [
        "0".to_owned(),
        format!("1–{}", STEPS[0]),
        format!("{}–{}", STEPS[0] + 1, STEPS[1]),
        format!("{}–{}", STEPS[1] + 1, STEPS[2]),
        format!("> {}", STEPS[2]),
    ];
    labels.into_iter().enumerate().map(|(shade, label)| Step { shade, label }).collect()
}

/// Code and SVG path of each department that has a contour.
fn draw(territories: &Territories) -> Vec<(String, String)> {
    let departments = territories.iter().filter(|place| place.kind == TerritoryKind::Department);
    let path = |place: &Territory| {
        let frame = OVERSEAS.iter().find(|frame| frame.department == Some(place.code.as_str())).unwrap_or(&MAINLAND);
        let contour = territories.contour(&place.code)?;
        let rings = contour
            .iter()
            .map(|polygon| polygon.exterior().coords().map(|vertex| frame.place(vertex.x, vertex.y)).collect());
        let path: String = rings.map(|ring: Vec<(i32, i32)>| ring_path(&ring)).collect();
        (!path.is_empty()).then(|| (place.code.to_string(), path))
    };
    let mut drawn: Vec<(String, String)> = departments.filter_map(path).collect();
    drawn.sort();
    drawn
}

impl Frame {
    /// In whole steps, so that neighbours that share a vertex still share it after rounding.
    fn place(&self, longitude: f64, latitude: f64) -> (i32, i32) {
        let x = self.left + (longitude - self.west) * self.across;
        let y = self.top + (self.north - latitude) * self.scale;
        (x.round() as i32, y.round() as i32)
    }
}

/// A closed path of relative steps; rings that shrink to nothing (rocks off the coast) are left out.
fn ring_path(ring: &[(i32, i32)]) -> String {
    let mut kept: Vec<(i32, i32)> = Vec::new();
    for vertex in ring {
        match kept.as_slice() {
            [.., last] if last == vertex => {}
            // A spike of no width: there and back again.
            [.., before, _] if before == vertex => drop(kept.pop()),
            _ => kept.push(*vertex),
        }
    }
    if kept.len() < 4 {
        return String::new();
    }
    let mut path = format!("M{} {}l", kept[0].0, kept[0].1);
    for (number, pair) in kept.windows(2).take(kept.len() - 2).enumerate() {
        let (right, down) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let gap = if number > 0 && right >= 0 { " " } else { "" };
        let _ = write!(path, "{gap}{right}{}{down}", if down < 0 { "" } else { " " });
    }
    path.push('z');
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_written_in_relative_steps_and_specks_and_spikes_vanish() {
        assert_eq!(ring_path(&[(0, 0), (3, 0), (3, 0), (9, 9), (3, 0), (3, -5), (0, -5), (0, 0)]), "M0 0l3 0 0-5-3 0z");
        assert_eq!(ring_path(&[(0, 0), (1, 0), (0, 0)]), "");
    }

    #[test]
    fn shades_follow_the_steps_of_the_scale() {
        assert_eq!([0, 1, 10, 11, 200, 201].map(shade), [0, 1, 1, 2, 3, 4]);
    }
}
