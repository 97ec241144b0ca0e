//! Everything above the ground: the outline of a territory, sectors, names, marks, sources.

use geodata::View;
use tiny_skia::{PathBuilder, Rect};

use crate::canvas::{fill, stroke};
use crate::encode::Picture;
use crate::fonts::Font;
use crate::label::Board;
use crate::mark::{self, Mark};
use crate::names;
use crate::palette::Palette;
use crate::ring;
use crate::scene::{Outline, Scene};
use crate::shapes::{circle, rectangle};
use crate::text::{Line, Setting, write};

/// How much of what lies outside the territory is veiled.
const VEIL: f32 = 0.7;
/// How opaque view sectors are.
const SECTOR: f32 = 0.22;
/// The same of the rims of those that may look anywhere.
const RIM: f32 = 0.5;

/// Names keep clear of so many marks; where there are more, there would be no names.
const KEPT_CLEAR: usize = 120;

/// From the unit square to the pixels of the picture.
#[derive(Clone, Copy)]
struct Pixels {
    view: View,
    ratio: f32,
}

impl Pixels {
    fn place(self, unit: (f64, f64)) -> (f32, f32) {
        let (x, y) = self.view.place(unit);
        (x as f32 * self.ratio, y as f32 * self.ratio)
    }

    fn rings(self, rings: &[Vec<(f64, f64)>], builder: &mut PathBuilder) {
        for ring in rings {
            for (index, point) in ring.iter().enumerate() {
                let (x, y) = self.place(*point);
                if index == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
            }
            builder.close();
        }
    }
}

pub(crate) fn draw(scene: &Scene, mut picture: Picture) -> Picture {
    let palette = scene.theme.palette();
    let pixels = Pixels { view: scene.view, ratio: scene.ratio.max(1) as f32 };
    if let Some(outline) = &scene.outline {
        territory(&mut picture, outline, pixels, palette);
    }
    for sector in &scene.sectors {
        let mut builder = PathBuilder::new();
        pixels.rings(std::slice::from_ref(&sector.ring), &mut builder);
        if let Some(path) = builder.finish() {
            let colour = sector.family.colour(palette);
            if sector.anywhere {
                stroke(&mut picture, &path, colour, 1.2 * pixels.ratio, RIM);
            } else {
                fill(&mut picture, &path, colour, SECTOR);
            }
        }
    }
    let mut board = Board::default();
    for cluster in &scene.clusters {
        let ((x, y), reach) = (pixels.place(cluster.at), cluster.radius() * pixels.ratio);
        board.take([x - reach, y - reach, x + reach, y + reach]);
    }
    if scene.devices.len() <= KEPT_CLEAR {
        let reach = mark::size_at(scene.view.zoom()) * pixels.ratio * mark::REACH;
        for (x, y) in scene.devices.iter().map(|device| pixels.place(device.at)) {
            board.take([x - reach, y - reach, x + reach, y + reach]);
        }
    }
    if !scene.attribution.is_empty() {
        board.take(attribution_room(scene, &picture).1);
    }
    names::write(scene, &mut picture, &mut board);
    marks(scene, &mut picture, pixels, palette);
    attribution(scene, &mut picture, palette);
    picture
}

/// Outside is veiled, so that the eye goes inside; the boundary is a line of ink.
fn territory(picture: &mut Picture, outline: &Outline, pixels: Pixels, palette: &Palette) {
    let mut rings = PathBuilder::new();
    pixels.rings(&outline.0, &mut rings);
    let Some(boundary) = rings.finish() else { return };
    let mut outside = PathBuilder::new();
    if let Some(frame) = Rect::from_xywh(-8.0, -8.0, picture.width() as f32 + 16.0, picture.height() as f32 + 16.0) {
        outside.push_rect(frame);
    }
    outside.push_path(&boundary);
    if let Some(outside) = outside.finish() {
        fill(picture, &outside, palette.neighbour, VEIL);
    }
    stroke(picture, &boundary, palette.paper, 4.5 * pixels.ratio, 0.8);
    stroke(picture, &boundary, palette.ink, 1.8 * pixels.ratio, 0.85);
}

fn marks(scene: &Scene, picture: &mut Picture, pixels: Pixels, palette: &Palette) {
    if let Some(at) = scene.selected {
        selection(picture, pixels.place(at), pixels.ratio, palette);
    }
    let unit = mark::size_at(scene.view.zoom()) * pixels.ratio;
    for device in &scene.devices {
        let mark = Mark { family: device.family, sign: device.sign, certainty: device.certainty };
        mark::draw(picture, mark, pixels.place(device.at), unit, palette);
    }
    // The largest last, so that none hides it.
    let mut clusters: Vec<_> = scene.clusters.iter().collect();
    clusters.sort_by_key(|cluster| cluster.total());
    for cluster in clusters {
        ring::draw(picture, cluster, pixels.place(cluster.at), pixels.ratio, palette);
    }
}

/// A white halo, as on the map in the browser.
fn selection(picture: &mut Picture, at: (f32, f32), ratio: f32, palette: &Palette) {
    if let Some(disc) = circle(at, 19.0 * ratio) {
        fill(picture, &disc, [255, 255, 255], 0.95);
        stroke(picture, &disc, palette.ink, 2.0 * ratio, 1.0);
    }
}

/// The line of sources, and the box that it takes.
fn attribution_room(scene: &Scene, picture: &Picture) -> (Line, [f32; 4]) {
    let ratio = scene.ratio.max(1) as f32;
    let (right, bottom) = (picture.width() as f32, picture.height() as f32);
    let mut size = 11.0 * ratio;
    let mut line = Line::new(&scene.attribution, Setting::new(Font::Regular, size));
    // A narrow picture has smaller letters rather than half of its sources.
    if line.width > right - 12.0 * ratio {
        size *= ((right - 12.0 * ratio) / line.width).max(0.3);
        line = Line::new(&scene.attribution, Setting::new(Font::Regular, size));
    }
    let (width, height) = (line.width + 12.0 * ratio, size * 1.7);
    (line, [right - width, bottom - height, right, bottom])
}

fn attribution(scene: &Scene, picture: &mut Picture, palette: &Palette) {
    if scene.attribution.is_empty() {
        return;
    }
    let (line, [left, top, right, bottom]) = attribution_room(scene, picture);
    if let Some(path) = rectangle(left, top, right - left, bottom - top) {
        fill(picture, &path, palette.paper, 0.85);
    }
    let at = (left + (right - left - line.width) / 2.0, bottom - (bottom - top) * 0.32);
    write(picture, &line, at, palette.quiet_ink);
}
