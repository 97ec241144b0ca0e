//! tiny-skia behind a few words.

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, Stroke, StrokeDash, Transform};

use crate::encode::Picture;
use crate::ground::{Ground, Shape};
use crate::palette::Rgb;

pub(crate) fn ground(ground: &Ground) -> Picture {
    let mut picture = Picture::filled(ground.width, ground.height, ground.background);
    for layer in &ground.layers {
        match &layer.shape {
            Shape::Fill(paths) => {
                for path in paths {
                    fill(&mut picture, path, layer.colour, 1.0);
                }
            }
            Shape::Stroke { width, paths } => {
                for path in paths {
                    stroke(&mut picture, path, layer.colour, *width, 1.0);
                }
            }
        }
    }
    picture
}

fn paint([red, green, blue]: Rgb, opacity: f32) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

/// Fills by the even-odd rule.
pub(crate) fn fill(picture: &mut Picture, path: &Path, colour: Rgb, opacity: f32) {
    let transform = Transform::identity();
    picture.pixels.fill_path(path, &paint(colour, opacity), FillRule::EvenOdd, transform, None);
}

/// Fills everything that the path goes around: letters, whose parts may lie over one another.
pub(crate) fn fill_letters(picture: &mut Picture, path: &Path, colour: Rgb) {
    picture.pixels.fill_path(path, &paint(colour, 1.0), FillRule::Winding, Transform::identity(), None);
}

/// A line with round ends and corners.
pub(crate) fn stroke(picture: &mut Picture, path: &Path, colour: Rgb, width: f32, opacity: f32) {
    let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
    picture.pixels.stroke_path(path, &paint(colour, opacity), &stroke, Transform::identity(), None);
}

/// A line that is interrupted, in pixels; a very short stretch with round ends is a dot.
#[derive(Clone, Copy)]
pub(crate) struct Dash {
    pub(crate) on: f32,
    pub(crate) off: f32,
    pub(crate) round: bool,
}

/// A line that ends where its path does, or a dashed one.
pub(crate) fn line(picture: &mut Picture, path: &Path, colour: Rgb, width: f32, dash: Option<Dash>) {
    let line_cap = if dash.is_some_and(|dash| dash.round) { LineCap::Round } else { LineCap::Butt };
    let dash = dash.and_then(|dash| StrokeDash::new(vec![dash.on, dash.off], 0.0));
    let stroke = Stroke { width, line_cap, line_join: LineJoin::Round, dash, ..Stroke::default() };
    picture.pixels.stroke_path(path, &paint(colour, 1.0), &stroke, Transform::identity(), None);
}
