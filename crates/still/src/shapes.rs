//! Paths of plain shapes.

use std::f32::consts::TAU;

use tiny_skia::{Path, PathBuilder, Rect};

pub(crate) fn circle((x, y): (f32, f32), radius: f32) -> Option<Path> {
    PathBuilder::from_circle(x, y, radius)
}

pub(crate) fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    Rect::from_xywh(x, y, width, height).map(PathBuilder::from_rect)
}

/// A rectangle with round corners.
pub(crate) fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let radius = radius.min(width / 2.0).min(height / 2.0);
    let (right, bottom) = (x + width, y + height);
    let mut builder = PathBuilder::new();
    builder.move_to(x + radius, y);
    builder.line_to(right - radius, y);
    builder.quad_to(right, y, right, y + radius);
    builder.line_to(right, bottom - radius);
    builder.quad_to(right, bottom, right - radius, bottom);
    builder.line_to(x + radius, bottom);
    builder.quad_to(x, bottom, x, bottom - radius);
    builder.line_to(x, y + radius);
    builder.quad_to(x, y, x + radius, y);
    builder.close();
    builder.finish()
}

pub(crate) fn polygon(points: &[(f32, f32)]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    builder.move_to(first.0, first.1);
    for (x, y) in rest {
        builder.line_to(*x, *y);
    }
    builder.close();
    builder.finish()
}

/// Part of a circle as a line, from a share of the full turn to another, clockwise from the top.
pub(crate) fn arc((x, y): (f32, f32), radius: f32, from: f32, to: f32) -> Option<Path> {
    let steps = (((to - from) * 96.0).ceil() as u16).max(1);
    let point = |step: u16| {
        let turn = (from + (to - from) * f32::from(step) / f32::from(steps)) * TAU;
        (x + radius * turn.sin(), y - radius * turn.cos())
    };
    let mut builder = PathBuilder::new();
    let (x, y) = point(0);
    builder.move_to(x, y);
    for step in 1..=steps {
        let (x, y) = point(step);
        builder.line_to(x, y);
    }
    builder.finish()
}
