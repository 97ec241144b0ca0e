//! The ground as bytes for a painter in another process, and its answer.
//!
//! A request is the length of what follows (32 bits, big-endian), the length of the header (the same), the header as
//! JSON, and a vector tile. Each layer of the tile is drawn in the colour that the header names for it, in that order.
//! The tile has polygons only: maplibre-rs draws every line three units wide, so that lines come as the areas that
//! they cover, and it can draw no points at all.
//!
//! An answer is the same length, one byte that is 0 when it was painted, and a PNG or the reason in words.

use geodata::mvt::{EXTENT, Layer as TileLayer, Tile, TilePoint};
use serde::{Deserialize, Serialize};
use tiny_skia::{Path, PathSegment};

use crate::encode::{Picture, WrongSize};
use crate::ground::{Ground, Shape};
use crate::palette::Rgb;

/// Corners of the round end of a line.
const CORNERS: u32 = 10;
/// Lines up to this many pixels wide have square ends and corners: nobody sees the difference.
const THIN: f32 = 2.0;
/// Sides of the squares that the painter draws, in pixels: it prepares each of them once.
const SIDES: [u32; 4] = [256, 512, 1024, 2048];
/// Bytes of an answer at the most.
const LONGEST: usize = 32 * 1024 * 1024;

/// What a request says besides its shapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Pixels of the square that the tile covers; the picture is its upper left corner.
    pub side: u32,
    /// From the ground up.
    pub layers: Vec<HeaderLayer>,
}

/// A layer of the tile and its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderLayer {
    /// The name of the layer in the tile.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// What the painter said.
#[derive(Debug)]
pub struct Answer;

/// Why an answer is no picture.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableAnswer {
    /// It ends too early, or says that it is longer than any picture.
    #[error("the answer of the painter has a wrong length")]
    Length,
    /// The painter could not do it.
    #[error("the painter says: {0}")]
    Refused(String),
    /// No picture, or one of another size.
    #[error(transparent)]
    Picture(#[from] WrongSize),
}

impl Answer {
    /// How many bytes follow the first four.
    pub fn length(prefix: [u8; 4]) -> Result<usize, UnreadableAnswer> {
        let length = u32::from_be_bytes(prefix) as usize;
        if (1..=LONGEST).contains(&length) { Ok(length) } else { Err(UnreadableAnswer::Length) }
    }

    /// The picture in the bytes that follow.
    pub fn read(bytes: &[u8], width: u32, height: u32) -> Result<Picture, UnreadableAnswer> {
        match bytes.split_first() {
            Some((0, png)) => Ok(Picture::from_png(png, width, height)?),
            Some((_, reason)) => Err(UnreadableAnswer::Refused(String::from_utf8_lossy(reason).into_owned())),
            None => Err(UnreadableAnswer::Length),
        }
    }
}

impl Ground {
    /// The ground as a request; nothing for a picture that is too large for one.
    pub fn request(&self) -> Option<Vec<u8>> {
        let pixels = self.width.max(self.height);
        let side = SIDES.into_iter().find(|side| *side >= pixels)?;
        let units = Units(EXTENT as f32 / side as f32);
        let mut header = Header { width: self.width, height: self.height, side, layers: Vec::new() };
        let mut tile = Tile::new();
        let side = side as f32;
        let sea = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]].map(|[x, y]| units.point(x, y));
        tile.add(TileLayer::new("background").polygon(&[vec![sea.to_vec()]], &[]));
        header.push("background", self.background);
        // Layers of one name follow one another, with one colour: they are one layer of the tile.
        for same in self.layers.chunk_by(|a, b| a.name == b.name) {
            let shapes = same.iter().map(|layer| &layer.shape);
            let layer = shapes.fold(TileLayer::new(same[0].name), |layer, shape| units.add(layer, shape));
            tile.add(layer);
            header.push(same[0].name, same[0].colour);
        }
        let header = serde_json::to_vec(&header).expect("a header is plain values");
        let tile = tile.finish().unwrap_or_default();
        let mut bytes = Vec::with_capacity(8 + header.len() + tile.len());
        bytes.extend_from_slice(&((4 + header.len() + tile.len()) as u32).to_be_bytes());
        bytes.extend_from_slice(&(header.len() as u32).to_be_bytes());
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(&tile);
        Some(bytes)
    }
}

impl Header {
    fn push(&mut self, name: &str, [red, green, blue]: Rgb) {
        self.layers.push(HeaderLayer { name: name.to_owned(), colour: format!("#{red:02x}{green:02x}{blue:02x}") });
    }
}

/// Tile units in a pixel.
#[derive(Clone, Copy)]
struct Units(f32);

impl Units {
    fn point(self, x: f32, y: f32) -> TilePoint {
        [(x * self.0).round() as i32, (y * self.0).round() as i32]
    }

    fn add(self, layer: TileLayer, shape: &Shape) -> TileLayer {
        match shape {
            Shape::Fill(paths) => paths.iter().fold(layer, |layer, path| {
                let rings = runs(path).into_iter().map(|(run, _)| self.ring(&run)).filter(|ring| ring.len() > 2);
                let rings: Vec<Vec<TilePoint>> = rings.collect();
                if rings.is_empty() { layer } else { layer.polygon(&[rings], &[]) }
            }),
            Shape::Stroke { width, paths } => paths.iter().flat_map(runs).fold(layer, |layer, (run, closed)| {
                areas(&run, closed, *width).into_iter().fold(layer, |layer, area| {
                    let ring = self.ring(&area);
                    if ring.len() > 2 { layer.polygon(&[vec![ring]], &[]) } else { layer }
                })
            }),
        }
    }

    /// A ring in whole units, without points that fall on the one before.
    fn ring(self, points: &[(f32, f32)]) -> Vec<TilePoint> {
        let mut ring: Vec<TilePoint> = points.iter().map(|(x, y)| self.point(*x, *y)).collect();
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring
    }
}

/// The runs of points of a path, and whether each is closed. Our ground has straight lines only.
fn runs(path: &Path) -> Vec<(Vec<(f32, f32)>, bool)> {
    let mut runs: Vec<(Vec<(f32, f32)>, bool)> = Vec::new();
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(point) => runs.push((vec![(point.x, point.y)], false)),
            PathSegment::LineTo(point) | PathSegment::QuadTo(_, point) | PathSegment::CubicTo(_, _, point) => {
                if let Some((run, _)) = runs.last_mut() {
                    run.push((point.x, point.y));
                }
            }
            PathSegment::Close => {
                if let Some((_, closed)) = runs.last_mut() {
                    *closed = true;
                }
            }
        }
    }
    runs
}

/// What a line of a width covers: a rectangle for each stretch and, where it is wide enough to be seen, a disc at each
/// corner.
fn areas(run: &[(f32, f32)], closed: bool, width: f32) -> Vec<Vec<(f32, f32)>> {
    let half = width / 2.0;
    let closing = run.last().zip(run.first()).filter(|_| closed && run.len() > 2);
    let stretches = run.windows(2).map(|pair| (pair[0], pair[1])).chain(closing.map(|(last, first)| (*last, *first)));
    let mut areas: Vec<Vec<(f32, f32)>> = Vec::with_capacity(run.len() * 2);
    for ((ax, ay), (bx, by)) in stretches {
        let length = (bx - ax).hypot(by - ay);
        if length > 0.0 {
            let (nx, ny) = ((by - ay) / length * half, (ax - bx) / length * half);
            areas.push(vec![(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)]);
        }
    }
    if width > THIN {
        areas.extend(run.iter().map(|(x, y)| disc(*x, *y, half)));
    }
    areas
}

fn disc(x: f32, y: f32, radius: f32) -> Vec<(f32, f32)> {
    let corner = |index: u32| {
        let angle = index as f32 / CORNERS as f32 * std::f32::consts::TAU;
        (x + radius * angle.cos(), y + radius * angle.sin())
    };
    (0..CORNERS).map(corner).collect()
}
