//! Devices; the drawings of `web/src/map/marks.ts` on a square of 20 units.

use tiny_skia::{Path, PathBuilder, Transform};

use crate::canvas::{fill, stroke};
use crate::encode::Picture;
use crate::palette::Palette;
use crate::scene::{Certainty, Family, Sign};
use crate::shapes::{arc, circle, polygon};
use crate::style::interpolate;

/// The middle of the square.
const MIDDLE: f32 = 10.0;

/// Units from the middle to the edge of a mark, about.
pub(crate) const REACH: f32 = 9.0;

/// The strokes and fillings of a mark.
struct Drawing {
    outline: Option<Path>,
    filling: Option<Path>,
    strokes: Vec<Path>,
}

/// What a mark shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) family: Family,
    pub(crate) sign: Option<Sign>,
    pub(crate) certainty: Certainty,
}

/// How large marks are at a zoom, in parts of their 20 pixels.
pub(crate) fn size_at(zoom: f64) -> f32 {
    interpolate(1.0, zoom as f32, &[(12.0, 0.6), (15.0, 0.9), (17.0, 1.15)])
}

/// Draws a mark around a point; `unit` is how many pixels a unit of the square has.
pub(crate) fn draw(picture: &mut Picture, mark: Mark, (x, y): (f32, f32), unit: f32, palette: &Palette) {
    let gone = mark.certainty == Certainty::Gone;
    let colour = if gone { palette.gone } else { mark.family.colour(palette) };
    let drawing = drawing(mark);
    let place = Transform::from_scale(unit, unit).post_translate(x - MIDDLE * unit, y - MIDDLE * unit);
    let placed = |path: Path| path.transform(place);
    let outline = drawing.outline.and_then(placed);
    let filling = drawing.filling.and_then(placed);
    let strokes: Vec<Path> = drawing.strokes.into_iter().filter_map(placed).collect();
    // A rim of paper keeps the mark apart from the streets and from its neighbours.
    for path in outline.iter().chain(&strokes) {
        stroke(picture, path, palette.paper, 4.5 * unit, 1.0);
    }
    if let Some(path) = &outline {
        fill(picture, path, palette.paper, 1.0);
    }
    if let Some(path) = &filling {
        fill(picture, path, colour, 1.0);
    }
    if let Some(path) = &outline {
        stroke(picture, path, colour, 2.0 * unit, 1.0);
    }
    for path in &strokes {
        if filling.is_some() {
            stroke(picture, path, palette.paper, 4.5 * unit, 1.0);
        }
        stroke(picture, path, colour, 2.2 * unit, 1.0);
    }
}

fn drawing(mark: Mark) -> Drawing {
    let shape = |radius: f32| body(mark.family, radius);
    let signs: Vec<Path> = mark.sign.and_then(sign).into_iter().collect();
    let lines = |lines: &[[f32; 4]]| lines.iter().filter_map(line).collect::<Vec<_>>();
    match mark.certainty {
        Certainty::Gone => {
            Drawing { outline: None, filling: None, strokes: lines(&[[4.5, 4.5, 15.5, 15.5], [15.5, 4.5, 4.5, 15.5]]) }
        }
        Certainty::Hollow => Drawing { outline: shape(7.0), filling: None, strokes: signs },
        Certainty::Half => Drawing { outline: shape(7.0), filling: half(mark.family, 7.0), strokes: signs },
        Certainty::Full => Drawing { outline: shape(7.0), filling: shape(7.0), strokes: signs },
        Certainty::Ringed => Drawing { outline: shape(8.6), filling: shape(5.2), strokes: signs },
        Certainty::Hatched => {
            let hatches = [[4.4, 10.8, 10.8, 4.4], [5.6, 15.0, 15.0, 5.6], [9.2, 15.6, 15.6, 9.2]];
            let strokes = lines(&hatches).into_iter().chain(signs).collect();
            Drawing { outline: shape(7.4), filling: None, strokes }
        }
    }
}

/// The corners of a family's shape; round ones have none.
fn corners(family: Family, radius: f32) -> Vec<(f32, f32)> {
    let corner = |turns: f32, reach: f32| {
        let angle = turns * std::f32::consts::TAU;
        (MIDDLE + reach * angle.sin(), MIDDLE - reach * angle.cos())
    };
    match family {
        Family::Camera | Family::Other => Vec::new(),
        Family::Software => (0..6_u8).map(|i| corner(f32::from(i) / 6.0, radius * 1.1)).collect(),
        Family::File => (0..4_u8).map(|i| corner(f32::from(i) / 4.0 + 0.125, radius * 1.25)).collect(),
        Family::Face => (0..4_u8).map(|i| corner(f32::from(i) / 4.0, radius * 1.2)).collect(),
    }
}

fn body(family: Family, radius: f32) -> Option<Path> {
    let corners = corners(family, radius);
    if corners.is_empty() { circle((MIDDLE, MIDDLE), radius) } else { polygon(&corners) }
}

/// The left half.
fn half(family: Family, radius: f32) -> Option<Path> {
    let corners = corners(family, radius);
    if corners.is_empty() {
        return arc((MIDDLE, MIDDLE), radius, 0.5, 1.0);
    }
    let top = corners.iter().map(|corner| corner.1).fold(f32::MAX, f32::min);
    let bottom = corners.iter().map(|corner| corner.1).fold(f32::MIN, f32::max);
    let mut left: Vec<(f32, f32)> = corners.into_iter().filter(|corner| corner.0 < MIDDLE - 0.01).collect();
    left.sort_by(|a, b| b.1.total_cmp(&a.1));
    let ring: Vec<_> = std::iter::once((MIDDLE, bottom)).chain(left).chain([(MIDDLE, top)]).collect();
    polygon(&ring)
}

fn sign(sign: Sign) -> Option<Path> {
    let mut builder = PathBuilder::new();
    match sign {
        Sign::Bar => {
            builder.move_to(1.8, 10.0);
            builder.line_to(18.2, 10.0);
        }
        Sign::Wave => {
            builder.move_to(2.0, 10.0);
            builder.quad_to(4.7, 4.0, 7.3, 10.0);
            builder.quad_to(10.0, 16.0, 12.7, 10.0);
            builder.quad_to(15.4, 4.0, 18.0, 10.0);
        }
        Sign::Question => {
            builder.move_to(7.6, 8.0);
            builder.cubic_to(7.6, 4.8, 12.4, 4.8, 12.4, 8.0);
            builder.cubic_to(12.4, 9.6, 10.0, 10.0, 10.0, 12.0);
            builder.move_to(10.0, 14.2);
            builder.line_to(10.0, 14.3);
        }
    }
    builder.finish()
}

fn line([x0, y0, x1, y1]: &[f32; 4]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.move_to(*x0, *y0);
    builder.line_to(*x1, *y1);
    builder.finish()
}
