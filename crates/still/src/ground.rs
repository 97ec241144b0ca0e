//! The ground of a picture as plain shapes in pixels, in the order in which they are painted.

use tiny_skia::Path;

use crate::palette::Rgb;
use crate::scene::Scene;
use crate::style;

/// What lies below the census: opaque colours only, so that painters without transparency draw the same.
#[derive(Debug)]
pub struct Ground {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// What is seen where nothing is drawn.
    pub background: Rgb,
    /// From the ground up.
    pub layers: Vec<Layer>,
}

/// Shapes of one colour.
#[derive(Debug)]
pub struct Layer {
    /// What they are.
    pub name: &'static str,
    /// Their colour.
    pub colour: Rgb,
    /// The shapes.
    pub shape: Shape,
}

/// How shapes are drawn.
#[derive(Debug)]
pub enum Shape {
    /// Filled, by the even-odd rule.
    Fill(Vec<Path>),
    /// Drawn as lines of a width in pixels, with round ends.
    Stroke {
        /// The width in pixels.
        width: f32,
        /// The lines; dashes are lines of their own.
        paths: Vec<Path>,
    },
}

impl Ground {
    /// The ground of a scene.
    pub fn of(scene: &Scene) -> Self {
        let (background, layers) = style::layers(scene);
        let pixels = |page: u32| page * scene.ratio.max(1);
        Self { width: pixels(scene.view.width()), height: pixels(scene.view.height()), background, layers }
    }
}
