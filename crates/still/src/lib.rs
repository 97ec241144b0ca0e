//! Pictures of the map without a browser: a scene in, a PNG out.
//!
//! A [`Scene`] is a value: what to look at, the vector tiles below, and what the census knows there. [`paint`] draws it
//! with the colours and marks of the map in the browser (`web/src/map`). The same scene gives the same bytes.
//!
//! The ground (land, water, streets) is drawn first and is all that another painter may take over: [`Ground`] holds
//! it as plain shapes, and [`Ground::request`] words it for the program in `crates/still-maplibre`. Outlines, sectors,
//! names, marks and sources are drawn above it, here, whoever painted the ground.
//!
//! Pure like `geodata`: no files, no clock, no randomness.

mod canvas;
mod card;
mod encode;
mod fonts;
mod ground;
mod label;
mod mark;
mod names;
mod overlay;
mod palette;
mod reduce;
mod request;
mod ring;
mod scene;
mod shapes;
mod sheet;
mod style;
mod text;
mod tiles;

pub use card::{Card, CardFigure, CardPanel};
pub use encode::{Picture, WrongSize};
pub use ground::{Ground, Layer, Shape};
pub use palette::{Rgb, Theme};
pub use request::{Answer, Header, HeaderLayer, UnreadableAnswer};
pub use scene::{Certainty, Cluster, Device, Family, GroundTile, Language, Outline, Part, Scene, Sector, Sign};
pub use sheet::{Bar, Bars, Caption, Sheet, SheetFigure};

/// Draws the ground with tiny-skia.
pub fn paint_ground(ground: &Ground) -> Picture {
    canvas::ground(ground)
}

/// The whole picture: its ground, and everything above it.
pub fn paint(scene: &Scene) -> Picture {
    let ground = Ground::of(scene);
    finish(scene, paint_ground(&ground))
}

/// Draws what belongs above the ground onto a picture of it.
pub fn finish(scene: &Scene, ground: Picture) -> Picture {
    overlay::draw(scene, ground)
}
